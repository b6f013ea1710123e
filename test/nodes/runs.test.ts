import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { action, connectionAt, flow, helper, only, runOnce, until } from '../support/flow.js';
import { json, type SeenRequest, serve, type TestServer, token } from '../support/http-server.js';

const KEY = { connection: { clientId: 'client-1', clientSecret: 'secret-1' } };

describe('runs of a node', () => {
  let server: TestServer;
  let answer: (response: ServerResponse, request: SeenRequest) => void;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response) : answer(response, request),
    );
  });
  afterEach(async () => {
    await helper.unload();
    await server.close();
  });

  const connection = () => connectionAt(server.url);
  const calls = () => server.requests.filter(({ path }) => path.startsWith('/rest/'));
  /** Seven rows, two a page. */
  const pages = (response: ServerResponse, { path }: SeenRequest) => {
    const page = Number(new URL(path, 'http://x').searchParams.get('page'));
    const rows = [1, 2, 3, 4, 5, 6, 7].slice((page - 1) * 2, page * 2).map((id) => ({ id }));
    json(response, 200, rows, { total: '7', 'per-page': '2' });
  };
  const list = (more: object) =>
    action('procore-request', {
      method: 'GET',
      path: '/rest/v1.0/things',
      paging: 'all',
      perPage: '2',
      ...more,
    });

  it('no more messages run at once than the field says, in the order they came', async () => {
    let open = 0;
    let most = 0;
    answer = (response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        json(response, 200, { id: 1 });
      }, 20);
    };
    const node = action('procore-request', { method: 'GET', path: '', concurrency: '2' });
    const { receive, settled, seen } = await flow(node, connection(), KEY);
    for (let n = 0; n < 8; n++) receive({ path: `/rest/v1.0/things/${n}` });
    await settled(8);
    assert.equal(most, 2);
    assert.deepEqual(
      calls().map(({ path }) => path.at(-1)),
      ['0', '1', '2', '3', '4', '5', '6', '7'],
    );
    assert.equal(seen.results.length, 8);
  });

  it('msg.reset ends what is running without an error, and the node goes on with the next message', async () => {
    answer = (response) => setTimeout(() => json(response, 200, []), 5_000).unref();
    const { receive, settled, seen } = await flow(list({}), connection(), KEY);
    receive({});
    receive({});
    await until(() => calls().length > 0);
    receive({ reset: true });
    await settled(3);
    // A stop that was asked for is no error; Complete tells which messages it ended.
    assert.equal(seen.caught.length, 0);
    assert.deepEqual(seen.completed.map((message) => message.procore?.error?.code).sort(), [
      'PROCORE_CANCELLED',
      'PROCORE_CANCELLED',
      undefined,
    ]);
    const { fill, shape, text } = seen.statuses.at(-1) ?? {};
    assert.deepEqual([fill, shape, text], ['grey', 'ring', 'procore.status.stopped']);
    answer = pages;
    receive({});
    await settled(4);
    assert.equal((only(seen.results).payload as unknown[]).length, 7);
  });

  it('with back-pressure the next page is read only after a tick', async () => {
    answer = pages;
    const { receive, settled, seen } = await flow(list({ delivery: 'page', tick: true }), connection(), KEY);
    receive({});
    for (let page = 1; page <= 4; page++) {
      await until(() => seen.results.length === page);
      assert.equal(seen.results.length, page);
      assert.equal(calls().length, page);
      receive({ tick: true, parts: seen.results.at(-1)?.parts });
    }
    await settled(5);
    assert.deepEqual(
      seen.results.map((message) => (message.payload as unknown[]).length),
      [2, 2, 2, 1],
    );
    assert.equal(seen.caught.length, 0);
  });

  it('a list that changed while it was read says so on the last message', async () => {
    answer = (response, request) => {
      const first = request.path.includes('page=1&') || request.path.endsWith('page=1');
      json(response, 200, first ? [{ id: 1 }, { id: 2 }] : [{ id: 2 }], { total: '3', 'per-page': '2' });
    };
    const { results } = await runOnce(list({}), connection(), KEY);
    assert.deepEqual(only(results).procore?.drift, { duplicates: 1, total: 3, read: 2 });
  });

  it('a message gives up after its time', async () => {
    answer = () => undefined;
    const { caught } = await runOnce(list({ deadline: '0.3' }), connection(), KEY);
    assert.equal(only(caught).error?.code, 'PROCORE_TIMEOUT');
  });

  it('messages of one run share no objects', async () => {
    answer = (response, request) => {
      pages(response, request);
    };
    const { results } = await runOnce(list({ delivery: 'row' }), connection(), KEY, {
      parts: { id: 'outer', index: 0 },
    });
    const [a, b] = results;
    assert.ok(a && b);
    assert.notEqual(a.procore, b.procore);
    assert.notEqual(a.parts?.parts, b.parts?.parts);
    assert.deepEqual(a.parts?.parts, { id: 'outer', index: 0 });
  });

  for (const [output, msg] of [
    ['payload[', {}],
    ['payload.list', { payload: 'a text' }],
  ] as const) {
    it(`an output of msg.${output} that takes no result is PROCORE_CONFIG, once`, async () => {
      answer = pages;
      const seen = await runOnce(list({ output, onError: 'output', outputs: 2 }), connection(), KEY, {
        ...msg,
      });
      assert.equal(only(seen.failures).error?.code, 'PROCORE_CONFIG');
      assert.deepEqual([seen.results.length, seen.completed.length, seen.caught.length], [0, 1, 0]);
    });
  }

  it('a failure without an answer leaves no status and headers of an earlier node', async () => {
    answer = (response) => response.destroy();
    const node = action('procore-request', {
      method: 'POST',
      path: '/rest/v1.0/a',
      body: '{"a":1}',
      bodyType: 'json',
    });
    const { caught } = await runOnce(node, connection(), KEY, {
      statusCode: 200,
      headers: { a: 'b' },
      payload: 'kept',
    });
    const message = only(caught);
    assert.equal(message.error?.code, 'PROCORE_UNKNOWN_OUTCOME');
    assert.deepEqual([message.statusCode, message.headers, message.payload], [undefined, undefined, 'kept']);
  });
});

describe('what a request takes from where', () => {
  let server: TestServer;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response) : json(response, 200, {}),
    );
  });
  afterEach(async () => {
    await helper.unload();
    await server.close();
  });

  const send = async (properties: object, msg: Record<string, unknown>) => {
    const connection = connectionAt(server.url);
    const { caught } = await runOnce(
      action('procore-request', { method: 'GET', ...properties }),
      connection,
      KEY,
      msg,
    );
    return {
      error: caught[0]?.error,
      request: server.requests.find(({ path }) => path.startsWith('/rest/')),
    };
  };

  it('a row without a value leaves its placeholder to msg.params', async () => {
    const properties = { path: '/rest/v1.0/projects/{id}', params: [{ name: 'id', value: '', type: 'str' }] };
    assert.equal((await send(properties, { params: { id: 7 } })).request?.path, '/rest/v1.0/projects/7');
  });

  it('a row whose source is empty is an error, and not filled from elsewhere', async () => {
    const properties = {
      path: '/rest/v1.0/projects/{id}',
      params: [{ name: 'id', value: 'payload.id', type: 'msg' }],
    };
    assert.match(
      (await send(properties, { params: { id: 7 } })).error?.message ?? '',
      /msg\.payload\.id holds nothing/,
    );
  });

  it('a body whose source is empty is an error, and the payload is not sent instead', async () => {
    const properties = { method: 'POST', path: '/rest/v1.0/a', body: 'rfi', bodyType: 'msg' };
    const { error, request } = await send(properties, { payload: { other: 'thing' } });
    assert.equal(error?.code, 'PROCORE_CONFIG');
    assert.equal(request, undefined);
  });

  it('a query whose source is empty does not fall back to msg.query', async () => {
    const properties = { path: '/rest/v1.0/a', query: 'q', queryType: 'msg' };
    assert.equal((await send(properties, { query: { other: 1 } })).request?.path, '/rest/v1.0/a');
  });

  it('a body left over from another method is not sent with GET', async () => {
    assert.equal(
      (await send({ path: '/rest/v1.0/a', body: '{"rfi":1}', bodyType: 'json' }, {})).request?.body,
      '',
    );
  });

  it('ids beyond 2^53 leave as they were written', async () => {
    const id = '9007199254740993';
    const properties = {
      method: 'POST',
      path: '/rest/v1.0/projects/{id}',
      params: [{ name: 'id', value: id, type: 'num' }],
      body: `{"id":${id}}`,
      bodyType: 'json',
    };
    const { request } = await send(properties, {});
    assert.equal(request?.path, `/rest/v1.0/projects/${id}`);
    assert.match(request?.body ?? '', new RegExp(id));
    await helper.unload();
    const lossy = await send({ path: '/rest/v1.0/a', company: 'id', companyType: 'msg' }, { id: 2 ** 60 });
    assert.match(lossy.error?.message ?? '', /no company id/);
  });

  it('a variable inside JSON is put in as text, and its value is in no error', async () => {
    process.env.PROCORE_T_VALUE = 'quo"te-SECRET-99';
    try {
      const { request } = await send(
        { path: '/rest/v1.0/a', query: '{"name":"${PROCORE_T_VALUE}"}', queryType: 'json' },
        {},
      );
      assert.equal(decodeURIComponent(request?.path ?? ''), '/rest/v1.0/a?name=quo"te-SECRET-99');
      await helper.unload();
      const { error } = await send(
        { path: '/rest/v1.0/a', query: '${PROCORE_T_VALUE}', queryType: 'json' },
        {},
      );
      assert.equal(error?.code, 'PROCORE_CONFIG');
      assert.doesNotMatch(JSON.stringify(error), /SECRET-99/);
    } finally {
      delete process.env.PROCORE_T_VALUE;
    }
  });
});
