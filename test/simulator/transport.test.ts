import assert from 'node:assert/strict';
import { Agent, get, request as httpRequest, type IncomingMessage } from 'node:http';
import { startSimulator } from '../../src/simulator/index.js';
import { Caller, request } from './caller.js';

describe('simulator: HTTP', () => {
  let caller: Caller;
  before(async () => {
    caller = await Caller.start();
  });
  after(() => caller.close());

  it('gives each answer a request id, and JSON its charset', async () => {
    const ids = new Set<string | null>();
    for (const path of ['/rest/v1.0/me', '/rest/v1.0/nothing', '/oauth/token/info', '/favicon.ico']) {
      const { headers } = await caller.get(path);
      assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
      ids.add(headers.get('x-request-id'));
    }
    assert.equal(ids.size, 4);
    assert.ok(!ids.has(null));
  });

  it('answers 404 for an unknown path and 405 for another method, in the shape of the version', async () => {
    const v1 = await caller.get('/rest/v1.0/nothing');
    assert.deepEqual([v1.status, v1.json.code], [404, 404]);
    const v2 = await caller.get('/rest/v2.0/nothing');
    assert.deepEqual([v2.status, v2.json.error.code], [404, 'NOT_FOUND']);
    const method = await caller.send('PATCH', '/rest/v1.0/companies', {}, {});
    assert.deepEqual([method.status, method.headers.get('allow')], [405, 'GET']);
    assert.equal((await request(`${caller.simulator.loginUrl}/rest/v1.0/me`)).status, 404);
  });

  it('answers HEAD as GET, without the body', async () => {
    const path = '/rest/v1.0/companies';
    const [head, whole] = [await caller.send('HEAD', path), await caller.get(path)];
    assert.equal(head.status, 200);
    assert.equal(head.text, '');
    assert.equal(head.headers.get('total'), '3');
    assert.equal(whole.json.length, 3);
  });

  it('answers OPTIONS with the methods of a path, without a token, and lets no other origin in', async () => {
    const { apiUrl, loginUrl } = caller.simulator;
    const options = (url: string) =>
      request(url, { method: 'OPTIONS', headers: { origin: 'https://other.example' } });
    const rfis = `${apiUrl}/rest/v1.0/projects/${caller.project(0).id}/rfis`;
    for (const [url, allow] of [
      [rfis, 'GET, POST, PATCH'],
      [`${rfis}/1`, 'GET, PATCH'],
      [`${apiUrl}/rest/v1.1/change_events/1`, 'GET, PATCH, DELETE'],
      [`${apiUrl}/rest/v1.1/change_events/1/restore`, 'PUT'],
      [`${apiUrl}/oauth/token`, 'POST'],
      [`${loginUrl}/oauth/authorize`, 'GET, POST'],
    ] as const) {
      const { status, text, headers } = await options(url);
      assert.deepEqual([status, text, headers.get('allow')], [204, '', allow]);
      assert.deepEqual(
        [headers.get('access-control-allow-origin'), headers.get('content-length')],
        [null, null],
      );
    }
    assert.equal((await options(`${apiUrl}/rest/v1.0/nothing`)).status, 404);
    assert.equal((await options(`${loginUrl}/nothing`)).status, 404);
  });

  it('answers 405 with what there is for every method that a path does not have', async () => {
    const rfis = `/rest/v1.0/projects/${caller.project(0).id}/rfis`;
    for (const method of ['PUT', 'DELETE', 'TRACE', 'SEARCH']) {
      const { statusCode, headers } = await new Promise<IncomingMessage>((resolve, reject) => {
        const authorization = `Bearer ${caller.token}`;
        const sent = httpRequest(`${caller.simulator.apiUrl}${rfis}`, { method, headers: { authorization } });
        sent.once('response', (answer) => resolve(answer.resume())).once('error', reject);
        sent.end();
      });
      assert.deepEqual([method, statusCode, headers.allow], [method, 405, 'GET, POST, PATCH']);
    }
  });

  it('answers HEAD of the sign-in page as well', async () => {
    const { status, text } = await request(`${caller.simulator.loginUrl}/oauth/authorize`, {
      method: 'HEAD',
    });
    assert.deepEqual([status, text], [200, '']);
  });

  it('compresses what is large for a caller that takes it', async () => {
    const path = `/rest/v1.0/projects/${caller.project(0).id}/rfis`;
    const zipped = await caller.get(path, { 'accept-encoding': 'gzip' });
    assert.equal(zipped.headers.get('content-encoding'), 'gzip');
    const plain = await caller.get(path, { 'accept-encoding': 'identity' });
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(plain.text, zipped.text);
    const small = await caller.get('/rest/v1.0/me', { 'accept-encoding': 'gzip' });
    assert.equal(small.headers.get('content-encoding'), null);
  });

  it('keeps a connection open from one request to the next', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let call = 0; call < 3; call++) {
      await new Promise<void>((resolve, reject) => {
        const sent = get(`${caller.simulator.apiUrl}/rest/v1.0/me`, { agent }, (answer) => {
          ports.add(answer.socket.localPort);
          answer.resume().once('end', resolve);
        });
        sent.once('error', reject);
      });
    }
    agent.destroy();
    assert.equal(ports.size, 1);
  });

  it('keeps a journal of what was asked and answered', async () => {
    await caller.get('/rest/v1.0/companies?page=2&per_page=1', { 'procore-company-id': '7' });
    const { at, headers, ...last } = caller.simulator.requests.at(-1) ?? assert.fail();
    assert.deepEqual(last, {
      host: 'api',
      method: 'GET',
      path: '/rest/v1.0/companies',
      query: { page: '2', per_page: '1' },
      body: '',
      status: 200,
    });
    assert.equal(headers['procore-company-id'], '7');
    assert.ok(Math.abs(Date.now() - at) < 10_000);
    const [first] = caller.simulator.requests;
    assert.deepEqual([first?.host, first?.path, first?.method], ['login', '/oauth/token', 'POST']);
    assert.match(first?.body ?? '', /grant_type=client_credentials/);
  });

  it('waits as long as told', async () => {
    const slow = await Caller.start({ latency: 60 });
    try {
      const before = performance.now();
      await slow.get('/rest/v1.0/me');
      assert.ok(performance.now() - before >= 55);
    } finally {
      await slow.close();
    }
  });

  it('ends at once, with requests under way', async () => {
    const slow = await Caller.start({ latency: 0 });
    const hanging = await startSimulator({ latency: 60_000 });
    const pending = request(`${hanging.apiUrl}/rest/v1.0/me`);
    const failed = assert.rejects(pending);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([hanging.close(), slow.close()]);
    await failed;
    await assert.rejects(request(hanging.apiUrl));
  });

  it('takes the ports it is told, and says when one is taken', async () => {
    const port = Number(new URL(caller.simulator.apiUrl).port);
    await assert.rejects(startSimulator({ port }), { code: 'EADDRINUSE' });
    await assert.rejects(startSimulator({ loginPort: port }), { code: 'EADDRINUSE' });
    await assert.rejects(startSimulator({ projects: 0 }), /projects must be a whole number from 1/);
  });
});
