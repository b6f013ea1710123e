import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyOfCheckout } from '../../testing/checkout-copy.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { type FlowNode, loadedTypes, MODULE, type NodeSet, TYPES } from '../support/package.js';

const TYPE = 'procore-daily-logs';

describe('npm run new-node', function () {
  this.timeout(180_000);
  let checkout: string;
  const run = (command: string, ...options: string[]) =>
    spawnSync(join(checkout, 'node_modules/.bin', command), options, {
      cwd: checkout,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
  const newNode = (...options: string[]) => run('tsx', 'scripts/new-node.ts', ...options);
  const output = ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr;

  before(() => {
    checkout = copyOfCheckout();
  });

  for (const options of [[], ['Daily'], ['daily logs'], ['../x'], ['a-'], ['one', 'two']]) {
    it(`says how it is used when it is called with ${JSON.stringify(options)}`, () => {
      const { status, stderr } = newNode(...options);
      assert.equal(status, 1);
      assert.match(stderr, /^Usage: npm run new-node NAME/);
    });
  }

  it('makes no type that there is', () => {
    const { status, stderr } = newNode('request');
    assert.equal(status, 1);
    assert.match(stderr, /There is a node type procore-request already/);
  });

  it('makes files without a placeholder, in the format of the others', () => {
    const made = newNode('daily-logs');
    assert.equal(made.status, 0, output(made));
    const files = made.stdout.matchAll(/^(?:made|changed) +(.+)$/gm);
    const paths = [...files].map(([, path = '']) => path);
    assert.equal(paths.length, 13);
    for (const path of paths.filter((name) => !name.includes('shared/locales'))) {
      assert.doesNotMatch(readFileSync(join(checkout, path), 'utf8'), /__[A-Z]+__/, path);
    }
    const checked = run('biome', 'check', '--error-on-warnings', '--vcs-enabled=false', ...paths);
    assert.equal(checked.status, 0, output(checked));
  });

  it('its package builds', () => {
    const built = run('tsx', 'scripts/build.ts');
    assert.equal(built.status, 0, output(built));
    const html = readFileSync(join(checkout, `dist/nodes/${TYPE}/${TYPE}.html`), 'utf8');
    assert.match(html, new RegExp(`registerType\\("${TYPE}",\\{category:"Procore"`));
    assert.match(html, new RegExp(`data-help-name="${TYPE}"`));
    assert.ok(readdirSync(join(checkout, `dist/nodes/${TYPE}/icons`)).includes('procore.svg'));
  });

  it('its own test passes', () => {
    const tested = run(
      'mocha',
      '--no-config',
      '--node-option',
      'import=tsx',
      '--exit',
      'test/nodes/daily-logs.test.ts',
    );
    assert.equal(tested.status, 0, output(tested));
    assert.match(tested.stdout, /1 passing/);
  });

  it('it loads in a real Node-RED with help and texts, and its example gives rows', async () => {
    const nodeRed = await NodeRed.start(installPackage(newUserDir(), checkout));
    try {
      const types = loadedTypes(await nodeRed.admin<NodeSet[]>('/nodes'));
      assert.deepEqual(types, [...TYPES, TYPE].sort());
      const texts = await nodeRed.admin<Record<string, unknown>>(`/locales/${MODULE}/${TYPE}?lng=en-US`);
      assert.deepEqual(texts[TYPE], { label: 'daily logs' });
      const example = readdirSync(join(checkout, 'examples')).find((file) =>
        file.endsWith(' Daily logs.json'),
      );
      const nodes: FlowNode[] = JSON.parse(readFileSync(join(checkout, 'examples', example ?? '?'), 'utf8'));
      await nodeRed.deploy(nodes);
      await nodeRed.inject(nodes.find(({ type }) => type === 'inject')?.id ?? '');
      const [shown] = await nodeRed.shown(1);
      assert.ok(Array.isArray(shown?.value) && shown.value.length > 0);
    } finally {
      await nodeRed.stop();
    }
  });
});
