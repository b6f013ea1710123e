import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import {
  action,
  connectionAt,
  connectionTo,
  flow,
  helper,
  keyOf,
  only,
  runOnce,
  until,
} from '../support/flow.js';
import { json, serve, token } from '../support/http-server.js';

const SECRET = 'the-secret-of-this-test-9d1';

describe('what goes wrong, as a flow sees it', () => {
  let simulator: Simulator;
  before(async () => {
    await helper.startServer();
    simulator = await startSimulator();
  });
  after(async () => {
    await simulator.close();
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  const company = (installed: boolean) =>
    simulator.companies.find((one) => one.installed === installed) ?? assert.fail('no such company');
  const projectsOf = (id: number) => action('procore-projects', { company: String(id), companyType: 'num' });

  it('a wrong secret reaches Catch with code, cause and fix, and the status says so', async () => {
    const seen = await runOnce(action('procore-companies'), connectionTo(simulator), {
      connection: { clientId: simulator.clientId, clientSecret: SECRET },
    });
    const { error, procore, statusCode } = only(seen.caught);
    assert.equal(error?.code, 'PROCORE_AUTH');
    assert.match(error?.message ?? '', /^(?!ProcoreError).*rejected the client id and secret.*sandbox key/);
    assert.match(error?.cause ?? '', /invalid_client/);
    assert.equal(procore?.error?.code, 'PROCORE_AUTH');
    assert.equal(statusCode, 401);
    const { fill, shape, text } = seen.statuses.at(-1) ?? {};
    assert.deepEqual([fill, shape, text], ['red', 'ring', 'procore.status.errors.PROCORE_AUTH']);
    assert.equal(seen.results.length + seen.completed.length, 0);
  });

  it('a company without the app is told apart from a missing permission', async () => {
    const seen = await runOnce(projectsOf(company(false).id), connectionTo(simulator), keyOf(simulator));
    const { error, statusCode, payload, procore } = only(seen.caught);
    assert.equal(error?.code, 'PROCORE_NOT_INSTALLED');
    assert.equal(statusCode, 403);
    assert.deepEqual(payload, { errors: ['App is not connected to this company.'] });
    assert.equal(procore?.companyId, String(company(false).id));
  });

  it('a project that is not permitted says so, and who can mend it', async () => {
    const project = company(true).projects.find((one) => !one.permitted) ?? assert.fail('all permitted');
    const node = action('procore-request', {
      method: 'GET',
      path: `/rest/v1.0/projects/${project.id}/rfis`,
      company: String(company(true).id),
      companyType: 'num',
    });
    const { error, procore } = only((await runOnce(node, connectionTo(simulator), keyOf(simulator))).caught);
    assert.equal(error?.code, 'PROCORE_NOT_PERMITTED');
    assert.match(error?.message ?? '', /permitted projects/);
    assert.equal(procore?.projectId, String(project.id));
  });

  it('a second output takes the failures where the node is set so, and Catch stays silent', async () => {
    const node = { ...projectsOf(company(false).id), onError: 'output', outputs: 2 };
    const seen = await runOnce(node, connectionTo(simulator), keyOf(simulator), {
      payload: 'x',
      topic: 'kept',
    });
    const { error, topic, procore } = only(seen.failures);
    assert.equal(error?.code, 'PROCORE_NOT_INSTALLED');
    assert.equal(topic, 'kept');
    assert.equal(procore?.error?.code, 'PROCORE_NOT_INSTALLED');
    assert.deepEqual([seen.results.length, seen.caught.length, seen.completed.length], [0, 0, 1]);
  });

  it('an earlier msg.error is kept by Catch, not overwritten by us', async () => {
    const seen = await runOnce(projectsOf(company(false).id), connectionTo(simulator), keyOf(simulator), {
      error: { message: 'earlier' },
    });
    assert.deepEqual(only(seen.caught)._error, { message: 'earlier' });
  });

  const settings: Array<[string, object | undefined, object, RegExp]> = [
    ['no connection', undefined, {}, /connection of this node is missing or disabled/],
    ['no key', {}, {}, /client id is missing\. The client secret is missing/],
    ['an unknown environment', { environment: 'moon' }, {}, /environment "moon" is not known/],
    [
      'an unset variable in the secret',
      {},
      { clientId: 'a', clientSecret: '${PROCORE_NOT_SET}' },
      /PROCORE_NOT_SET.*client secret.*not set/,
    ],
    [
      'an unset variable in a URL',
      { apiUrl: 'https://${PROCORE_NOT_SET}' },
      { clientId: 'a', clientSecret: 'b' },
      /PROCORE_NOT_SET.*API URL/,
    ],
    [
      'TLS settings that are gone',
      { tls: 'gone' },
      { clientId: 'a', clientSecret: 'b' },
      /TLS settings.*missing/,
    ],
    [
      'a proxy that is gone',
      { proxy: 'gone' },
      { clientId: 'a', clientSecret: 'b' },
      /proxy settings.*missing/,
    ],
    [
      'a timeout that is no number',
      { timeout: 'soon' },
      { clientId: 'a', clientSecret: 'b' },
      /timeout must be a number/,
    ],
  ];
  for (const [what, more, credentials, message] of settings) {
    it(`${what} is PROCORE_CONFIG, and nothing is sent`, async () => {
      const before = simulator.requests.length;
      const connection = more && connectionTo(simulator, more as Record<string, unknown>);
      const { error } = only(
        (await runOnce(action('procore-companies'), connection, { connection: credentials })).caught,
      );
      assert.equal(error?.code, 'PROCORE_CONFIG');
      assert.match(error?.message ?? '', message);
      assert.equal(simulator.requests.length, before);
    });
  }

  it('a corrected configuration is taken up again after a rejected key', async () => {
    const wrong = { connection: { clientId: simulator.clientId, clientSecret: SECRET } };
    await runOnce(action('procore-companies'), connectionTo(simulator), wrong);
    await helper.unload();
    const { results } = await runOnce(action('procore-companies'), connectionTo(simulator), keyOf(simulator));
    assert.equal(results.length, 1);
  });

  it('environment variables fill every field of the connection', async () => {
    const values = {
      PROCORE_T_LOGIN: simulator.loginUrl,
      PROCORE_T_API: simulator.apiUrl,
      PROCORE_T_ID: simulator.clientId,
      PROCORE_T_SECRET: simulator.clientSecret,
      PROCORE_T_COMPANY: String(company(true).id),
      PROCORE_T_TIMEOUT: '4',
    };
    Object.assign(process.env, values);
    try {
      const connection = connectionTo(simulator, {
        loginUrl: '${PROCORE_T_LOGIN}',
        apiUrl: '${PROCORE_T_API}',
        companyId: '${PROCORE_T_COMPANY}',
        timeout: '${PROCORE_T_TIMEOUT}',
      });
      const credentials = {
        connection: { clientId: '${PROCORE_T_ID}', clientSecret: '${PROCORE_T_SECRET}' },
      };
      const { results } = await runOnce(action('procore-projects'), connection, credentials);
      assert.equal(only(results).procore?.companyId, values.PROCORE_T_COMPANY);
    } finally {
      for (const name of Object.keys(values)) delete process.env[name];
    }
  });
});

describe('stopping and leaking', () => {
  before(() => helper.startServer());
  after(() => helper.stopServer());

  it('a node that is stopped ends its messages at once and sends nothing afterwards', async () => {
    let late: (() => void) | undefined;
    const server = await serve((request, response) => {
      if (request.path === '/oauth/token') token(response);
      else late = () => json(response, 200, [{ id: 1 }]);
    });
    const connection = connectionAt(server.url);
    const { seen, receive } = await flow(action('procore-companies'), connection, {
      connection: { clientId: 'a', clientSecret: SECRET },
    });
    receive({});
    receive({});
    await until(() => late !== undefined);
    const started = Date.now();
    await helper.unload();
    assert.ok(Date.now() - started < 1_000, `closing took ${Date.now() - started} ms`);
    late?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(seen.results.length, 0);
    await server.close();
  });

  it('neither secret nor token is in any message, status or log', async () => {
    const TOKEN = 'token-that-must-stay-inside-77';
    let answers = 0;
    const server = await serve((request, response) => {
      if (request.path === '/oauth/token') token(response, TOKEN);
      else if (answers++ % 2) json(response, 200, [{ id: 1 }], { 'set-cookie': 'session=xyz' });
      else json(response, 404, { error: 'gone' });
    });
    const connection = connectionAt(server.url);
    const { seen, receive, settled } = await flow(action('procore-companies'), connection, {
      connection: { clientId: 'a', clientSecret: SECRET },
    });
    receive({});
    await settled(1);
    receive({});
    await settled(2);
    assert.deepEqual([seen.results.length, seen.caught.length], [1, 1]);
    const logged = helper.log().args.flat();
    const text = JSON.stringify([seen, logged]);
    assert.ok(text.length > 500);
    for (const word of [SECRET, TOKEN, 'session=xyz']) assert.ok(!text.includes(word), `${word} leaked`);
    await helper.unload();
    await server.close();
  });

  it('many messages at once share one token request and all arrive', async () => {
    const server = await serve((request, response) =>
      request.path === '/oauth/token'
        ? setTimeout(() => token(response), 30)
        : json(response, 200, [{ id: 1 }]),
    );
    const connection = connectionAt(server.url);
    const { seen, receive, settled } = await flow(action('procore-companies'), connection, {
      connection: { clientId: 'a', clientSecret: SECRET },
    });
    for (let count = 0; count < 200; count++) receive({ count });
    await settled(200);
    assert.equal(seen.results.length, 200);
    assert.equal(server.requests.filter(({ path }) => path === '/oauth/token').length, 1);
    await helper.unload();
    await server.close();
  });
});

describe('a node whose connection is missing', () => {
  afterEach(() => helper.unload());

  it('shows that as soon as the flow has started', async () => {
    await flow(action('procore-companies', { connection: 'gone' }), undefined);
    // The test helper records the calls of a node's status from its first moment.
    const { args } = helper.getNode('action').status as unknown as { args: unknown[][] };
    assert.deepEqual(args, [[{ fill: 'red', shape: 'ring', text: 'procore.status.unconnected' }]]);
  });
});
