import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { action, connectionTo, helper, keyOf, only, type Properties, runOnce } from '../support/flow.js';

const LIVE = { text: 'demo: 40 rows', fill: 'green', shape: 'dot' };

describe('settings with a fixed set of values', () => {
  let simulator: Simulator;
  before(async () => {
    await helper.startServer();
    simulator = await startSimulator({ projects: 10, companies: 1 });
  });
  after(async () => {
    await simulator.close();
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  const company = () => ({ company: String(simulator.companies[0]?.id), companyType: 'num' });
  const request = { method: 'GET', path: '/rest/v1.0/companies' };
  const run = (type: string, more: Properties) =>
    runOnce(action(type, { ...company(), ...more }), connectionTo(simulator), keyOf(simulator));

  const wrong: ReadonlyArray<readonly [type: string, more: Properties, sentence: RegExp]> = [
    [
      'procore-projects',
      { status: LIVE },
      /^The field "Status" is empty: it must be one of active, inactive, all\. Open/,
    ],
    ['procore-projects', { status: 'closed' }, /^The field "Status" is empty/],
    ['procore-projects', { version: 2, projectStatus: LIVE }, /^The field "Status" is no text but an object/],
    ['procore-projects', { version: 2, projectStatus: '' }, /^The field "Status" is empty/],
    [
      'procore-projects',
      { view: 'wide' },
      /^The field "View" is "wide": it must be one of normal, compact, extended, ids\. /,
    ],
    [
      'procore-table',
      { as: 'sql', dialect: 'oracle' },
      /^The field "Database" is "oracle": it must be one of postgres, sqlite, mysql, mssql\. /,
    ],
    [
      'procore-token',
      { as: 'cookie' },
      /^The field "Result" is "cookie": it must be one of payload, header\. /,
    ],
    [
      'procore-request',
      { ...request, paging: 'some' },
      /^The field "Pages" is "some": it must be one of off, all\. /,
    ],
    [
      'procore-request',
      { ...request, response: 'xml' },
      /^The field "Response type" is "xml": it must be one of /,
    ],
    [
      'procore-request',
      { ...request, messageInputs: 'half' },
      /^The field "Remove what it has read from the messages it sends" is "half": /,
    ],
    [
      'procore-request',
      { ...request, queryType: 'cookie' },
      /^The type of the field "Query" is "cookie": it must be one of json, str, msg, flow, global, env, jsonata\. /,
    ],
    [
      'procore-request',
      { ...request, headersType: 'cookie' },
      /^The type of the field "Headers" is "cookie": /,
    ],
    ['procore-request', { ...request, bodyType: 're' }, /^The type of the field "Body" is "re": /],
    [
      'procore-request',
      { ...request, params: [{ name: 'view', value: 'x', type: 'cookie' }] },
      /^The type of the parameter "view" is "cookie": it must be one of json, str, /,
    ],
    [
      'procore-access',
      { mode: 'audit', knownType: 'cookie' },
      /^The type of the field "Also check these projects" is "cookie": /,
    ],
    [
      'procore-request',
      { ...request, delivery: 'rows' },
      /^The field "Send" is "rows": it must be one of array, page, row\. /,
    ],
    ['procore-request', { ...request, onError: 'ignore' }, /^The field "On error" is "ignore": /],
    ['procore-request', { ...request, outputType: 'disk' }, /^The type of the field "Output" is "disk": /],
    ['procore-request', { ...request, companyType: 'all' }, /^The type of the field "Company" is "all": /],
    ['procore-access', { mode: 'everything' }, /^The field "Report" is "everything": /],
    ['procore-access', { mode: 'audit', companies: 'some' }, /^The field "Companies" is "some": /],
    ['procore-access', { mode: 'audit', shape: 'square' }, /^The field "Output as" is "square": /],
  ];
  for (const [type, more, sentence] of wrong) {
    it(`${type} with ${JSON.stringify(more)} is PROCORE_CONFIG naming the field, and nothing is sent`, async () => {
      const before = simulator.requests.length;
      const { error } = only((await run(type, more)).caught);
      assert.equal(error?.code, 'PROCORE_CONFIG');
      assert.match(error?.message ?? '', sentence);
      assert.match(error?.message ?? '', /\.$/);
      assert.equal(simulator.requests.length, before);
    });
  }

  for (const [more, sentence] of [
    [
      { version: 1, quotaScope: 'project' },
      /^The field "Rate limit" is "project": it must be one of company, app\. /,
    ],
    [{ demoAccount: 'third' }, /^The field "Account" is "third": it must be one of main, limited\. /],
    [{ actAs: 'anybody' }, /^The field "Acts as" is "anybody": it must be one of app, user\. /],
    [
      { quotaScope: {} },
      /^The field "Rate limit" is no text but an object: it must be one of company, app\. /,
    ],
  ] as const) {
    it(`a connection with ${JSON.stringify(more)} is PROCORE_CONFIG naming the field`, async () => {
      const { caught } = await runOnce(
        action('procore-companies'),
        connectionTo(simulator, more),
        keyOf(simulator),
      );
      assert.equal(only(caught).error?.code, 'PROCORE_CONFIG');
      assert.match(only(caught).error?.message ?? '', sentence);
    });
  }

  it('list projects gives what its renamed status says', async () => {
    const counts: Record<string, number> = {};
    for (const projectStatus of ['active', 'inactive', 'all']) {
      const { results } = await run('procore-projects', { version: 2, projectStatus });
      counts[projectStatus] = (only(results).payload as unknown[]).length;
      await helper.unload();
    }
    assert.equal(counts.all, 10);
    assert.equal((counts.active ?? 0) + (counts.inactive ?? 0), 10);
    assert.ok(counts.inactive);
  });
});
