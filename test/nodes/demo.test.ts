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

  it('answers an operation that only the catalogue knows, and keeps what is written there', async () => {
    const company = await firstCompany();
    const path = `/rest/v1.0/companies/${company}/project_regions`;
    const request = (fields: Record<string, unknown>) =>
      runOnce(action('procore-request', { company, companyType: 'num', path, ...fields }), demo());
    const names = async () =>
      (only((await request({ method: 'GET' })).results).payload as Array<{ name: string }>).map(
        ({ name }) => name,
      );
    const before = await names();
    assert.ok(before.length > 0);
    await helper.unload();
    const body = JSON.stringify({ project_region: { name: 'Coast' } });
    await request({ method: 'POST', body, bodyType: 'json' });
    await helper.unload();
    assert.deepEqual(await names(), [...before, 'Coast']);
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
