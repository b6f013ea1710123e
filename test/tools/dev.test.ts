import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyOfCheckout } from '../../testing/checkout-copy.js';
import { loadedTypes, MODULE, type NodeSet, TYPES } from '../support/package.js';
import { until } from '../support/until.js';

const PATIENCE = 60_000;

describe('npm run dev', function () {
  this.timeout(2 * PATIENCE);
  const checkout = copyOfCheckout();
  let dev: ChildProcess;
  let output = '';
  let url = '';

  before(() => {
    const tsx = join(checkout, 'node_modules/.bin/tsx');
    const PATH = `${join(checkout, 'node_modules/.bin')}:${process.env.PATH}`;
    dev = spawn(tsx, ['scripts/dev.ts', '--port', '0'], {
      cwd: checkout,
      env: { ...process.env, PATH, NODE_OPTIONS: '' },
    });
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    dev.stdout?.on('data', keep);
    dev.stderr?.on('data', keep);
  });
  after(() => dev.kill('SIGKILL'));

  /** Waits for what is printed from now on, or was printed since `output` was emptied. */
  const printed = async (text: RegExp) => {
    await until(() => text.test(output) || dev.exitCode !== null, PATIENCE);
    return text.exec(output) ?? assert.fail(output);
  };
  const get = async (path: string, accept = 'application/json') =>
    (await fetch(`${url}${path}`, { headers: { accept } })).text();
  const edit = (file: string, change: (text: string) => string) => {
    output = '';
    const path = join(checkout, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  };

  it('runs all types in a Node-RED, with the demo flow', async () => {
    [, url = ''] = await printed(/Node-RED runs at (http:\S+)/);
    const sets: NodeSet[] = JSON.parse(await get('/nodes'));
    assert.deepEqual(loadedTypes(sets), TYPES);
    assert.match(await get('/flows'), /"procore-companies"/);
  });

  it('has source maps of editor and runtime', async () => {
    const html = await get(`/nodes/${MODULE}/procore-projects`, 'text/html');
    const [, map = ''] = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(html) ?? [];
    assert.match(Buffer.from(map, 'base64').toString(), /procore-projects\/editor\.ts/);
    const compiled = join(checkout, '.dev/package/dist/nodes/procore-projects/procore-projects.js');
    assert.match(readFileSync(compiled, 'utf8'), /sourceMappingURL=procore-projects\.js\.map/);
  });

  it('leaves what runs when a change does not compile, and says where', async () => {
    edit('src/operations.ts', (text) => `${text}\nexport const = 1;\n`);
    await printed(/Not built: .*\n.*src\/operations\.ts:\d+/);
    assert.match(output, /^Changed: src\/operations\.ts$/m);
    assert.deepEqual(loadedTypes(JSON.parse(await get('/nodes'))), TYPES);
  });

  it('says what is wrong in types, and runs all the same', async () => {
    edit('src/operations.ts', (text) => text.replace('export const = 1;', 'export const n: string = 1;'));
    await printed(/Node-RED runs at/);
    await printed(/src\/operations\.ts\(\d+,\d+\): error TS2322/);
  });

  it('shows a change of a text after the next start', async () => {
    edit('nodes/procore-projects/locales/en-US.json', (text) =>
      text.replace('list projects', 'all projects'),
    );
    await printed(/Node-RED runs at/);
    assert.match(await get(`/locales/${MODULE}/procore-projects?lng=en-US`), /"label":"all projects"/);
  });

  it('ends with its Node-RED when it is interrupted', async () => {
    dev.kill('SIGINT');
    await until(() => dev.exitCode !== null, PATIENCE);
    assert.equal(dev.exitCode, 0, output);
    assert.match(output, /Ended\./);
    await assert.rejects(fetch(url));
  });
});
