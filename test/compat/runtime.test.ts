import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runtimeFolder } from '../support/node-red.js';

describe('the runtime of this compatibility run', () => {
  const bin = (name: string) => join(runtimeFolder, 'node_modules', name);

  it('is Node 20, not the pinned Node 24 of the checkout', () => {
    const version = execFileSync(bin('node/bin/node'), ['-p', 'process.version'], { encoding: 'utf8' });
    assert.match(version, /^v20\./);
  });

  it('is Node-RED 4.1', () => {
    assert.match(JSON.parse(readFileSync(bin('node-red/package.json'), 'utf8')).version, /^4\.1\./);
  });
});
