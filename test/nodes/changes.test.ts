import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { action, connectionTo, flow, helper, keyOf, type Message, runOnce } from '../support/flow.js';

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
});
