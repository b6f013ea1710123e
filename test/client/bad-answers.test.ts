import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Client, PlanInput } from '../../src/index.js';
import { clientOf, SECRET } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

describe('what bad answers become', () => {
  let server: TestServer;
  let client: Client;
  let answer: (response: ServerResponse, path: string) => void;

  beforeEach(async () => {
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response, 'the-token') : answer(response, request.path),
    );
    client = clientOf(server.url, { timeoutMs: 250 });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const call = async (plan: Partial<PlanInput> = {}) => {
    const [page] = await collect(client.pages({ method: 'GET', path: '/rest/v1.0/thing', ...plan }));
    return page;
  };
  const calls = () => server.requests.filter((request) => request.path.startsWith('/rest/')).length;

  it('HTML instead of JSON is named, with the page’s beginning as body', async () => {
    answer = (response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    await assert.rejects(call(), (error: Error & { code: string; answer?: { body: unknown } }) => {
      assert.equal(error.code, 'PROCORE_BAD_RESPONSE');
      assert.equal(error.answer?.body, '<html>Sign in</html>');
      return true;
    });
  });

  it('truncated JSON is not passed on as text', async () => {
    answer = (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('[{"id":1},{"i');
    await assert.rejects(call(), { code: 'PROCORE_BAD_RESPONSE' });
  });

  it('a body that breaks off is a network error', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('[1,2');
      setTimeout(() => response.destroy(), 20);
    };
    await assert.rejects(call(), { code: 'PROCORE_NETWORK' });
  });

  it('a slow drip ends with the deadline', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    };
    const started = Date.now();
    await assert.rejects(call(), { code: 'PROCORE_TIMEOUT' });
    assert.ok(Date.now() - started < 2_000);
  });

  it('a write whose answer is lost has an unknown outcome, and is sent once', async () => {
    answer = (response) => response.destroy();
    await assert.rejects(call({ method: 'POST', body: { rfi: {} } }), { code: 'PROCORE_UNKNOWN_OUTCOME' });
    assert.equal(calls(), 1);
  });

  it('a redirect to another host is not followed, and nothing is sent there', async () => {
    const other = await serve((_request, response) => json(response, 200, {}));
    answer = (response) => response.writeHead(302, { location: `${other.url}/rest/v1.0/thing` }).end();
    await assert.rejects(call(), { code: 'PROCORE_BAD_RESPONSE', message: /another host/ });
    assert.equal(other.requests.length, 0);
    await other.close();
  });

  it('a redirect on the same host is followed for a read, and not for a write', async () => {
    answer = (response, path) =>
      path === '/rest/v1.0/thing'
        ? response.writeHead(307, { location: '/rest/v1.0/moved' }).end()
        : json(response, 200, { moved: true });
    assert.deepEqual((await call())?.body, { moved: true });
    await assert.rejects(call({ method: 'PATCH', body: {} }), { code: 'PROCORE_BAD_RESPONSE' });
  });

  it('a gzip bomb is refused, whatever it would unpack to', async () => {
    const bomb = gzipSync(Buffer.alloc(70 * 1024 * 1024));
    answer = (response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb);
    client = clientOf(server.url, { timeoutMs: 5_000 });
    await assert.rejects(call(), { code: 'PROCORE_TOO_LARGE' });
  });

  it('gzip is read', async () => {
    answer = (response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync('{"packed":true}'));
    assert.deepEqual((await call())?.body, { packed: true });
  });

  it('204 and empty bodies are null', async () => {
    answer = (response) => response.writeHead(204).end();
    assert.equal((await call({ method: 'DELETE' }))?.body, null);
    answer = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end();
    assert.equal((await call())?.body, null);
  });

  it('a body of white space is empty, of a write and of a read, packed and as a refusal', async () => {
    for (const blank of [' ', '\r\n', '\ufeff\n', ' '.repeat(5_000)]) {
      for (const type of ['application/json', 'text/html', 'text/plain']) {
        answer = (response) => response.writeHead(200, { 'content-type': type }).end(blank);
        assert.equal((await call({ method: 'DELETE' }))?.body, null);
        assert.equal((await call())?.body, null);
      }
      answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(blank));
      assert.equal((await call())?.body, null);
      answer = (response) => response.writeHead(422, { 'content-type': 'text/html' }).end(blank);
      await assert.rejects(call({ method: 'DELETE' }), { code: 'PROCORE_INVALID' });
    }
    answer = (response) => response.end(' ');
    assert.equal((await call({ response: 'text' }))?.body, ' ');
  });

  it('the answer’s form can be chosen', async () => {
    answer = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1}');
    assert.equal((await call({ response: 'text' }))?.body, '{"a":1}');
    assert.deepEqual((await call({ response: 'buffer' }))?.body, Buffer.from('{"a":1}'));
    answer = (response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF');
    assert.deepEqual((await call())?.body, Buffer.from('%PDF'));
    const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    answer = (response) => response.writeHead(200, { 'content-type': sheet }).end(Buffer.from([0x50, 0xff]));
    assert.deepEqual((await call())?.body, Buffer.from([0x50, 0xff]));
    answer = (response) => response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(' ');
    assert.deepEqual((await call())?.body, Buffer.from(' '));
    answer = (response) => response.writeHead(200, { 'content-type': 'application/atom+xml' }).end('<a/>');
    assert.equal((await call())?.body, '<a/>');
  });

  it('a refused connection is told with its host', async () => {
    const gone = await serve(() => undefined);
    await gone.close();
    const lost = clientOf(gone.url);
    await assert.rejects(lost.token(), { code: 'PROCORE_NETWORK', message: /was refused/ });
    await lost.close();
  });

  it('an unknown host is told by name', async () => {
    const lost = clientOf('https://no-such-host.invalid');
    await assert.rejects(lost.token(), {
      code: 'PROCORE_NETWORK',
      message: /no-such-host\.invalid could not be found/,
    });
    await lost.close();
  });

  it('no error text holds the secret or the token', async () => {
    answer = (response) => json(response, 500, { error: 'boom' }, { 'set-cookie': 'session=abc' });
    await assert.rejects(call(), (error: Error & { answer?: object }) => {
      const all = `${error.stack}${JSON.stringify(error)}${JSON.stringify(error.answer)}`;
      return !all.includes(SECRET) && !all.includes('the-token') && !all.includes('session=');
    });
  });
});
