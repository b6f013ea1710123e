import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

const root = join(__dirname, '../..');

/** An import that a wall forbids: the folder or file that would have it, and what it would import. */
const FORBIDDEN: ReadonlyArray<readonly [from: string, specifier: string]> = [
  // src is free of Node-RED.
  ['src/quota/', 'node-red'],
  ['src/', '@node-red/util'],
  ['src/access/', '../../nodes/shared/status.js'],
  // The arrow back up that was there.
  ['src/refusals/', '../call/caller.js'],
  ['src/refusals/', '../client.js'],
  // Lower floors do not know the upper ones.
  ['src/quota/', '../call/caller.js'],
  ['src/quota/', '../transport/exchange.js'],
  ['src/transport/', '../quota/governor.js'],
  ['src/transport/', '../plan.js'],
  ['src/paging/', '../call/run-options.js'],
  ['src/paging/', '../state/contract.js'],
  ['src/state/', '../quota/governor.js'],
  ['src/state/sqlite/', '../../quota/governor.js'],
  ['src/state/sqlite/', '../../client.js'],
  ['src/queue/', '../call/caller.js'],
  ['src/queue/', '../state/contract.js'],
  ['src/state/sqlite/', '../../queue/in-order.js'],
  ['src/auth/', '../call/caller.js'],
  ['src/auth/', '../refusals/refusals.js'],
  ['src/auth/person/', '../../client.js'],
  ['src/call/', '../client.js'],
  ['src/call/', '../access/account-view.js'],
  ['src/call/', '../index.js'],
  ['src/access/', '../index.js'],
  ['src/access/', '../auth/token-source.js'],
  // The database of the state.
  ['src/queue/', 'node:sqlite'],
  ['src/quota/', 'node:sqlite'],
  ['src/transport/', 'node:sqlite'],
  ['src/call/', 'node:sqlite'],
  ['src/auth/', 'node:sqlite'],
  ['src/state/', 'node:sqlite'],
  ['src/client.ts', 'node:sqlite'],
  ['src/simulator/', 'node:sqlite'],
  ['src/catalogue/', 'node:fs'],
  ['src/catalogue/', './load.js'],
  ['src/catalogue/', './reference.js'],
  ['src/catalogue/', './yaml.js'],
  ['src/catalogue/openapi/', '../table-schema.js'],
  ['src/catalogue/openapi/', '../../state/contract.js'],
  ['src/errors.ts', './client.js'],
  ['src/connection.ts', './call/caller.js'],
  ['src/plan.ts', './paging/pages.js'],
  ['src/client.ts', './access/account-view.js'],
  ['src/client.ts', './simulator/index.js'],
  ['src/index.ts', './simulator/index.js'],
  // Libraries are for the rooms that wrap them.
  ['src/paging/', 'undici'],
  ['src/call/', 'oauth4webapi'],
  ['src/refusals/', 'zod'],
  ['src/transport/', 'left-pad'],
  // The simulator shares nothing with the client. Each of these had been possible.
  ['src/simulator/', '../call.js'],
  ['src/simulator/', '../call/caller.js'],
  ['src/simulator/', '../access/account-view.js'],
  ['src/simulator/', '../queue/semaphore.js'],
  ['src/simulator/', '../steady-clock.js'],
  ['src/simulator/resources/', '../../errors.js'],
  ['src/simulator/resources/', 'zod'],
  ['src/simulator/catalogue/', '../../catalogue/load.js'],
  ['src/simulator/catalogue/facts.ts', '../../catalogue/match.js'],
  ['src/simulator/catalogue/facts.ts', '../../errors.js'],
  ['src/events/hooks/', '../../state/state.js'],
  ['src/events/hooks/', '../../transport/exchange.js'],
  ['src/events/', '../client.js'],
  ['src/events/thread/', '../../client.js'],
  ['src/events/thread/', '../hooks/plan.js'],
  ['src/events/thread/', 'node:http'],
  ['src/changes/', '../access/account-view.js'],
  ['src/changes/', '../transport/exchange.js'],
  ['src/changes/', '../state/state.js'],
  ['src/scope/', '../changes/changes.js'],
  ['src/scope/', '../state/contract.js'],
  ['src/events/reconcile/', '../../transport/exchange.js'],
  ['src/events/reconcile/', '../inbox.js'],
  ['src/events/', '../state/sqlite/database.js'],
  ['src/events/', 'node:sqlite'],
  ['src/table/', '../client.js'],
  ['src/table/', '../state/contract.js'],
  ['src/table/sql/', '../../client.js'],
  ['src/table/sql/', 'undici'],
  // Nodes ask the client.
  ['nodes/procore-token/', 'kysely'],
  ['nodes/procore-token/', 'undici'],
  ['nodes/procore-token/', 'node:http'],
  ['nodes/procore-token/', '../../src/transport/exchange.js'],
  ['nodes/procore-token/', '../../src/auth/token-source.js'],
  ['nodes/procore-token/', '../../src/simulator/demo.js'],
  ['nodes/procore-token/', '../procore-config/procore-config.js'],
  ['nodes/procore-token/', '../../testing/virtual-time.js'],
  ['nodes/kinds.ts', './procore-token/procore-token.js'],
  ['nodes/shared/', '../../src/quota/governor.js'],
  ['nodes/shared/', '../procore-token/procore-token.js'],
  ['nodes/shared/pipe/', '../../../src/transport/exchange.js'],
  ['nodes/shared/pipe/', '../../../src/simulator/demo.js'],
  ['nodes/shared/pipe/', 'zod'],
  ['nodes/shared/admin/', 'node:https'],
  ['nodes/shared/connection/', '../../../src/call/caller.js'],
  // The editor is a browser.
  ['nodes/procore-token/editor.ts', '../../src/client'],
  ['nodes/procore-token/editor/', 'node:fs'],
  ['nodes/procore-token/editor/', '../../../src/catalogue/load'],
  ['nodes/procore-token/editor/', '../../../src/changes/changes'],
  ['nodes/shared/editor/', '../../../src/index'],
];

/** Imports that the same walls let through. */
const ALLOWED: ReadonlyArray<readonly [from: string, specifier: string]> = [
  ['src/quota/', '../errors.js'],
  ['src/refusals/', '../transport/address.js'],
  ['src/state/sqlite/', '../contract.js'],
  ['src/state/sqlite/', 'node:fs/promises'],
  ['src/state/state.ts', '../quota/governor.js'],
  ['src/call/', '../refusals/refusals.js'],
  ['src/client.ts', './call/caller.js'],
  ['src/access/', '../client.js'],
  ['src/events/hooks/', '../../state/lease.js'],
  ['src/events/thread/', '../receiver.js'],
  ['src/changes/', '../state/contract.js'],
  ['src/scope/', '../client.js'],
  ['src/table/', '../catalogue/shape.js'],
  ['src/table/', '../extent.js'],
  ['src/transport/', '../extent.js'],
  ['src/table/sql/', 'kysely'],
  ['src/table/sql/', '../column.js'],
  ['src/catalogue/load.ts', 'node:fs/promises'],
  ['src/simulator/resources/', '../router.js'],
  // The facts about operations are data, read once.
  ['src/simulator/catalogue/facts.ts', '../../catalogue/load.js'],
  ['src/simulator/catalogue/facts.ts', '../../catalogue/shapes.js'],
  ['nodes/shared/pipe/', '../../../src/errors.js'],
  ['nodes/shared/connection/open-client.ts', '../../../src/simulator/demo.js'],
  ['nodes/procore-token/', '../shared/pipe/register.js'],
  ['nodes/kinds.ts', './procore-token/kind.js'],
  ['nodes/shared/connection/', '../../procore-config/fields.js'],
  ['nodes/procore-token/editor.ts', '../shared/editor/label'],
  ['nodes/procore-token/editor/', '../../../src/changes/strategy'],
];

describe('the walls of biome.json', function () {
  this.timeout(30_000);
  let folder: string;
  /** `file:line`, with the rule that is broken there. */
  let broken: ReadonlyMap<string, string>;
  const places = new Map<string, string>();

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'procore-walls-'));
    for (const file of ['biome.json', '.gitignore']) cpSync(join(root, file), join(folder, file));
    const lines = new Map<string, string[]>();
    for (const [from, specifier] of [...FORBIDDEN, ...ALLOWED]) {
      const file = from.endsWith('.ts') ? from : `${from}newcomer.ts`;
      const written = lines.get(file) ?? [];
      written.push(`export * from '${specifier}';`);
      lines.set(file, written);
      places.set(`${from} ${specifier}`, `${file}:${written.length}`);
    }
    lines.set('src/paging/one.ts', ["import type { Two } from './two.js';", 'export type One = Two | 1;']);
    lines.set('src/paging/two.ts', ["import type { One } from './one.js';", 'export type Two = One[];']);
    for (const [file, written] of lines) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${written.join('\n')}\n`);
    }
    broken = rulesBroken(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const ruleAt = (from: string, specifier: string) => broken.get(places.get(`${from} ${specifier}`) ?? '');

  for (const [from, specifier] of FORBIDDEN) {
    it(`${from} may not import ${specifier}`, () =>
      assert.equal(ruleAt(from, specifier), 'style/noRestrictedImports'));
  }
  for (const [from, specifier] of ALLOWED) {
    it(`${from} may import ${specifier}`, () => assert.equal(ruleAt(from, specifier), undefined));
  }
  it('two files may not import each other, not even types', () => {
    assert.equal(broken.get('src/paging/one.ts:1'), 'suspicious/noImportCycles');
  });
});

/** Lints a folder with the rules that are walls. */
function rulesBroken(folder: string): ReadonlyMap<string, string> {
  const only = ['--only=style/noRestrictedImports', '--only=suspicious/noImportCycles'];
  const { stdout } = spawnSync(
    join(root, 'node_modules/.bin/biome'),
    ['lint', ...only, '--reporter=github', '--max-diagnostics=none', '--vcs-enabled=false', 'src', 'nodes'],
    { cwd: folder, encoding: 'utf8' },
  );
  const found = stdout.matchAll(/title=lint\/([\w/]+),file=([^,]+),line=(\d+)/g);
  return new Map(
    [...found].map(([, rule = '', file = '', line]) => [
      `${relative(folder, resolve(folder, file))}:${line}`,
      rule,
    ]),
  );
}
