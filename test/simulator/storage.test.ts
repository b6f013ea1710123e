import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { startSimulator } from '../../src/simulator/index.js';
import { Caller, request } from './caller.js';

describe('simulator: the host of files', () => {
  let caller: Caller;
  before(async () => {
    caller = await Caller.start({ projects: 1 });
  });
  after(() => caller.close());

  it('is another host than the API and the login, with the files that were stored', async () => {
    const { apiUrl, loginUrl, storageUrl } = caller.simulator;
    assert.equal(new Set([apiUrl, loginUrl, storageUrl]).size, 3);
    const content = Buffer.from([0, 255, 10, 13, 128]);
    const url = caller.simulator.store(content, 'application/pdf');
    assert.ok(url.startsWith(`${storageUrl}/objects/`));
    const response = await fetch(url);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
    assert.equal(response.headers.get('content-type'), 'application/pdf');
    assert.equal(response.headers.get('content-length'), '5');
    const [last] = caller.simulator.requests.slice(-1);
    assert.deepEqual([last?.host, last?.method, last?.status], ['storage', 'GET', 200]);
    assert.equal((await fetch(url, { method: 'HEAD' })).headers.get('content-length'), '5');
  });

  it('refuses a token, an address that is not signed, and any other method, in words of its own', async () => {
    const url = caller.simulator.store(Buffer.from('text'));
    const codeOf = async (to: string, init: RequestInit = {}) => {
      const { status, headers, text } = await request(to, init);
      assert.equal(headers.get('content-type'), 'application/xml');
      return [status, /<Code>(\w+)<\/Code>/.exec(text)?.[1]];
    };
    const authorization = `Bearer ${caller.token}`;
    assert.deepEqual(await codeOf(url, { headers: { authorization } }), [400, 'InvalidArgument']);
    assert.deepEqual(await codeOf(url.replace(/sig=.*/, 'sig=0')), [403, 'AccessDenied']);
    assert.deepEqual(await codeOf(`${caller.simulator.storageUrl}/objects/none`), [403, 'AccessDenied']);
    assert.deepEqual(await codeOf(url, { method: 'PUT', body: 'x' }), [405, 'MethodNotAllowed']);
    assert.equal((await request(url)).text, 'text');
  });

  it('sends a large file as it is made, with its length', async () => {
    const chunk = Buffer.alloc(64 * 1024, 7);
    const chunks = 512;
    let made = 0;
    const open = () =>
      Readable.from(
        (function* () {
          for (; made < chunks; made++) yield chunk;
        })(),
        { objectMode: false },
      );
    const url = caller.simulator.store({ size: chunk.length * chunks, open });
    const response = await fetch(url);
    assert.equal(response.headers.get('content-length'), String(chunk.length * chunks));
    assert.ok(response.body);
    let size = 0;
    for await (const part of response.body) {
      // What nobody has taken yet is not all made.
      if (size === 0) assert.ok(made < chunks);
      size += part.length;
    }
    assert.equal(size, chunk.length * chunks);
  });

  it('takes the port it is told; where it is taken, nothing goes on listening', async () => {
    const free = await startSimulator({ projects: 1 });
    const ports = [free.apiUrl, free.loginUrl].map((url) => Number(new URL(url).port));
    await free.close();
    const [port, loginPort] = ports;
    assert.ok(port && loginPort);
    const storagePort = Number(new URL(caller.simulator.storageUrl).port);
    await assert.rejects(startSimulator({ port, loginPort, storagePort }), { code: 'EADDRINUSE' });
    const again = await startSimulator({ projects: 1, port, loginPort });
    assert.equal(new URL(again.apiUrl).port, String(port));
    await again.close();
  });
});
