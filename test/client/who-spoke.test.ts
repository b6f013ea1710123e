import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { ProcoreError } from '../../src/errors.js';
import { Client, type PlanInput, parseConnection, systemRuntime } from '../../src/index.js';
import { settings } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

const PAGE =
  '<!doctype html><html><head><title>Blocked by\n Fence &amp; Co</title></head><body>No.</body></html>';
const HTML = { 'content-type': 'text/html; charset=utf-8' };

/** A body that throws where it is taken for one of Procore's. */
const DEEP = `{"errors":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;

describe('who speaks when a call is refused', () => {
  let server: TestServer;
  let client: Client;
  let clock: number;
  let answer: (response: ServerResponse, path: string) => void;

  beforeEach(async () => {
    clock = Date.now();
    let tokens = 0;
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response, `token-${++tokens}`) : answer(response, request.path),
    );
    const connection = parseConnection(settings(server.url, { companyId: '7' }));
    const runtime = { ...systemRuntime(), random: () => 0, now: () => clock };
    client = new Client(connection, runtime);
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const plan: PlanInput = { method: 'GET', path: '/rest/v1.0/projects/9/rfis' };
  const refused = () =>
    collect(client.pages(plan)).then(
      () => assert.fail('it was not refused'),
      (thrown: ProcoreError) => thrown,
    );
  const asked = (path: string) => server.requests.filter((request) => request.path.startsWith(path)).length;

  for (const status of [400, 401, 403, 404, 407, 409, 422]) {
    it(`a web page with ${status} is a firewall’s or a proxy’s, and nothing is looked up`, async () => {
      answer = (response) => response.writeHead(status, HTML).end(PAGE);
      const error = await refused();
      assert.equal(error.code, 'PROCORE_BAD_RESPONSE');
      assert.equal(error.status, status);
      assert.match(error.cause, /firewall or proxy in between/);
      assert.match(error.cause, new RegExp(`${status}, “Blocked by Fence`));
      assert.doesNotMatch(error.message, /administrator/);
      assert.equal(asked('/rest/'), 1);
      assert.equal(asked('/oauth/'), 1);
      assert.equal(error.answer?.body, PAGE);
    });
  }

  it('a long text is not Procore’s either, whatever it calls itself', async () => {
    answer = (response) => response.writeHead(403, { 'content-type': 'text/plain' }).end('no '.repeat(1_000));
    assert.equal((await refused()).code, 'PROCORE_BAD_RESPONSE');
    assert.equal(asked('/rest/'), 1);
  });

  for (const body of ['', 'Forbidden', '{"message":"No access"}']) {
    it(`a short text, JSON or nothing may be Procore’s: ${body || 'nothing'}`, async () => {
      answer = (response) => response.writeHead(403, { 'content-type': 'text/plain' }).end(body);
      assert.equal((await refused()).code, 'PROCORE_NOT_PERMITTED');
      assert.ok(asked('/rest/') > 1, 'nothing was looked up');
    });
  }

  it('a look that meets the firewall tells nothing of permissions', async () => {
    answer = (response, path) =>
      path.includes('/rfis')
        ? json(response, 403, { message: 'No access' })
        : response.writeHead(403, HTML).end(PAGE);
    const error = await refused();
    assert.equal(error.code, 'PROCORE_NOT_PERMITTED');
    assert.equal(error.reason, undefined);
  });

  for (const [status, body] of [
    [429, PAGE],
    [503, PAGE],
    [429, DEEP],
    [503, DEEP],
  ] as const) {
    it(`a ${status} is waited for, whatever its body is: ${body.slice(0, 12)}`, async () => {
      let times = 0;
      answer = (response) => {
        if (times++ > 0) return json(response, 200, [{ id: 1 }]);
        response.writeHead(status, { ...(body === PAGE ? HTML : {}), 'retry-after': '0' }).end(body);
      };
      // The quota's own pause is on the clock of the test.
      const done = collect(client.pages(plan));
      const moving = setInterval(() => {
        clock += 1_000;
      }, 20);
      const [page] = await done.finally(() => clearInterval(moving));
      assert.deepEqual(page?.body, [{ id: 1 }]);
      assert.equal(asked('/rest/'), 2);
    });
  }

  for (const [status, code] of [
    [401, 'PROCORE_AUTH'],
    [403, 'PROCORE_NOT_PERMITTED'],
    [409, 'PROCORE_CONFLICT'],
    [422, 'PROCORE_INVALID'],
  ] as const) {
    it(`a ${status} stays one with a body of 20,000 levels`, async () => {
      answer = (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(DEEP);
      const error = await refused();
      assert.deepEqual([error.code, error.status], [code, status], error.message);
    });
  }

  it('an API that takes no token at all costs ever fewer tokens, and the error says so', async () => {
    answer = (response) => json(response, 401, { error: 'The access token is invalid' });
    const tokens: number[] = [];
    let last: ProcoreError | undefined;
    for (let message = 0; message < 60; message++) {
      last = await refused();
      tokens.push(asked('/oauth/'));
      clock += 1_000;
    }
    assert.ok((tokens.at(-1) ?? 0) <= 10, `${tokens.at(-1)} tokens for 60 messages`);
    assert.equal(last?.code, 'PROCORE_AUTH');
    assert.equal(last?.status, 401);
    assert.match(last?.cause ?? '', /refused every access token/);
    assert.ok((last?.retryAfter ?? 0) > 1);
  });

  it('an API that takes tokens again is asked at once', async () => {
    let takes = false;
    answer = (response) =>
      takes ? json(response, 200, [{ id: 1 }]) : json(response, 401, { error: 'invalid' });
    for (let message = 0; message < 8; message++) await refused();
    takes = true;
    clock += 300_000;
    for (let message = 0; message < 3; message++) await collect(client.pages(plan));
    takes = false;
    const before = asked('/oauth/');
    await refused();
    assert.ok(asked('/oauth/') > before, 'no new token was asked for');
  });
});
