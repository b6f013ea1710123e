import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Client, type PlanInput, parseConnection, type RunOptions, systemRuntime } from '../../src/index.js';
import { clientOf, settings } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

type Answer = (response: ServerResponse) => void;

describe('faults that pass', () => {
  let server: TestServer;
  let client: Client;
  /** Answers in their order; the last one stays. */
  let answers: Answer[];

  beforeEach(async () => {
    server = await serve((request, response) => {
      if (request.path === '/oauth/token') token(response);
      else (answers.length > 1 ? answers.shift() : answers[0])?.(response);
    });
    client = clientOf(server.url, { timeoutMs: 2_000 });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const good: Answer = (response) => json(response, 200, { fine: true });
  const call = async (plan: Partial<PlanInput> = {}, run: RunOptions = {}) => {
    const [page] = await collect(client.pages({ method: 'GET', path: '/rest/v1.0/thing', ...plan }, run));
    return page;
  };
  const calls = () => server.requests.filter((request) => request.path.startsWith('/rest/')).length;

  const passing: Array<[string, Answer]> = [
    ['a reset before the headers', (response) => response.destroy()],
    [
      'a reset in the body',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '99' });
        response.write('[1');
        setTimeout(() => response.destroy(), 10);
      },
    ],
    [
      'truncated JSON',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[{"i'),
    ],
    ['500', (response) => json(response, 500, {})],
    ['an HTML 502', (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<p>')],
    ['a conflict', (response) => json(response, 409, {})],
  ];
  for (const [what, fault] of passing) {
    it(`${what} is overcome by a read`, async () => {
      answers = [fault, good];
      const page = await call();
      assert.deepEqual(page?.body, { fine: true });
      assert.equal(page?.attempts, 2);
    });
  }

  for (const [status, headers] of [
    [
      429,
      () => ({
        'x-rate-limit-limit': '25',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(Math.floor(Date.now() / 1000) + 1),
      }),
    ],
    [503, () => ({ 'retry-after': '1' })],
  ] as const) {
    it(`a ${status} with a time is waited for, by a write as well, and not cut short`, async () => {
      answers = [(response) => json(response, status, {}, headers()), good];
      const waits: number[] = [];
      const started = Date.now();
      const page = await call({ method: 'POST', body: {} }, { onWait: (until) => waits.push(until) });
      assert.equal(page?.attempts, 2);
      assert.ok(Date.now() - started >= 990, `came back after ${Date.now() - started} ms`);
      assert.ok(waits.some((until) => until > started + 500));
    });
  }

  it('a 429 for ever ends after ten, each after the wait that it told', async () => {
    // Twenty times as fast as the clock on the wall.
    const start = Date.now();
    const real = systemRuntime();
    const fast = {
      ...real,
      now: () => start + (Date.now() - start) * 20,
      sleep: (ms: number, signal?: AbortSignal) => real.sleep(ms / 20, signal),
    };
    client = new Client(parseConnection(settings(server.url)), fast);
    const times: number[] = [];
    answers = [
      (response) => {
        times.push(fast.now());
        json(response, 429, {}, { 'retry-after': '3' });
      },
    ];
    await assert.rejects(call({ method: 'POST', body: {} }), {
      code: 'PROCORE_RATE_LIMITED',
      status: 429,
      message: /10 times in a row/,
    });
    assert.equal(times.length, 10);
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.ok(Math.min(...waits) >= 3_000, `came back after ${Math.min(...waits)} ms`);
  });

  it('a passing fault of the login host is overcome, for a write as well, and the call is sent once', async () => {
    const faults: Answer[] = [
      (response) => response.destroy(),
      (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<p>'),
    ];
    const login = await serve((_request, response) => (faults.shift() ?? token)(response));
    const other = clientOf(server.url, { loginUrl: login.url });
    answers = [good];
    const [page] = await collect(other.pages({ method: 'POST', path: '/rest/v1.0/thing', body: {} }));
    assert.equal(page?.attempts, 1);
    assert.equal(login.requests.length, 3);
    assert.equal(calls(), 1);
    await other.close();
    await login.close();
  });

  it('a login host that stays down is asked five times', async () => {
    const login = await serve((_request, response) => response.writeHead(503).end());
    const other = clientOf(server.url, { loginUrl: login.url });
    await assert.rejects(collect(other.pages({ method: 'GET', path: '/rest/v1.0/thing' })), {
      code: 'PROCORE_UNAVAILABLE',
    });
    assert.equal(login.requests.length, 5);
    await other.close();
    await login.close();
  });

  it('a write is not sent again after a 500, nor when its answer cannot be read', async () => {
    answers = [(response) => json(response, 500, {})];
    await assert.rejects(call({ method: 'POST', body: {} }), { code: 'PROCORE_UNAVAILABLE' });
    answers = [(response) => response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":')];
    await assert.rejects(call({ method: 'POST', body: {} }), { code: 'PROCORE_UNKNOWN_OUTCOME' });
    answers = [
      (response) =>
        response
          .writeHead(201, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end('no gzip'),
    ];
    await assert.rejects(call({ method: 'POST', body: {} }), { code: 'PROCORE_UNKNOWN_OUTCOME' });
    assert.equal(calls(), 3);
  });

  it('a read gives up after five attempts', async () => {
    answers = [(response) => json(response, 500, {})];
    await assert.rejects(call(), { code: 'PROCORE_UNAVAILABLE' });
    assert.equal(calls(), 5);
  });

  it('nothing is waited for beyond the deadline of the message', async () => {
    answers = [(response) => json(response, 503, {}, { 'retry-after': '60' })];
    const started = Date.now();
    await assert.rejects(call({}, { deadline: Date.now() + 400 }), { code: 'PROCORE_UNAVAILABLE' });
    answers = [() => undefined];
    client = clientOf(server.url);
    await assert.rejects(call({}, { deadline: Date.now() + 400 }), { code: 'PROCORE_TIMEOUT' });
    assert.ok(Date.now() - started < 1_500);
  });

  it('a person is told at once that there is no quota for an hour, and a flow waits for it', async () => {
    answers = [(response) => json(response, 429, {}, { 'retry-after': '3600' })];
    const start = Date.now();
    const failure = { code: 'PROCORE_RATE_LIMITED', message: /used up until 20/ };
    await assert.rejects(call({}, { lane: 'interactive' }), failure);
    assert.ok(Date.now() - start < 5_000);
    const stop = new AbortController();
    let until = 0;
    const waiting = call({}, { signal: stop.signal, onWait: (told) => (until = told) });
    setTimeout(() => stop.abort(new Error('enough')), 200);
    await assert.rejects(waiting, /enough/);
    assert.ok(until - start > 3_500_000);
    assert.equal(calls(), 1);
  });

  it('short waits in a row end with the patience of the call', async () => {
    answers = [(response) => json(response, 429, {}, { 'retry-after': '2' })];
    const start = Date.now();
    await assert.rejects(call({}, { patience: 3_600 }), { code: 'PROCORE_RATE_LIMITED' });
    const ms = Date.now() - start;
    assert.ok(ms >= 1_900 && ms < 4_500, `${ms} ms`);
    assert.equal(calls(), 2);
  });

  it('requests that wait for a socket are not under their deadline yet', async () => {
    client = clientOf(server.url, { timeoutMs: 600 });
    answers = [(response) => setTimeout(() => good(response), 150)];
    const all = await Promise.all(Array.from({ length: 150 }, () => call({ method: 'POST', body: {} })));
    assert.equal(all.length, 150);
    assert.equal(calls(), 150);
  });

  it('closing the client ends what is under way, at once and as cancelled', async () => {
    answers = [good];
    await call();
    answers = [() => undefined];
    const read = call();
    const write = call({ method: 'POST', body: {} });
    const started = Date.now();
    setTimeout(() => void client.close(), 100);
    await Promise.all([
      assert.rejects(read, { code: 'PROCORE_CANCELLED' }),
      assert.rejects(write, { code: 'PROCORE_UNKNOWN_OUTCOME' }),
    ]);
    assert.ok(Date.now() - started < 1_000);
  });

  it('a message that was cancelled already never ends the process, whatever the token call does', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    await server.close();
    await assert.rejects(call({}, { signal }), /gone/);
    await new Promise((resolve) => setTimeout(resolve, 200));
  });

  it('headers of the connection and its framing are not passed on', async () => {
    answers = [
      (response) => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-encoding': 'X-GZIP',
          'x-request-id': 'r',
        });
        response.write(gzipSync('{"fine":true}'));
        response.end();
      },
    ];
    const page = await call();
    assert.deepEqual(page?.body, { fine: true });
    assert.deepEqual(Object.keys(page?.headers ?? {}).sort(), ['content-type', 'date', 'x-request-id']);
  });
});
