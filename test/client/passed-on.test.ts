import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { ProcoreError } from '../../src/errors.js';
import type { Client } from '../../src/index.js';
import { clientOf } from '../support/client.js';
import { collect } from '../support/collect.js';
import { serve, type TestServer, token } from '../support/http-server.js';

const FOR_FLOWS = {
  'content-type': 'application/json',
  'content-disposition': 'attachment; filename="a.json"',
  date: 'Sun, 01 Mar 2026 12:00:00 GMT',
  etag: '"1"',
  'last-modified': 'Sun, 01 Mar 2026 11:00:00 GMT',
  link: '</rest/v1.0/x?page=2>; rel="next"',
  location: '/rest/v1.0/x/1',
  'per-page': '10',
  'retry-after': '1',
  total: '20',
  'x-request-id': 'r-1',
  'x-rate-limit-limit': '3600',
  'x-rate-limit-remaining': '3599',
  'x-rate-limit-reset': String(Math.floor(Date.now() / 1000) + 3_000),
};

const FOR_BROWSERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-credentials': 'true',
  'cache-control': 'public, max-age=31536000',
  'clear-site-data': '"*"',
  'content-security-policy': "default-src 'none'",
  'permissions-policy': 'camera=()',
  refresh: '0; url=https://elsewhere.example',
  'set-cookie': 'session=abc',
  'set-cookie2': 'session=abc',
  'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
  'www-authenticate': 'Basic realm="x"',
  'x-frame-options': 'DENY',
  'x-anything': 'else',
};

describe('headers and redirects of an answer', () => {
  let server: TestServer;
  let client: Client;
  let answer: (response: ServerResponse, path: string) => void;

  beforeEach(async () => {
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response, 'the-access-token') : answer(response, request.path),
    );
    client = clientOf(server.url, { lookups: false });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const read = async () => {
    const [page] = await collect(client.pages({ method: 'GET', path: '/rest/v1.0/thing' }));
    return page ?? assert.fail('no page');
  };
  const failed = () =>
    read().then(
      () => assert.fail('it was read'),
      (thrown: ProcoreError) => thrown,
    );
  const asked = () =>
    server.requests.filter(({ path }) => !path.startsWith('/oauth/')).map(({ path }) => path);

  it('those that flows use are passed on, and none that a browser would act on', async () => {
    answer = (response) => response.writeHead(200, { ...FOR_FLOWS, ...FOR_BROWSERS }).end('[]');
    assert.deepEqual((await read()).headers, FOR_FLOWS);
  });

  it('of a refusal likewise', async () => {
    answer = (response) => response.writeHead(404, { ...FOR_FLOWS, ...FOR_BROWSERS }).end('{}');
    assert.deepEqual((await failed()).answer?.headers, FOR_FLOWS);
  });

  for (const target of [
    '/login',
    '/rest/../admin',
    '/rest/%2e%2e/admin',
    '/restaurant',
    '/',
    '/rest//v1.0/x',
  ]) {
    it(`a redirect to ${target} on the same host is not followed`, async () => {
      answer = (response) => response.writeHead(302, { location: target }).end();
      const error = await failed();
      assert.equal(error.code, 'PROCORE_BAD_RESPONSE');
      assert.match(error.cause, /outside \/rest\/|does not|not followed/);
      assert.deepEqual(asked(), ['/rest/v1.0/thing']);
    });
  }

  it('a redirect to a file says so, with its address, and nothing is sent there', async () => {
    const location =
      'https://storage.procore.example/v4/d/abc/rfi-9.pdf?X-Amz-Signature=0011&X-Amz-Expires=600';
    answer = (response) => response.writeHead(302, { location }).end();
    const error = await failed();
    assert.equal(error.code, 'PROCORE_BAD_RESPONSE');
    assert.equal(error.status, 302);
    assert.match(error.cause, /redirects to a file on another host, storage\.procore\.example/);
    assert.match(error.fix, /msg\.headers\.location/);
    assert.equal(error.answer?.headers.location, location);
    assert.deepEqual(asked(), ['/rest/v1.0/thing']);
  });

  for (const location of [
    'https://login.procore.example/oauth/authorize?x=1',
    'https://idp.example/adfs/ls',
    'https://proxy.example/captive/portal',
    'http://files.example/rfi-9.pdf',
    'https://elsewhere.example/',
  ]) {
    it(`a redirect to ${location} is none to a file`, async () => {
      answer = (response) => response.writeHead(302, { location }).end();
      const error = await failed();
      assert.match(error.cause, /redirects to another host/);
      assert.doesNotMatch(error.fix, /msg\.headers/);
    });
  }

  it('a write that is redirected to a file is no file either', async () => {
    answer = (response) => response.writeHead(302, { location: 'https://files.example/a.pdf' }).end();
    const post = collect(client.pages({ method: 'POST', path: '/rest/v1.0/thing', body: {} }));
    await assert.rejects(post, { code: 'PROCORE_BAD_RESPONSE', message: /another host/ });
  });
});
