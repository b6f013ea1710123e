import assert from 'node:assert/strict';
import type { AccessRow } from '../../src/access/access-row.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import {
  action,
  connectionTo,
  flow,
  helper,
  keyOf,
  type Message,
  only,
  type Properties,
  runOnce,
} from './flow.js';

const OLD = { clientId: 'old-key', clientSecret: 'old-secret' };

describe('procore access', () => {
  const open: Simulator[] = [];
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    for (const simulator of open.splice(0)) await simulator.close();
  });

  const simulate = async (options: SimulatorOptions = {}) => {
    const simulator = await startSimulator({ projects: 3, companies: 1, ...options });
    open.push(simulator);
    return simulator;
  };
  const access = (more: Properties = {}) =>
    action('procore-access', { mode: 'audit', companies: 'all', shape: 'rows', ...more });
  const rowsOf = (message: Message) => message.payload as AccessRow[];
  const hidden = ({ companies }: Simulator) =>
    companies[0]?.projects.find(({ permitted }) => !permitted)?.id ?? assert.fail('all are permitted');
  const told = (message: Message) => message.procore?.difference as { summary: string; since: string | null };

  it('audits: every company, project and tool as a row, and nothing to differ from at first', async () => {
    const simulator = await simulate();
    const seen = await runOnce(access(), connectionTo(simulator), keyOf(simulator));
    const message = only(seen.results);
    assert.deepEqual(
      ['company', 'user', 'project'].map(
        (subject) => rowsOf(message).filter((row) => row.subject === subject).length,
      ),
      [1, 1, 3],
    );
    assert.equal(rowsOf(message).find(({ tool }) => tool === 'RFIs')?.access, 'Standard');
    assert.deepEqual(told(message), { since: null, changes: 0, summary: '' });
    assert.equal(message.procore?.operation, 'Access audit');
    assert.equal(seen.completed.length, 1);
  });

  it('tells of projects that the message names, and that a second connection lists', async () => {
    const simulator = await simulate({ projects: 2 });
    const wider = await simulate({ projects: 4 });
    const node = access({ known: 'payload', knownType: 'msg', other: 'wider' });
    const { seen, receive, settled } = await flow(
      node,
      connectionTo(simulator),
      { ...keyOf(simulator), wider: keyOf(wider).connection },
      [{ ...connectionTo(wider), id: 'wider' }],
    );
    // An id of nowhere, and rows as the list projects node gives them.
    receive({
      payload: [77, { id: hidden(simulator), name: 'By row', company: { id: simulator.companies[0]?.id } }],
    });
    await settled();
    const denied = rowsOf(only(seen.results)).filter(({ access }) => access === 'not permitted');
    const listed = wider.companies[0]?.projects.filter(({ permitted }) => permitted).slice(2) ?? [];
    assert.deepEqual(
      denied.map((row) => row.project_id).sort(),
      [...new Set([...listed.map(({ id }) => id), hidden(simulator), 77])].map(String).sort(),
    );
  });

  it('gives what changed since its last audit, which it keeps in its context', async () => {
    const first = await simulate({ projects: 5 });
    const { seen, receive, settled } = await flow(
      access({ shape: 'changes' }),
      connectionTo(first),
      keyOf(first),
    );
    receive({});
    await settled(1);
    assert.deepEqual(only(seen.results).payload, []);
    // The same key sees less the next time.
    const { apiUrl } = first;
    await first.close();
    const second = await startSimulator({
      ...{ projects: 2, projectsNotPermitted: 5, companies: 1, permissions: { rfi: 'Read Only' } },
      ...{ port: Number(new URL(apiUrl).port), loginPort: Number(new URL(first.loginUrl).port) },
    });
    open.push(second);
    receive({});
    await settled(2);
    const changed = seen.results[1] ?? assert.fail('no second message');
    assert.equal(told(changed).summary, '3 projects lost access, 1 tool went down to Read Only');
    assert.ok(told(changed).since);
    assert.deepEqual(
      [...new Set((changed.payload as Array<{ change: string }>).map(({ change }) => change))],
      ['lost', 'lowered'],
    );
    receive({});
    await settled(3);
    assert.deepEqual(seen.results[2]?.payload, []);
  });

  it('gives a matrix, a row a project and a column a tool', async () => {
    const simulator = await simulate();
    const seen = await runOnce(access({ shape: 'matrix' }), connectionTo(simulator), keyOf(simulator));
    const lines = only(seen.results).payload as Array<Record<string, string>>;
    assert.equal(lines.length, 1 + 3);
    assert.deepEqual([lines[1]?.access, lines[1]?.RFIs, lines[0]?.RFIs], ['permitted', 'Standard', '']);
  });

  it('delivers rows as they come, the difference on the last', async () => {
    const simulator = await simulate();
    const seen = await runOnce(access({ delivery: 'page' }), connectionTo(simulator), keyOf(simulator));
    assert.equal(seen.results.length, 1 + 3);
    assert.deepEqual(
      seen.results.map((message) => told(message) !== undefined),
      [false, false, false, true],
    );
  });

  it('compares what two keys see', async () => {
    const a = await simulate({ projects: 4 });
    const b = await simulate({ projects: 3, permissions: { rfi: 'Read Only' }, ...OLD });
    const node = access({ mode: 'compare', other: 'second', tools: true });
    const credentials = { ...keyOf(a), second: OLD };
    const { seen, receive, settled } = await flow(node, connectionTo(a), credentials, [
      { ...connectionTo(b), id: 'second' },
    ]);
    receive({});
    await settled();
    const { comparison } = only(seen.results).procore ?? {};
    const counts = comparison as Record<string, object>;
    assert.deepEqual(counts.projects, { both: 3, 'only A': 1, 'only B': 0, different: 1 });
    assert.equal((counts.tools as { different: number }).different, 3);
  });

  it('gives the companies in which the app is installed', async () => {
    const simulator = await simulate({ companies: 2 });
    const seen = await runOnce(access({ mode: 'installations' }), connectionTo(simulator), keyOf(simulator));
    const rows = only(seen.results).payload as Array<{ status: string; company: string }>;
    assert.deepEqual(
      rows.map(({ status, company }) => [status, company]),
      simulator.companies.slice(0, 2).map(({ name }) => ['installed', name]),
    );
  });

  it('gives what the deployed flows need, without disabled nodes and those of other connections', async () => {
    const simulator = await simulate({ permissions: { rfi: 'Read Only', punch_list: 'Admin' } });
    const request = (id: string, method: string, path: string, more: Properties = {}) =>
      action('procore-request', { id, name: id, method, path, wires: [], ...more });
    const { seen, receive, settled } = await flow(
      access({ mode: 'required', name: 'this one' }),
      connectionTo(simulator),
      keyOf(simulator),
      [
        request('read', 'GET', '/rest/v1.0/projects/{project_id}/rfis'),
        request('write', 'POST', '/rest/v1.0/projects/{project_id}/rfis'),
        request('open', '', ''),
        request('off', 'DELETE', '/rest/v1.0/projects/{project_id}/rfis/{id}', { d: true }),
        request('elsewhere', 'GET', '/rest/v1.0/projects/{project_id}/drawings', { connection: 'another' }),
      ],
    );
    receive({});
    await settled();
    const rows = only(seen.results).payload as Array<Record<string, string>>;
    const rfis = rows.find(({ tool }) => tool === 'RFIs');
    assert.deepEqual(
      [rfis?.scope, rfis?.needed, rfis?.has, rfis?.verdict, rfis?.used_by],
      ['project', 'Standard', 'Read Only', 'missing', 'read, write'],
    );
    assert.equal(rows.find(({ tool }) => tool === 'Punch List')?.verdict, 'more than needed');
    assert.deepEqual(
      rows.filter(({ verdict }) => verdict === 'cannot be known').map((row) => row.used_by),
      ['open'],
    );
    assert.ok(!rows.some(({ tool }) => tool === 'Drawings'));
  });

  it('works for one company where Procore insists on the company header', async () => {
    const simulator = await simulate({ companyHeader: 'strict' });
    const one = { companies: 'one', company: String(simulator.companies[0]?.id), companyType: 'num' };
    for (const mode of ['audit', 'installations', 'required']) {
      const seen = await runOnce(access({ mode, ...one }), connectionTo(simulator), keyOf(simulator));
      assert.ok((only(seen.results).payload as unknown[]).length > 0, mode);
      await helper.unload();
    }
  });

  for (const [what, node] of [
    ['no second connection to compare with', { mode: 'compare' }],
    ['a second connection that is not there', { mode: 'compare', other: 'nowhere' }],
    ['one company, and none chosen', { companies: 'one' }],
    ['known projects that are none', { known: '["a name"]', knownType: 'json' }],
  ] as const) {
    it(`says so: ${what}`, async () => {
      const simulator = await simulate();
      const seen = await runOnce(access(node), connectionTo(simulator), keyOf(simulator));
      assert.equal(only(seen.caught).error?.code, 'PROCORE_CONFIG');
    });
  }
});
