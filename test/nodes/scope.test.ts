import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import {
  action,
  connectionTo,
  flow,
  helper,
  keyOf,
  type Message,
  only,
  runOnce,
  until,
  warningsBy,
} from '../support/flow.js';

const RFIS = {
  method: 'GET',
  path: '/rest/v1.0/projects/{project_id}/rfis',
  operation: 'List RFIs',
  paging: 'all',
};
const NONE = { rfi: 'None' } as const;

interface Told {
  readonly summary?: Record<string, number>;
  readonly complete?: boolean;
  readonly company?: { readonly name: string };
  readonly project?: { readonly id: number; readonly name: string; readonly number: string };
}
type Row = Record<string, unknown>;

const told = (msg: Message | undefined) => (msg?.procore ?? {}) as Told;
const rowsOf = (messages: readonly Message[]) => messages.flatMap(({ payload }) => payload as Row[]);

describe('a request for every project', () => {
  let simulator: Simulator;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    await simulator.close();
  });

  const start = async (options: Parameters<typeof startSimulator>[0] = {}) => {
    simulator = await startSimulator({
      limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
      ...options,
    });
  };
  const company = () => simulator.companies[0] ?? assert.fail();
  const permitted = () => company().projects.filter((project) => project.permitted);
  const counted = (projects: ReadonlyArray<{ readonly id: number }>) =>
    projects.reduce((sum, { id }) => sum + simulator.rows('rfis', id).length, 0);
  const node = (more: object) =>
    action('procore-request', {
      ...RFIS,
      company: String(company().id),
      companyType: 'num',
      scope: 'projects',
      ...more,
    });
  const run = (more: object, msg: Message = {}) =>
    runOnce(node(more), connectionTo(simulator), keyOf(simulator), msg);

  it('reads all permitted projects of the company, and names each on its messages and in its rows', async () => {
    await start({ projects: 12 });
    const { results, caught, completed, statuses } = await run({ delivery: 'page' });
    assert.deepEqual([caught.length, completed.length], [0, 1]);
    const rows = rowsOf(results);
    assert.equal(rows.length, counted(permitted()));
    assert.deepEqual(new Set(rows.map((row) => row.project_id)), new Set(permitted().map(({ id }) => id)));
    for (const msg of results) {
      const { project } = told(msg);
      assert.equal(msg.procore?.projectId, String(project?.id));
      for (const row of msg.payload as Row[]) {
        assert.deepEqual(
          [row.company_id, row.project_id, row.project_name, row.project_number],
          [company().id, project?.id, project?.name, project?.number],
        );
      }
    }
    const last = results.at(-1);
    assert.equal(last?.parts?.count, results.length);
    assert.ok(results.slice(0, -1).every((msg) => told(msg).summary === undefined));
    const { summary, complete } = told(last);
    assert.equal(complete, true);
    assert.deepEqual(
      [summary?.pieces, summary?.read, summary?.failed, summary?.skipped, summary?.rows],
      [12, 12, 0, 0, rows.length],
    );
    assert.ok((statuses.at(-1)?.text ?? '').length > 0);
  });

  it('tells a refused project by itself, reads the others, and leaves it out the next time', async () => {
    await start({ projects: 9, projectPermissions: { 2: NONE, 5: NONE } });
    const refused = [2, 5].map((index) => permitted()[index] ?? assert.fail());
    const { seen, receive, settled } = await flow(node({}), connectionTo(simulator), keyOf(simulator));
    receive({ topic: 'first' });
    await settled(3);
    const isRefused = (id: number) => refused.some((project) => project.id === id);
    const others = permitted().filter(({ id }) => !isRefused(id));
    const rows = rowsOf(seen.results);
    assert.equal(rows.length, counted(others));
    assert.deepEqual(
      new Set(seen.caught.map(({ procore }) => Number(procore?.projectId))),
      new Set(refused.map(({ id }) => id)),
    );
    for (const { error, topic } of seen.caught)
      assert.deepEqual([error?.code, topic], ['PROCORE_NOT_PERMITTED', 'first']);
    const first = told(only(seen.results));
    assert.equal(first.complete, false);
    assert.deepEqual([first.summary?.read, first.summary?.failed, first.summary?.skipped], [7, 2, 0]);

    receive({ topic: 'second' });
    await settled(4);
    const second = told(seen.results.at(-1));
    assert.deepEqual([second.summary?.read, second.summary?.failed, second.summary?.skipped], [7, 0, 2]);
    assert.equal(second.complete, false);
    assert.equal(seen.caught.length, 2);
  });

  it('sends failures to the second output where the node is set so', async () => {
    await start({ projects: 4, projectPermissions: { 1: NONE } });
    const { results, failures, caught } = await run({ onError: 'output', outputs: 2 });
    assert.deepEqual([results.length, failures.length, caught.length], [1, 1, 0]);
    assert.equal(failures[0]?.procore?.error?.code, 'PROCORE_NOT_PERMITTED');
  });

  it('covers all companies of the app', async () => {
    await start({ projects: 4, shares: 'equal' });
    const { results } = await run({ scope: 'companies', company: '', companyType: 'connection' });
    const installed = simulator.companies.filter((one) => one.installed);
    const all = installed.flatMap(({ projects }) => projects.filter((project) => project.permitted));
    assert.equal(rowsOf(results).length, counted(all));
    assert.equal(told(only(results)).summary?.pieces, all.length);
  });

  it('covers companies with an operation that is about none of their projects', async () => {
    await start({ projects: 3 });
    const { results } = await run({
      path: '/rest/v1.3/companies/{company_id}/users',
      operation: 'List Company Users',
      scope: 'companies',
      company: '',
      companyType: 'connection',
      delivery: 'page',
    });
    const installed = simulator.companies.filter((one) => one.installed);
    assert.deepEqual(
      new Set(rowsOf(results).map((row) => row.company_id)),
      new Set(installed.map(({ id }) => id)),
    );
    assert.equal(told(results.at(-1)).complete, true);
  });

  it('covers the projects that its filter names, and those alone', async () => {
    await start({ projects: 10 });
    const [one, other] = permitted();
    const filters: ReadonlyArray<
      readonly [object, (project: { readonly id: number; readonly active: boolean }) => boolean]
    > = [
      [{ active: true }, ({ active }) => active],
      [{ active: false }, ({ active }) => !active],
      [{ ids: [one?.id, String(other?.id)] }, ({ id }) => id === one?.id || id === other?.id],
      [{ name: one?.name.toUpperCase() }, ({ id }) => id === one?.id],
      [{ ids: [] }, () => false],
    ];
    for (const [filter, meets] of filters) {
      const { results } = await run({ scopeFilter: 'filter', scopeFilterType: 'msg' }, { filter });
      const wanted = permitted().filter(meets);
      assert.equal(told(only(results)).summary?.pieces, wanted.length, JSON.stringify(filter));
      assert.deepEqual(
        new Set(rowsOf(results).map((row) => row.project_id)),
        new Set(wanted.map(({ id }) => id)),
      );
      await helper.unload();
    }
  });

  it('tells what is wrong with a filter, and sends nothing', async () => {
    await start({ projects: 2 });
    const { caught } = await run({ scopeFilter: '{"activ": true}' });
    assert.equal(only(caught).error?.code, 'PROCORE_CONFIG');
    assert.match(only(caught).error?.message ?? '', /"activ" is unknown/);
  });

  it('names the projects in the query where the operation has them there', async () => {
    await start({ projects: 5 });
    const { results, caught } = await run({ path: '/rest/v1.1/punch_items', operation: 'List Punch Items' });
    assert.equal(caught.length, 0);
    const rows = rowsOf(results);
    assert.equal(
      rows.length,
      permitted().reduce((sum, { id }) => sum + simulator.rows('punch_items', id).length, 0),
    );
  });

  it('gives one message for each row, the summary with the last alone', async () => {
    await start({ projects: 3 });
    const { results } = await run({ delivery: 'row' });
    assert.equal(results.length, counted(permitted()));
    assert.equal(results.filter((msg) => told(msg).summary !== undefined).length, 1);
    assert.equal(told(results.at(-1)).complete, true);
    assert.equal(results.at(-1)?.parts?.count, results.length);
  });

  it('reads one project after the other where the flow asks for each message', async () => {
    await start({ projects: 6 });
    const { seen, receive } = await flow(
      node({ delivery: 'page', tick: true }),
      connectionTo(simulator),
      keyOf(simulator),
    );
    const lists = () => simulator.requests.filter(({ path }) => path.includes('/rfis')).length;
    receive({});
    await until(() => seen.results.length === 1);
    // The page that is sent is known not to be the last, so one more was read.
    assert.equal(lists(), 2);
    for (let sent = 2; sent <= 6; sent++) {
      receive({ ...seen.results.at(-1), tick: true });
      await until(() => seen.results.length === sent);
    }
    assert.equal(lists(), 6);
    assert.equal(told(seen.results.at(-1)).complete, true);
  });

  it('leaves rows as they are where they are not to be tagged', async () => {
    await start({ projects: 2 });
    const { results } = await run({ tagRows: false });
    assert.ok(rowsOf(results).every((row) => !('project_name' in row)));
  });

  it('warns once of daily logs without a date, since that means today', async () => {
    await start({ projects: 2 });
    const logs = '/rest/v1.0/projects/{project_id}/manpower_logs';
    const warnings = () => warningsBy('procore-request').filter((text) => text.includes('noDates')).length;
    await run({ path: logs, delivery: 'page' });
    assert.equal(warnings(), 1);
    await helper.unload();
    await run({ path: `${logs}?log_date=2026-01-31`, delivery: 'page' });
    assert.equal(warnings(), 0);
  });

  it('sends nothing where a filter is an empty list, which nothing matches', async () => {
    await start({ projects: 2 });
    const params = [{ name: 'filters[id]', value: 'ids', type: 'msg' }];
    const { results, caught } = await run({ params }, { ids: [] });
    assert.deepEqual([only(results).payload, caught], [[], []]);
    assert.deepEqual(
      simulator.requests.filter(({ path }) => path.includes('/rest/')),
      [],
    );
  });

  it('does not write to every project', async () => {
    await start({ projects: 2 });
    const { caught } = await run({ method: 'POST', body: '{"rfi":{}}', bodyType: 'json' });
    assert.equal(only(caught).error?.code, 'PROCORE_CONFIG');
    assert.match(only(caught).error?.message ?? '', /sent once/);
  });

  it('reads 500 projects, 20 of them refused, with no more requests than projects, pages and ten', async () => {
    const projectPermissions = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [index * 25 + 3, NONE]),
    );
    await start({ projects: 500, companies: 1, records: 4, projectPermissions });
    const { seen, receive, settled } = await flow(node({}), connectionTo(simulator), keyOf(simulator));
    receive({});
    await settled(21);
    const { summary } = told(only(seen.results));
    assert.deepEqual([summary?.pieces, summary?.read, summary?.failed], [500, 480, 20]);
    const pages = Math.ceil(502 / 300);
    assert.ok((summary?.requests ?? Infinity) <= 500 + pages + 10, `${summary?.requests} requests`);
  });
});
