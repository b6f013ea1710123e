import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inRuntime } from '../../testing/node-red.js';

const [node = '?', nodeRed = '?'] = process.env.PROCORE_TEST_VERSIONS?.split(' ') ?? [];

describe('the runtime of this compatibility run', () => {
  it(`is Node ${node}x`, () => {
    const version = execFileSync(inRuntime('node/bin/node'), ['-p', 'process.versions.node'], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    assert.ok(version.startsWith(node), version);
  });

  it(`is Node-RED ${nodeRed}x`, () => {
    const { version } = JSON.parse(readFileSync(inRuntime('node-red/package.json'), 'utf8'));
    assert.ok(version.startsWith(nodeRed), version);
  });
});
