import assert from 'node:assert/strict';
import { acquireDemo } from '../../src/simulator/demo.js';
import { action, flow, helper, only, type Properties, runOnce } from '../support/flow.js';

describe('a demo connection', () => {
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => helper.unload());

  const demo = (more: Properties = {}) => ({
    id: 'connection',
    type: 'procore-config',
    environment: 'demo',
    ...more,
  });

  /** The id of the demo's first company. */
  const firstCompany = async () => {
    const { simulator, release } = await acquireDemo();
    release();
    return String(simulator.companies[0]?.id);
  };

  it('is one of two accounts, of which the second sees less; one of before is the first', async () => {
    const list = action('procore-projects', { company: await firstCompany(), companyType: 'num' });
    const counts: Record<string, number> = {};
    for (const demoAccount of [undefined, 'main', 'limited']) {
      const seen = await runOnce(list, demo({ demoAccount }));
      counts[String(demoAccount)] = (only(seen.results).payload as unknown[]).length;
      await helper.unload();
    }
    assert.equal(counts.undefined, counts.main);
    assert.ok(
      (counts.limited ?? 0) > 0 && (counts.limited ?? 0) < (counts.main ?? 0),
      JSON.stringify(counts),
    );
  });

  it('names an operation that it does not have, and what it has', async () => {
    const { caught } = await runOnce(
      action('procore-request', { method: 'GET', path: '/rest/v1.0/projects/1/drawing_disciplines' }),
      demo(),
    );
    const { error, statusCode } = only(caught);
    assert.equal(statusCode, 501);
    assert.match(
      error?.message ?? '',
      /The demo has no List Drawing Disciplines\. It answers: companies, projects, .*RFIs/,
    );
  });

  it('tells of nodes without a name what they are and where, where it lists what the flows need', async () => {
    const { seen, receive, settled } = await flow(
      action('procore-access', { mode: 'required', name: 'this one', companies: 'all' }),
      demo(),
      {},
      [
        { id: 'tab2', type: 'tab', label: 'Nightly RFIs' },
        action('procore-projects', { id: 'f00f', z: 'tab2', wires: [] }),
      ],
    );
    receive({});
    await settled();
    const rows = only(seen.results).payload as Array<{ used_by: string }>;
    const users = new Set(rows.flatMap(({ used_by: by }) => by.split(', ')));
    // The helper gives keys in place of texts; test/flows/packed.test.ts has the text.
    assert.ok(users.has('procore.usedBy.procore-projects'), [...users].join());
    assert.ok(!users.has('f00f'));
  });
});
