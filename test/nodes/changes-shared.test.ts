import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { FaultProxy } from '../../testing/changes/fault-proxy.js';
import { SharedUsers } from '../changes/shared-users.js';
import { action, connectionTo, flow, helper, keyOf, type Message } from '../support/flow.js';
import { sqliteDatabase } from '../table/sqlite-database.js';
import { soon } from './pipe-stage.js';

const USERS = { path: '/rest/v1.0/projects/{project_id}/users', operation: 'List Project Users' };
const SQL = { id: 'table', as: 'sql', dialect: 'sqlite', table: 'users', tick: true };

interface Change {
  readonly op: string;
  readonly key: unknown;
  readonly row: unknown;
}

describe('changes of a list in which several projects have a row with the same id', () => {
  let simulator: Simulator;
  let proxy: FaultProxy;
  let users: SharedUsers;
  let projects: number[];
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    await proxy.close();
    await simulator.close();
  });

  /** A flow of procore changes and procore table, whose statements are executed one after the other. */
  const started = async (key: string, more: object = {}) => {
    simulator = await startSimulator({
      companies: 1,
      projects: 3,
      projectsNotPermitted: 0,
      records: 1,
      limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
    });
    proxy = await FaultProxy.start(simulator.apiUrl);
    const [company] = simulator.companies;
    projects = (company?.projects ?? []).map(({ id }) => id);
    users = new SharedUsers(projects, [701, 702, 703]);
    proxy.fault = users.fault;
    const database = sqliteDatabase();
    const of = { company: String(company?.id), companyType: 'num', scope: 'projects', delivery: 'page' };
    const node = action('procore-changes', { ...USERS, ...of, wires: [['table', 'seen']], ...more });
    const on = await flow(node, connectionTo(simulator, { apiUrl: proxy.url }), keyOf(simulator), [
      action('procore-table', {
        ...SQL,
        key,
        onError: 'output',
        outputs: 2,
        wires: [['result'], ['failure']],
      }),
      { id: 'seen', z: 'tab', type: 'helper', x: 0, y: 0 },
    ]);
    const changes: Change[] = [];
    helper.getNode('seen').on('input', (msg: unknown) => {
      changes.push(...((msg as Message).payload as Change[]));
    });
    helper.getNode('result').on('input', async (msg: unknown) => {
      const { topic, payload, parts } = msg as Message;
      await database.run(String(topic), payload as unknown[]);
      helper.getNode('table').receive({ tick: true, parts } as never);
    });
    const copy = async () => {
      // The first statement may still be on its way.
      const found = await database.rows('select project_id, id, name from users').catch(() => []);
      return found.map((row) => `${row.project_id}/${row.id} ${row.name}`).sort();
    };
    const becomes = async (rows: readonly string[]) => {
      for (let look = 0; look < 100 && (await copy()).join() !== rows.join(); look++) await soon(20);
      assert.deepEqual(await copy(), rows);
    };
    return { ...on, changes, copy, becomes, database };
  };

  it('are told by project and id, so that a table with both as its key removes the row of that project alone', async () => {
    const { seen, receive, settled, changes, becomes, database } = await started('project_id, id');
    receive({});
    await settled(1);
    await becomes(users.rows);
    assert.equal(users.rows.length, 9);
    const [, two = 0] = projects;
    users.remove(two, 702);
    const before = changes.length;
    receive({});
    await settled(2);
    await becomes(users.rows);
    const gone = { op: 'delete', key: { project_id: two, id: '702' }, row: null };
    assert.deepEqual([changes.slice(before), seen.caught, seen.failures], [[gone], [], []]);
    await database.close();
  });

  it('do not remove a row that another project has from a table that has only the id as its key', async () => {
    const { seen, receive, settled, copy, database } = await started('id');
    receive({});
    await settled(1);
    for (let look = 0; look < 100 && (await copy()).length < 3; look++) await soon(20);
    users.remove(projects[1] ?? 0, 702);
    receive({});
    await settled(2);
    for (let look = 0; look < 100 && seen.failures.length === 0; look++) await soon(20);
    assert.equal((await copy()).length, 3);
    const error = seen.failures[0]?.procore?.error as { code?: string; message?: string } | undefined;
    assert.equal(error?.code, 'PROCORE_CONFIG');
    assert.match(String(error?.message), /told apart by project_id, id/);
    await database.close();
  });

  it('of a single project are told by their id', async () => {
    const { receive, settled, changes, database } = await started('id', { scope: 'call' });
    const params = { project_id: String(projects[0]) };
    receive({ params });
    await settled(1);
    users.remove(projects[0] ?? 0, 702);
    receive({ params });
    await settled(2);
    assert.deepEqual(changes.at(-1), { op: 'delete', key: '702', row: null });
    await database.close();
  });
});
