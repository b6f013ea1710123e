import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import type { SimulatedRecords } from '../../src/simulator/records.js';
import { action, connectionTo, flow, helper, keyOf, type Message, runOnce, until } from '../support/flow.js';
import { sqliteDatabase } from '../table/sqlite-database.js';
import { soon } from './pipe-stage.js';

const RFIS = { path: '/rest/v1.0/projects/{project_id}/rfis', operation: 'List RFIs' };

interface Change {
  readonly op: string;
  readonly key: string;
  readonly row: Record<string, unknown> | null;
}
interface Told {
  readonly complete?: boolean;
  readonly strategy?: string;
  readonly summary?: Record<string, number>;
}

const changesOf = (messages: readonly Message[]) => messages.flatMap(({ payload }) => payload as Change[]);
const told = (message: Message | undefined) => (message?.procore ?? {}) as Told;

/** The ids of all records, in the order of their list. */
const idsOf = (records: SimulatedRecords) =>
  Array.from({ length: records.length }, (_, at) => Number((records.at(at) as { id: number }).id));

describe('changes', () => {
  let simulator: Simulator;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    await simulator.close();
  });
  const start = async (more: Parameters<typeof startSimulator>[0] = {}) => {
    simulator = await startSimulator({
      companies: 1,
      projects: 4,
      limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
      ...more,
    });
    return simulator.companies[0] ?? assert.fail();
  };
  const node = (more: object) => action('procore-changes', { ...RFIS, ...more });

  it('sends every row of all projects at first, then only what has changed', async () => {
    const company = await start();
    const of = { company: String(company.id), companyType: 'num', scope: 'projects', delivery: 'page' };
    const { seen, receive, settled } = await flow(node(of), connectionTo(simulator), keyOf(simulator));
    const projects = company.projects.filter(({ permitted }) => permitted);
    receive({ topic: 'first' });
    await settled(1);
    assert.deepEqual(seen.caught, []);
    const first = changesOf(seen.results);
    const all = projects.reduce((sum, { id }) => sum + simulator.rows('rfis', id).length, 0);
    assert.equal(first.length, all);
    assert.ok(first.every(({ op, row }) => op === 'upsert' && row?.project_name !== undefined));
    assert.equal(told(seen.results.at(-1)).complete, true);

    const [one, two] = projects.map(({ id }) => simulator.rows('rfis', id));
    if (!one || !two) assert.fail();
    const [changed, removed] = [one.at(0), two.at(0)].map((row) => Number((row as { id: number }).id));
    one.change(changed as number, { subject: 'Another subject' });
    two.remove(removed as number);
    const before = seen.results.length;
    receive({ topic: 'second' });
    await settled(2);
    const second = seen.results.slice(before);
    assert.deepEqual(
      changesOf(second).map(({ op, key }) => [op, key]),
      [
        ['upsert', String(changed)],
        ['delete', String(removed)],
      ],
    );
    const { complete, summary } = told(second.at(-1));
    assert.deepEqual([complete, summary?.upserts, summary?.deletes], [true, 1, 1]);

    const asked = simulator.requests.length;
    receive({ topic: 'third' });
    await settled(3);
    assert.deepEqual(seen.results.at(-1)?.payload, []);
    // One request for each project, and one for the list of companies and of projects each.
    assert.ok(simulator.requests.length - asked <= projects.length + 2);
  });

  it('stops with PROCORE_BRAKE if many rows are gone, until somebody confirms it', async () => {
    const company = await start({ records: 60 });
    const [project] = company.projects;
    const rows = simulator.rows('rfis', project?.id ?? 0);
    const of = { company: String(company.id), companyType: 'num', scope: 'call' };
    const { seen, receive, settled } = await flow(node(of), connectionTo(simulator), keyOf(simulator));
    const params = { project_id: String(project?.id) };
    receive({ params });
    await settled(1);
    assert.equal(changesOf(seen.results).length, 60);
    for (let gone = 0; gone < 25; gone++) rows.remove(Number((rows.at(0) as { id: number }).id));
    receive({ params });
    await settled(2);
    assert.equal(seen.caught.at(-1)?.error?.code, 'PROCORE_BRAKE');
    const before = seen.results.length;
    receive({ params, confirmDeletes: true });
    await settled(3);
    const deleted = changesOf(seen.results.slice(before));
    assert.deepEqual([deleted.length, deleted.every(({ op }) => op === 'delete')], [25, true]);
  });

  it('refuses a strategy that the list does not allow', async () => {
    const company = await start();
    const of = { company: String(company.id), companyType: 'num', scope: 'call', strategy: 'window' };
    const params = { project_id: String(company.projects[0]?.id) };
    const { caught } = await runOnce(node(of), connectionTo(simulator), keyOf(simulator), { params });
    assert.equal(caught[0]?.error?.code, 'PROCORE_CONFIG');
  });

  it('feeds procore table: a copy in SQL, deletions included', async () => {
    const company = await start({ records: 12 });
    const database = sqliteDatabase();
    const of = { company: String(company.id), companyType: 'num', scope: 'projects', delivery: 'page' };
    const sql = { id: 'table', as: 'sql', dialect: 'sqlite', table: 'rfis', tick: true };
    const { seen, receive, settled } = await flow(
      node({ ...of, wires: [['table']] }),
      connectionTo(simulator),
      keyOf(simulator),
      [action('procore-table', { ...sql, wires: [['result'], ['caught']] })],
    );
    // The database executes one statement after the other, and the table waits for each.
    helper.getNode('result').on('input', async (msg: unknown) => {
      const { topic, payload, parts } = msg as Message;
      await database.run(String(topic), payload as unknown[]);
      helper.getNode('table').receive({ tick: true, parts } as never);
    });
    const projects = company.projects.filter(({ permitted }) => permitted);
    const rows = projects.map(({ id }) => simulator.rows('rfis', id));
    const source = () =>
      rows
        .flatMap((records) => idsOf(records))
        .sort((a, b) => a - b)
        .join();
    const copy = async () => {
      // The first statement may still be on its way.
      const found = await database.rows('select id from rfis order by id').catch(() => []);
      return found.map(({ id }) => String(id)).join();
    };
    const same = async (messages: number) => {
      await settled(messages);
      for (let look = 0; look < 100 && (await copy()) !== source(); look++) await soon(20);
      assert.equal(await copy(), source());
    };
    receive({});
    await same(1);
    const [one, two] = rows;
    const [changed = 0] = one ? idsOf(one) : [];
    const [removed = 0] = two ? idsOf(two) : [];
    one?.change(changed, { subject: 'Another subject' });
    two?.remove(removed);
    receive({});
    await same(2);
    const [row] = await database.rows(`select subject, project_name from rfis where id = ${changed}`);
    assert.equal(row?.subject, 'Another subject');
    assert.ok(String(row?.project_name).length > 0);
    assert.deepEqual(seen.caught, []);
    await database.close();
  });

  for (const [cursor, secondGets] of [
    ['', 'every row, as the first one did'],
    ['shared', 'what the first one has not sent'],
  ] as const) {
    it(`with the cursor “${cursor}”, a second node on the same list gets ${secondGets}`, async () => {
      const company = await start({ records: 5 });
      const of = { company: String(company.id), companyType: 'num', scope: 'projects', cursor };
      const { seen, receive, settled } = await flow(node(of), connectionTo(simulator), keyOf(simulator), [
        node({ ...of, id: 'other', wires: [['theirs'], []] }),
        { id: 'theirs', z: 'tab', type: 'helper', x: 0, y: 0 },
      ]);
      const theirs: Message[] = [];
      helper.getNode('theirs').on('input', (msg: unknown) => theirs.push(msg as Message));
      receive({});
      await settled(1);
      helper.getNode('other').receive({} as never);
      await until(() => theirs.length > 0);
      const all = changesOf(seen.results).length;
      assert.ok(all > 0);
      assert.equal(changesOf(theirs).length, cursor === '' ? all : 0);
    });
  }

  it('with confirm tick, waits for the flow, and sends again what it has not returned', async () => {
    const company = await start({ records: 12 });
    const of = { company: String(company.id), companyType: 'num', scope: 'projects', delivery: 'page' };
    const { seen, receive } = await flow(
      node({ ...of, confirm: 'tick' }),
      connectionTo(simulator),
      keyOf(simulator),
    );
    const projects = company.projects.filter(({ permitted }) => permitted);
    receive({});
    await until(() => seen.results.length === 1);
    await soon();
    assert.equal(seen.results.length, 1, 'a second page came before the tick');
    receive({ tick: true, parts: seen.results[0]?.parts });
    await until(() => seen.results.length === 2);
    // The second page was not confirmed before the run was stopped.
    receive({ reset: true });
    await until(() => seen.completed.length === 3);
    const kept = changesOf(seen.results.slice(0, 1)).map(({ key }) => key);
    const lost = changesOf(seen.results.slice(1)).map(({ key }) => key);

    receive({});
    for (let at = 2; told(seen.results.at(-1)).summary === undefined || at === 2; at++) {
      await until(() => seen.results.length > at);
      receive({ tick: true, parts: seen.results.at(-1)?.parts });
    }
    const again = changesOf(seen.results.slice(2)).map(({ key }) => key);
    assert.ok(
      lost.every((key) => again.includes(key)),
      'what was not confirmed came again',
    );
    assert.ok(!kept.some((key) => again.includes(key)), 'what was confirmed came again');
    const all = projects.flatMap(({ id }) => idsOf(simulator.rows('rfis', id)).map(String));
    assert.deepEqual(new Set([...kept, ...again]), new Set(all));
  });
});
