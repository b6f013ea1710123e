import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { action, connectionTo, helper, keyOf, type Message, only, runOnce } from '../support/flow.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

const KEY = { connection: { clientId: 'client-1', clientSecret: 'secret-1' } };

describe('procore request', () => {
  let server: TestServer;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response) : json(response, 200, { path: request.path }),
    );
  });
  afterEach(async () => {
    await helper.unload();
    await server.close();
  });

  const connection = (more: object = {}) => ({
    id: 'connection',
    type: 'procore-config',
    environment: 'custom',
    loginUrl: server.url,
    apiUrl: server.url,
    ...more,
  });
  const send = async (properties: object, msg: Message = {}) => {
    const seen = await runOnce(
      action('procore-request', { method: 'GET', ...properties }),
      connection(),
      KEY,
      msg,
    );
    const request = server.requests.findLast(({ path }) => path.startsWith('/rest/'));
    return { seen, request, error: seen.caught[0]?.error };
  };

  it('fills placeholders from its rows and from msg.params, and sends the other rows as query', async () => {
    const { request } = await send(
      {
        path: '/rest/v1.0/projects/{project_id}/rfis/{id}',
        params: [
          { name: 'project_id', value: 'payload.project', type: 'msg' },
          { name: 'view', value: 'extended', type: 'str' },
          { name: 'filters', value: '{"status":["open"]}', type: 'json' },
          { name: 'empty', value: '', type: 'str' },
        ],
      },
      { payload: { project: 9 }, params: { id: 77, project_id: 1 } },
    );
    assert.equal(
      decodeURIComponent(request?.path ?? ''),
      '/rest/v1.0/projects/9/rfis/77?view=extended&filters[status][]=open',
    );
  });

  it('reads method, path, query and payload from the message where its fields are empty', async () => {
    const { request } = await send(
      { method: '', path: '' },
      {
        method: 'patch',
        path: '/rest/v1.0/rfis/1',
        query: { a: [1, 2] },
        payload: { rfi: { accepted: true } },
        headers: { authorization: 'x' },
      },
    );
    assert.equal(request?.method, 'PATCH');
    assert.equal(decodeURIComponent(request?.path ?? ''), '/rest/v1.0/rfis/1?a[]=1&a[]=2');
    assert.equal(request?.body, '{"rfi":{"accepted":true}}');
    assert.equal(request?.headers.authorization, 'Bearer token-1');
  });

  it('lets a filled field win over the message', async () => {
    const { request } = await send(
      {
        method: 'POST',
        path: '/rest/v1.0/a',
        body: '{"from":"field"}',
        bodyType: 'json',
        query: '{"q":1}',
        queryType: 'json',
      },
      { method: 'DELETE', path: '/rest/v1.0/b', payload: { from: 'message' }, query: { q: 2 } },
    );
    assert.deepEqual(
      [request?.method, request?.path, request?.body],
      ['POST', '/rest/v1.0/a?q=1', '{"from":"field"}'],
    );
  });

  it('sends no body with GET and DELETE, whatever the payload is', async () => {
    assert.equal((await send({ path: '/rest/v1.0/a' }, { payload: { a: 1 } })).request?.body, '');
    await helper.unload();
    assert.equal(
      (await send({ method: 'DELETE', path: '/rest/v1.0/a' }, { payload: { a: 1 } })).request?.body,
      '',
    );
  });

  it('sends headers of its own', async () => {
    const { request } = await send({
      path: '/rest/v1.0/a',
      headers: '{"Idempotency-Token":"abc"}',
      headersType: 'json',
    });
    assert.equal(request?.headers['idempotency-token'], 'abc');
  });

  it('shows the request in a dry run and sends nothing', async () => {
    const { seen } = await send({
      method: 'POST',
      path: '/rest/v1.0/projects/{project_id}/rfis',
      dryRun: true,
      company: '31',
      companyType: 'num',
      params: [{ name: 'project_id', value: '5', type: 'num' }],
      body: '{"rfi":{"subject":"Beam"}}',
      bodyType: 'json',
    });
    const { payload, procore } = only(seen.results);
    const shown = payload as Record<string, unknown>;
    assert.deepEqual(procore?.request, shown);
    assert.equal(shown.method, 'POST');
    assert.equal(shown.url, `${server.url}/rest/v1.0/projects/5/rfis`);
    assert.deepEqual(shown.body, { rfi: { subject: 'Beam' } });
    assert.equal((shown.headers as Record<string, string>)['procore-company-id'], '31');
    assert.doesNotMatch(JSON.stringify(shown), /uthorization|token-1/);
    assert.equal(server.requests.length, 0);
  });

  const refused: Array<[string, object, Message, RegExp]> = [
    [
      'malformed JSON in a field',
      { path: '/rest/v1.0/a', query: '{"a":', queryType: 'json' },
      {},
      /field "query" is not valid JSON/,
    ],
    [
      'malformed JSON in the payload',
      { method: 'POST', path: '/rest/v1.0/a' },
      { payload: '{"a":' },
      /msg\.payload" is not valid JSON/,
    ],
    [
      'a number as body',
      { method: 'POST', path: '/rest/v1.0/a' },
      { payload: 5 },
      /object or array, but msg\.payload is a number/,
    ],
    ['a malformed path', { path: '/vapid/companies' }, {}, /does not begin with \/rest\//],
    ['a missing path', { path: '' }, {}, /path is missing/],
    ['a missing placeholder', { path: '/rest/v1.0/projects/{project_id}' }, {}, /\{project_id\}/],
    [
      'a bad expression',
      { path: '/rest/v1.0/a', query: '$$$(', queryType: 'jsonata' },
      {},
      /"query" could not be evaluated/,
    ],
    [
      'a company that is not there',
      { path: '/rest/v1.0/a', company: 'nowhere', companyType: 'msg' },
      {},
      /No company id was found in msg\.nowhere/,
    ],
    [
      'an unset environment variable',
      { path: '/rest/v1.0/${NOT_SET_ANYWHERE}' },
      {},
      /NOT_SET_ANYWHERE.*not set/,
    ],
    ['a query that is a list', { path: '/rest/v1.0/a' }, { query: [1] }, /msg\.query must be an object/],
  ];
  for (const [what, properties, msg, message] of refused) {
    it(`refuses ${what} before anything is sent`, async () => {
      const { error } = await send(properties, msg);
      assert.equal(error?.code, 'PROCORE_CONFIG');
      assert.match(error?.message ?? '', message);
      assert.equal(server.requests.length, 0);
    });
  }

  it('fills environment variables, whole and inside a text', async () => {
    process.env.PROCORE_TEST_PROJECT = '4711';
    try {
      const { request } = await send({ path: '/rest/v1.0/projects/${PROCORE_TEST_PROJECT}/rfis' });
      assert.equal(request?.path, '/rest/v1.0/projects/4711/rfis');
    } finally {
      delete process.env.PROCORE_TEST_PROJECT;
    }
  });
});

describe('procore request on the simulator', () => {
  let simulator: Simulator;
  before(async () => {
    await helper.startServer();
    simulator = await startSimulator({ records: 30 });
  });
  after(async () => {
    await simulator.close();
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  const company = () => simulator.companies[0] ?? assert.fail('no company');
  const project = () => company().projects.find((one) => one.permitted && one.active)?.id;

  it('reads the RFIs of a project, all pages', async () => {
    const node = action('procore-request', {
      method: 'GET',
      path: '/rest/v1.0/projects/{project_id}/rfis',
      paging: 'all',
      company: String(company().id),
      companyType: 'num',
      query: '{"per_page":7}',
      queryType: 'json',
    });
    const { results } = await runOnce(node, connectionTo(simulator), keyOf(simulator), {
      params: { project_id: project() },
    });
    const rows = only(results).payload as Array<{ id: number }>;
    const about = only(results).procore ?? {};
    assert.equal(rows.length, about.total);
    assert.equal(new Set(rows.map((row) => row.id)).size, rows.length);
    assert.equal(about.projectId, String(project()));
    assert.equal(about.companyId, String(company().id));
    assert.equal(about.attempts, Math.ceil(rows.length / 7));
  });

  it('creates an RFI and gets field errors explained', async () => {
    const node = action('procore-request', {
      method: 'POST',
      path: '/rest/v1.0/projects/{project_id}/rfis',
      company: String(company().id),
      companyType: 'num',
    });
    const { caught } = await runOnce(node, connectionTo(simulator), keyOf(simulator), {
      params: { project_id: project() },
      payload: { rfi: { subject: 'Beam 4' } },
    });
    const message = only(caught);
    const error = message.procore?.error ?? assert.fail('no error on the message');
    assert.equal(error.code, 'PROCORE_INVALID');
    assert.ok(error.details?.some((detail) => detail.field === 'assignees'));
    assert.equal(message.statusCode, 422);
    assert.ok((message.payload as { errors: object }).errors);
  });
});
