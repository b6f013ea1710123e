import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import {
  Client,
  type ConnectionSettings,
  parseConnection,
  type StreamBody,
  systemRuntime,
} from '../../src/index.js';
import { settings } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, listen, serve, shut, type TestServer, token } from '../support/http-server.js';

const KILOBYTE = 1024;

describe('a body that is a stream', () => {
  let server: TestServer;
  let client: Client | undefined;
  let opened: Readable[];
  beforeEach(async () => {
    opened = [];
    client = undefined;
    server = await serve((request, response) => {
      if (request.path === '/oauth/token') token(response);
      else json(response, 201, { bytes: request.body.length });
    });
  });
  afterEach(async () => {
    await client?.close();
    await server.close();
  });

  const open = (
    apiUrl = server.url,
    onSleep?: () => Promise<void>,
    more: Partial<ConnectionSettings> = {},
  ) => {
    const system = systemRuntime();
    const sleep = async (ms: number, signal?: AbortSignal) =>
      onSleep ? onSleep() : system.sleep(ms, signal);
    const connection = parseConnection({ ...settings(server.url, more), apiUrl });
    client = new Client(connection, { ...system, sleep, random: () => 0.1 });
    return client;
  };
  /** So many pieces of a KB; each reading is noted. */
  const body = (count: number, size = count * KILOBYTE, ms = 0): StreamBody => ({
    size,
    open: () => {
      const stream = Readable.from(
        (async function* () {
          for (let at = 0; at < count; at++) {
            if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
            yield Buffer.alloc(KILOBYTE, 97 + (at % 26));
          }
        })(),
      );
      opened.push(stream);
      return stream;
    },
  });
  const send = async (content: StreamBody, method = 'POST') => {
    const plan = {
      method,
      path: '/rest/v1.0/files',
      headers: { 'content-type': 'application/octet-stream' },
      body: content,
    };
    const [page] = await collect((client ?? open()).pages(plan));
    return page;
  };
  const sent = () => server.requests.filter(({ path }) => path.startsWith('/rest/'));

  it('is sent whole, with its length, and is not held', async () => {
    const page = await send(body(2_000));
    assert.deepEqual(page?.body, { bytes: 2_000 * KILOBYTE });
    const [request] = sent();
    assert.equal(request?.headers['content-length'], String(2_000 * KILOBYTE));
    assert.equal(request?.headers['transfer-encoding'], undefined);
    assert.equal(request?.body.slice(0, 1), 'a');
    assert.equal(opened.length, 1);
    assert.ok(opened[0]?.destroyed);
  });

  it('may be empty', async () => {
    assert.deepEqual((await send(body(0)))?.body, { bytes: 0 });
    assert.equal(sent()[0]?.headers['content-length'], '0');
  });

  it('is described by its size, and not opened for that', () => {
    const described = open().describe({ method: 'POST', path: '/rest/v1.0/files', body: body(3) });
    assert.deepEqual(described.body, { bytes: 3 * KILOBYTE });
    assert.equal(opened.length, 0);
  });

  it('of a write that failed before it was sent is sent again, whole', async () => {
    let late: Server | undefined;
    const bodies: number[] = [];
    const closed = createServer();
    await listen(closed);
    const { port } = closed.address() as AddressInfo;
    await shut(closed);
    const begin = async () => {
      if (late) return;
      late = createServer((request, response) => {
        let bytes = 0;
        request.on('data', (piece: Buffer) => {
          bytes += piece.length;
        });
        request.on('end', () => {
          bodies.push(bytes);
          json(response, 201, {});
        });
      });
      await listen(late, port);
    };
    open(`http://127.0.0.1:${port}`, begin);
    const page = await send(body(500));
    assert.equal(page?.attempts, 2);
    assert.deepEqual(bodies, [500 * KILOBYTE]);
    assert.ok(opened.every(({ destroyed }) => destroyed));
    await shut(late ?? assert.fail('it was never tried again'));
  });

  it('of a write that was turned away is opened again, and sent again whole', async () => {
    let times = 0;
    await server.close();
    server = await serve((request, response) => {
      if (request.path === '/oauth/token') token(response);
      else if (times++ === 0) json(response, 503, {}, { 'retry-after': '1' });
      else json(response, 201, { bytes: request.body.length });
    });
    const page = await send(body(300));
    assert.deepEqual([page?.body, page?.attempts, opened.length], [{ bytes: 300 * KILOBYTE }, 2, 2]);
    assert.equal(sent()[1]?.body.length, 300 * KILOBYTE);
  });

  it('of a write that breaks off on its way has an unknown outcome, and is sent once', async () => {
    let begun = 0;
    const cutting = createServer((request) => {
      begun++;
      request.once('data', () => request.socket.destroy());
    });
    await listen(cutting);
    open(`http://127.0.0.1:${(cutting.address() as AddressInfo).port}`);
    await assert.rejects(send(body(4_000)), { code: 'PROCORE_UNKNOWN_OUTCOME' });
    assert.deepEqual([begun, opened.length, opened[0]?.destroyed], [1, 1, true]);
    await shut(cutting);
  });

  it('may take longer than a call as long as bytes go out', async () => {
    open(server.url, undefined, { timeoutMs: 400 });
    assert.deepEqual((await send(body(8, 8 * KILOBYTE, 150)))?.body, { bytes: 8 * KILOBYTE });
  });

  it('that stalls ends by the deadline, and is closed', async () => {
    open(server.url, undefined, { timeoutMs: 300 });
    const stalled: StreamBody = {
      size: 10,
      open: () => {
        const stream = new Readable({ read: () => undefined });
        stream.push('begins');
        opened.push(stream);
        return stream;
      },
    };
    await assert.rejects(send(stalled), { code: 'PROCORE_UNKNOWN_OUTCOME' });
    assert.deepEqual([opened.length, opened[0]?.destroyed], [1, true]);
  });

  it('that cannot be read, or is not as long as it was said to be, is the flow’s to correct', async () => {
    open();
    const broken: StreamBody = {
      size: 10,
      open: () => new Readable({ read: () => assert.fail('gone') }),
    };
    await assert.rejects(send(broken), { code: 'PROCORE_CONFIG', message: /could not be read/ });
    for (const size of [2 * KILOBYTE, 4 * KILOBYTE]) {
      await assert.rejects(send(body(3, size)), {
        code: 'PROCORE_CONFIG',
        message: /not the \d+ bytes long/,
      });
    }
    assert.deepEqual(sent(), []);
  });
});
