import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { action, connectionTo, helper, keyOf, type Message, only, runOnce } from '../support/flow.js';

describe('list nodes on the simulator', () => {
  let simulator: Simulator;
  before(async () => {
    await helper.startServer();
    simulator = await startSimulator({ projects: 40 });
  });
  after(async () => {
    await simulator.close();
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  const ids = (message: Message) => (message.payload as Array<{ id: number }>).map((row) => row.id);
  const first = () => simulator.companies[0] ?? assert.fail('no company');
  const projectIds = (wanted: (project: { active: boolean }) => boolean) =>
    first()
      .projects.filter((project) => project.permitted && wanted(project))
      .map((project) => project.id);
  const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b);

  it('list companies gives the companies where the app is installed, and keeps the message', async () => {
    const seen = await runOnce(action('procore-companies'), connectionTo(simulator), keyOf(simulator), {
      payload: 'start',
      topic: 'kept',
      nested: { a: 1 },
    });
    const message = only(seen.results);
    const installed = simulator.companies.filter((company) => company.installed).map((company) => company.id);
    assert.deepEqual(sorted(ids(message)), sorted(installed));
    assert.equal(message.topic, 'kept');
    assert.deepEqual(message.nested, { a: 1 });
    assert.equal(message.statusCode, 200);
    assert.equal(message.headers?.['content-type'], 'application/json; charset=utf-8');
    const about = message.procore ?? {};
    assert.equal(about.environment, 'custom');
    assert.equal(about.operation, 'List Companies');
    assert.equal(about.attempts, 1);
    assert.ok(about.requestId);
    assert.deepEqual(Object.keys(about.quota as object), ['limit', 'remaining', 'resetAt']);
    assert.equal(seen.completed.length, 1);
    assert.equal(seen.caught.length, 0);
    assert.deepEqual(
      seen.statuses
        .map(({ fill, shape }) => `${fill} ${shape}`)
        .filter((dot, index, all) => dot !== all[index - 1]),
      ['blue dot', 'green dot'],
    );
  });

  it('list companies sends the company header only when a company is known', async () => {
    const header = () => simulator.requests.at(-1)?.headers['procore-company-id'];
    await runOnce(action('procore-companies'), connectionTo(simulator), keyOf(simulator));
    assert.equal(header(), undefined);
    await helper.unload();
    await runOnce(
      action('procore-companies'),
      connectionTo(simulator, { companyId: String(first().id) }),
      keyOf(simulator),
    );
    assert.equal(header(), String(first().id));
  });

  for (const [status, wanted] of [
    ['active', (project: { active: boolean }) => project.active],
    ['inactive', (project: { active: boolean }) => !project.active],
    ['all', () => true],
  ] as const) {
    it(`list projects gives the ${status} permitted projects`, async () => {
      const node = action('procore-projects', {
        company: String(first().id),
        companyType: 'num',
        status,
        view: 'compact',
      });
      const { results } = await runOnce(node, connectionTo(simulator), keyOf(simulator));
      assert.deepEqual(sorted(ids(only(results))), sorted(projectIds(wanted)));
      assert.equal(only(results).procore?.total, projectIds(wanted).length);
    });
  }

  it('list projects has number, active and stage of each project, and says that none is missing', async () => {
    for (const view of ['normal', 'extended']) {
      const node = action('procore-projects', {
        company: String(first().id),
        companyType: 'num',
        projectStatus: 'all',
        view,
      });
      const { payload, procore } = only(
        (await runOnce(node, connectionTo(simulator), keyOf(simulator))).results,
      );
      for (const row of payload as Array<Record<string, unknown>>) {
        assert.match(String(row.project_number), /\d/);
        assert.equal(typeof row.active, 'boolean');
        assert.equal(typeof (row.project_stage as { name: unknown }).name, 'string');
      }
      assert.equal(procore?.complete, true);
      await helper.unload();
    }
    const node = action('procore-projects', {
      company: String(first().id),
      companyType: 'num',
      delivery: 'row',
    });
    const { results } = await runOnce(node, connectionTo(simulator), keyOf(simulator));
    const told = results.map(({ procore }) => procore?.complete);
    // Only the last message can know.
    assert.deepEqual(told, [...Array(results.length - 1).fill(undefined), true]);
  });

  it('list projects takes the company from the message, the flow, an expression or the connection', async () => {
    const company = String(first().id);
    for (const [properties, connection] of [
      [{ company: 'payload.id', companyType: 'msg' }, {}],
      [{ company: 'payload.id', companyType: 'jsonata' }, {}],
      [{ company, companyType: 'str' }, {}],
      [{}, { companyId: company }],
    ]) {
      const seen = await runOnce(
        action('procore-projects', properties),
        connectionTo(simulator, connection),
        keyOf(simulator),
        {
          payload: { id: first().id },
        },
      );
      assert.equal(ids(only(seen.results)).length, projectIds((project) => project.active).length);
      await helper.unload();
    }
  });

  it('one message a row carries parts that Join understands', async () => {
    const node = action('procore-companies', { delivery: 'row' });
    const { results } = await runOnce(node, connectionTo(simulator), keyOf(simulator), {
      parts: { id: 'outer', index: 4 },
    });
    assert.equal(results.length, 3);
    const parts = results.map((message) => message.parts ?? assert.fail('no parts'));
    assert.deepEqual(
      parts.map(({ index, count, type, len }) => [index, count, type, len]),
      [
        [0, undefined, 'array', 1],
        [1, undefined, 'array', 1],
        [2, 3, 'array', 1],
      ],
    );
    assert.equal(new Set(parts.map(({ id }) => id)).size, 1);
    assert.deepEqual(parts[0]?.parts, { id: 'outer', index: 4 });
    assert.equal(new Set(results.map(({ _msgid }) => _msgid)).size, 1);
  });

  it('one message a page is an array each', async () => {
    const path = '/rest/v1.1/projects';
    const node = action('procore-request', {
      path,
      paging: 'all',
      delivery: 'page',
      method: 'GET',
      company: String(first().id),
      companyType: 'num',
      query: JSON.stringify({ company_id: first().id, per_page: 10, filters: { by_status: 'All' } }),
      queryType: 'json',
    });
    const { results } = await runOnce(node, connectionTo(simulator), keyOf(simulator));
    assert.deepEqual(
      results.map((message) => ids(message).length),
      [10, 10, 10, 10],
    );
    assert.deepEqual(
      results.map((message) => message.parts?.count),
      [undefined, undefined, undefined, 4],
    );
    assert.deepEqual(
      results.map((message) => message.procore?.page),
      [1, 2, 3, 4],
    );
  });

  it('an empty list is an empty array, one empty page, or only a Complete', async () => {
    const query = { company_id: first().id, filters: { name: 'no project has this name' } };
    const counts: Array<[string, unknown[], number]> = [];
    for (const delivery of ['array', 'page', 'row']) {
      const node = action('procore-request', {
        method: 'GET',
        path: '/rest/v1.1/projects',
        query: JSON.stringify(query),
        queryType: 'json',
        paging: 'all',
        delivery,
        company: String(first().id),
        companyType: 'num',
      });
      const seen = await runOnce(node, connectionTo(simulator), keyOf(simulator));
      counts.push([delivery, seen.results.map((message) => message.payload), seen.completed.length]);
      await helper.unload();
    }
    assert.deepEqual(counts, [
      ['array', [[]], 1],
      ['page', [[]], 1],
      ['row', [], 1],
    ]);
  });

  it('the result goes where the output field says', async () => {
    const deep = await runOnce(
      action('procore-companies', { output: 'procore_data.list' }),
      connectionTo(simulator),
      keyOf(simulator),
    );
    assert.equal(only(deep.results).payload, 'start');
    assert.equal((only(deep.results).procore_data as { list: unknown[] }).list.length, 3);
    await helper.unload();
    await runOnce(
      action('procore-companies', { output: 'companies', outputType: 'flow' }),
      connectionTo(simulator),
      keyOf(simulator),
    );
    const kept = helper.getNode('action').context().flow.get('companies') as unknown[];
    assert.equal(kept.length, 3);
  });
});

describe('a Procore that insists on the company header', () => {
  let simulator: Simulator;
  before(async () => {
    await helper.startServer();
    simulator = await startSimulator({ companyHeader: 'strict' });
  });
  after(async () => {
    await simulator.close();
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  it('makes list companies ask for one company id', async () => {
    const { caught } = await runOnce(action('procore-companies'), connectionTo(simulator), keyOf(simulator));
    assert.equal(only(caught).error?.code, 'PROCORE_CONFIG');
    assert.match(only(caught).error?.message ?? '', /Enter one company ID/);
  });

  it('is content with the connection’s default company', async () => {
    const companyId = String(simulator.companies[0]?.id);
    const { results } = await runOnce(
      action('procore-companies'),
      connectionTo(simulator, { companyId }),
      keyOf(simulator),
    );
    assert.equal((only(results).payload as unknown[]).length, 3);
  });
});
