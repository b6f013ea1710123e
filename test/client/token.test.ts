import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { TokenSource } from '../../src/auth/token-source.js';
import type { Client } from '../../src/index.js';
import { systemRuntime } from '../../src/index.js';
import { MemoryStore } from '../../src/state/memory-store.js';
import { clientOf, SECRET } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, type SeenRequest, serve, type TestServer, token } from '../support/http-server.js';

/** Doorkeeper's answer to a wrong secret, with and without the header that RFC 6750 asks for. */
const INVALID_CLIENT = {
  error: 'invalid_client',
  error_description: 'Client authentication failed due to unknown client.',
};
const CHALLENGE =
  'Bearer realm="Doorkeeper", error="invalid_client", error_description="Client authentication failed"';

describe('token of a connection', () => {
  let server: TestServer;
  let client: Client;
  let onToken: (response: ServerResponse, request: SeenRequest) => void;
  let onApi: (response: ServerResponse, request: SeenRequest) => void;

  const count = (path: string) => server.requests.filter((request) => request.path === path).length;
  const me = () => collect(client.pages({ method: 'GET', path: '/rest/v1.0/me' }));

  beforeEach(async () => {
    onToken = (response) => token(response);
    onApi = (response) => json(response, 200, { id: 1 });
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? onToken(response, request) : onApi(response, request),
    );
    client = clientOf(server.url);
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it('is asked for by a form with client id and secret in the body', async () => {
    await client.token();
    const [request] = server.requests;
    assert.match(request?.headers['content-type'] ?? '', /^application\/x-www-form-urlencoded/);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(request?.body)), {
      grant_type: 'client_credentials',
      client_id: 'client-1',
      client_secret: SECRET,
    });
  });

  it('is requested once for 200 messages at the same time', async () => {
    await Promise.all(Array.from({ length: 200 }, me));
    assert.equal(count('/oauth/token'), 1);
    assert.equal(count('/rest/v1.0/me'), 200);
  });

  it('is renewed once for many calls that meet the same 401', async () => {
    let issued = 0;
    onToken = (response) => token(response, `token-${++issued}`);
    onApi = (response, request) =>
      request.headers.authorization === 'Bearer token-1'
        ? json(response, 401, { error: 'The access token is invalid' })
        : json(response, 200, { id: 1 });
    const answers = await Promise.all(Array.from({ length: 50 }, me));
    assert.equal(count('/oauth/token'), 2);
    assert.ok(answers.every(([page]) => page?.attempts === 2));
  });

  it('is renewed once on a 401, and then it is an error', async () => {
    onApi = (response) => json(response, 401, { error: 'The access token is invalid' });
    await assert.rejects(me(), { code: 'PROCORE_AUTH', status: 401 });
    assert.equal(count('/oauth/token'), 2);
    assert.equal(count('/rest/v1.0/me'), 2);
  });

  it('is never renewed on a 403', async () => {
    onApi = (response) => json(response, 403, { message: 'no' });
    await assert.rejects(me(), { code: 'PROCORE_NOT_PERMITTED' });
    assert.equal(count('/oauth/token'), 1);
    assert.equal(count('/rest/v1.0/me'), 1);
  });

  for (const [form, headers] of [
    ['with its challenge', { 'www-authenticate': CHALLENGE }],
    ['without a challenge', {}],
  ] as const) {
    it(`a wrong secret, answered ${form}, stops further attempts`, async () => {
      onToken = (response) => json(response, 401, INVALID_CLIENT, headers);
      const isWrongKey = (error: Error & { code?: string; who?: string }) => {
        assert.equal(error.code, 'PROCORE_AUTH');
        assert.equal(error.who, 'developer');
        assert.match(error.message, /rejected the client id and secret \(invalid_client\).*sandbox key/);
        assert.ok(!error.message.includes(SECRET));
        return true;
      };
      await assert.rejects(me(), isWrongKey);
      await assert.rejects(me(), isWrongKey);
      await assert.rejects(client.token(), isWrongKey);
      assert.equal(server.requests.length, 1);
    });
  }

  const endpointFaults: Array<[string, (response: ServerResponse) => void, object]> = [
    [
      'an HTML 502',
      (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>'),
      { code: 'PROCORE_UNAVAILABLE', status: 502 },
    ],
    [
      'a 429 with Retry-After',
      (response) => json(response, 429, {}, { 'retry-after': '12' }),
      { code: 'PROCORE_RATE_LIMITED', retryAfter: 12 },
    ],
    [
      'HTML with 200',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'),
      { code: 'PROCORE_BAD_RESPONSE' },
    ],
    [
      'JSON without a token',
      (response) => json(response, 200, { ok: true }),
      { code: 'PROCORE_BAD_RESPONSE' },
    ],
    [
      'an unsupported grant',
      (response) => json(response, 400, { error: 'unsupported_grant_type' }),
      { code: 'PROCORE_AUTH', status: 400 },
    ],
    ['a reset connection', (response) => response.destroy(), { code: 'PROCORE_NETWORK' }],
  ];
  for (const [what, answer, expected] of endpointFaults) {
    it(`maps ${what} from the token endpoint`, async () => {
      onToken = answer;
      await assert.rejects(client.token(), expected);
    });
  }

  for (const [what, answer, code] of [
    [
      'temporarily_unavailable',
      (response: ServerResponse) => json(response, 400, { error: 'temporarily_unavailable' }),
      'PROCORE_UNAVAILABLE',
    ],
    [
      'a gateway that asks for a login of its own',
      (response: ServerResponse) => json(response, 401, {}, { 'www-authenticate': 'Basic realm="corp"' }),
      'PROCORE_BAD_RESPONSE',
    ],
  ] as const) {
    it(`is asked for again after ${what}`, async () => {
      onToken = answer;
      await assert.rejects(client.token(), { code });
      onToken = (response) => token(response);
      assert.ok(await client.token());
    });
  }

  it('refused carries the answer, and never the secret', async () => {
    onToken = (response, request) => json(response, 401, { ...INVALID_CLIENT, echo: request.body });
    await assert.rejects(
      client.token(),
      (error: Error & { answer?: { status: number; body: { error: string } } }) => {
        assert.equal(error.answer?.status, 401);
        assert.equal(error.answer?.body.error, 'invalid_client');
        assert.ok(!JSON.stringify(error.answer).includes(SECRET));
        return true;
      },
    );
  });

  it('is asked for again after a passing fault', async () => {
    onToken = (response) => response.writeHead(502).end();
    await assert.rejects(client.token(), { code: 'PROCORE_UNAVAILABLE' });
    onToken = (response) => token(response, 'token-2');
    assert.equal((await client.token()).accessToken, 'token-2');
  });

  it('does not keep a cancelled message waiting for the flight', async () => {
    onToken = () => undefined;
    const controller = new AbortController();
    const waiting = client.token(controller.signal);
    controller.abort(new Error('stopped'));
    await assert.rejects(waiting, /stopped/);
  });
});

describe('token source', () => {
  it('renews ahead of the end that the server told, never by a fixed lifetime', async () => {
    let now = Date.parse('2026-03-01T12:00:00Z');
    const runtime = { ...systemRuntime(), now: () => now };
    let requests = 0;
    const lifetime = 100;
    const source = new TokenSource(
      async () => ({
        accessToken: `t${++requests}`,
        tokenType: 'bearer',
        expiresIn: lifetime,
        createdAt: now / 1000,
        expiresAt: now / 1000 + lifetime,
      }),
      new MemoryStore(runtime.now),
      'token',
      runtime,
    );
    assert.equal((await source.get()).accessToken, 't1');
    now += 89_000;
    assert.equal((await source.get()).accessToken, 't1');
    now += 2_000;
    assert.equal((await source.get()).accessToken, 't2');
  });

  it('discards only the token that was refused', async () => {
    const runtime = systemRuntime();
    let requests = 0;
    const source = new TokenSource(
      async () => ({
        accessToken: `t${++requests}`,
        tokenType: 'bearer',
        expiresIn: 5400,
        createdAt: 0,
        expiresAt: runtime.now() / 1000 + 5400,
      }),
      new MemoryStore(runtime.now),
      'token',
      runtime,
    );
    const first = await source.get();
    await source.discard(first);
    const second = await source.get();
    await source.discard(first);
    assert.deepEqual(await source.get(), second);
    assert.equal(requests, 2);
  });
});
