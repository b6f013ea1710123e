import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Readable } from 'node:stream';
import { Api } from '../../src/simulator/api.js';
import type { Call, Handled, Host } from '../../src/simulator/http.js';
import { OAuth } from '../../src/simulator/oauth.js';
import { type SimulatorOptions, settle } from '../../src/simulator/options.js';
import { type Listener, listenAll, type SimulatedRequest } from '../../src/simulator/server.js';
import { SignIns } from '../../src/simulator/sign-ins.js';
import { Tokens } from '../../src/simulator/tokens.js';
import { request } from './caller.js';

const MB = 2 ** 20;

describe('simulator: handlers', () => {
  const warnings: Error[] = [];
  const rejections: unknown[] = [];
  const warned = (warning: Error) => warnings.push(warning);
  const rejected = (reason: unknown) => rejections.push(reason);
  let listener: Listener;
  let journal: SimulatedRequest[];
  before(() => {
    process.on('warning', warned);
    process.on('unhandledRejection', rejected);
  });
  beforeEach(() => {
    warnings.length = 0;
    journal = [];
  });
  afterEach(async () => {
    await listener.close();
    // Whatever a handler did, nothing of it may come to those who run the simulator.
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(rejections, []);
  });
  after(() => {
    process.off('warning', warned);
    process.off('unhandledRejection', rejected);
  });

  async function serve(
    answer: (call: Call) => Handled,
    streams = false,
    options: SimulatorOptions = {},
  ): Promise<string> {
    const host: Host = { name: 'api', port: 0, answer, streams: () => streams };
    const record = (entry: SimulatedRequest) => journal.push(entry);
    [listener] = (await listenAll([host], { settings: settle(options), record })) as [Listener];
    return listener.url;
  }

  /** A request whose body the test writes bit by bit. */
  function open(url: string, options: RequestOptions = {}) {
    const sent = httpRequest(url, { method: 'POST', ...options });
    const answer = once(sent, 'response').then(([response]) => response as IncomingMessage);
    return { sent, answer };
  }

  async function textOf(response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  }

  it('may answer later', async () => {
    const url = await serve(async ({ path }) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return { status: 200, json: { path } };
    });
    const { status, json } = await request(`${url}/somewhere`);
    assert.deepEqual([status, json], [200, { path: '/somewhere' }]);
    assert.deepEqual(
      journal.map((entry) => entry.status),
      [200],
    );
  });

  it('answer 500 where they fail, at once or later, and the next one is served', async () => {
    const url = await serve(({ path }) => {
      if (path === '/now') throw new Error('it broke now');
      return path === '/later' ? Promise.reject(new Error('it broke later')) : { status: 200, json: {} };
    });
    for (const path of ['/now', '/later']) {
      const { status, text } = await request(`${url}${path}`);
      assert.equal(status, 500);
      assert.match(text, /500 Internal Server Error/);
    }
    assert.equal((await request(url)).status, 200);
    assert.deepEqual(
      warnings.map(({ message }) => message),
      ['it broke now', 'it broke later'],
    );
  });

  it('may answer bytes, sent as they are and with their length', async () => {
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 256));
    const url = await serve(() => ({ status: 200, bytes, type: 'image/png' }));
    const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes);
    assert.deepEqual(
      ['content-type', 'content-length', 'content-encoding'].map((name) => response.headers.get(name)),
      ['image/png', '5000', null],
    );
  });

  it('may answer a stream, in chunks or with the length they tell, and without a body to HEAD', async () => {
    const closed: string[] = [];
    const url = await serve(({ path }) => {
      const bytes = Readable.from(['first ', 'second'], { objectMode: false });
      bytes.once('close', () => closed.push(path));
      return path === '/told'
        ? { status: 200, bytes, headers: { 'Content-Length': '12' } }
        : { status: 200, bytes };
    });
    const untold = await request(`${url}/untold`);
    assert.deepEqual([untold.text, untold.headers.get('transfer-encoding')], ['first second', 'chunked']);
    const told = await request(`${url}/told`);
    assert.deepEqual([told.text, told.headers.get('content-length')], ['first second', '12']);
    assert.equal(told.headers.get('transfer-encoding'), null);
    const head = await request(`${url}/told`, { method: 'HEAD' });
    assert.deepEqual([head.text, head.headers.get('content-length')], ['', '12']);
    assert.deepEqual(closed, ['/untold', '/told', '/told']);
  });

  it('cut the connection where a stream fails in the middle, and the next one is served', async () => {
    const url = await serve(({ path }) => {
      if (path === '/whole') return { status: 200, json: {} };
      const bytes = Readable.from(
        (async function* () {
          yield Buffer.from('first ');
          await new Promise((resolve) => setTimeout(resolve, 10));
          throw new Error('the stream broke');
        })(),
      );
      return { status: 200, bytes };
    });
    const response = await fetch(url);
    assert.equal(response.status, 200);
    await assert.rejects(response.text());
    assert.equal((await request(`${url}/whole`)).status, 200);
    assert.deepEqual(
      warnings.map(({ message }) => message),
      ['the stream broke'],
    );
  });

  it('have their stream ended where the caller hangs up', async () => {
    let ended: (value: unknown) => void = () => undefined;
    const isEnded = new Promise((resolve) => {
      ended = resolve;
    });
    const url = await serve(() => {
      const bytes = new Readable({
        read() {
          this.push(Buffer.alloc(65_536));
        },
        destroy(error, done) {
          ended('ended');
          done(error);
        },
      });
      return { status: 200, bytes };
    });
    const abort = new AbortController();
    const response = await fetch(url, { signal: abort.signal });
    assert.equal(response.status, 200);
    abort.abort();
    assert.equal(await isEnded, 'ended');
    assert.deepEqual(warnings, []);
  });

  it('may read a body while it comes', async () => {
    let first: (text: string) => void = () => undefined;
    const isFirst = new Promise<string>((resolve) => {
      first = resolve;
    });
    const url = await serve(async ({ stream, body }) => {
      assert.ok(stream);
      assert.equal(body.length, 0);
      const hash = createHash('sha256');
      let size = 0;
      for await (const chunk of stream) {
        if (size === 0) first(chunk.toString());
        hash.update(chunk);
        size += chunk.length;
      }
      return { status: 201, json: { size, sha256: hash.digest('hex') } };
    }, true);
    const { sent, answer } = open(url);
    sent.write('begin');
    // The handler has it before the caller has sent the rest.
    assert.equal(await isFirst, 'begin');
    const rest = Buffer.alloc(8 * MB, 3);
    sent.end(rest);
    const response = await answer;
    const sha256 = createHash('sha256').update('begin').update(rest).digest('hex');
    assert.deepEqual(JSON.parse(await textOf(response)), { size: rest.length + 5, sha256 });
    assert.deepEqual([response.statusCode, journal[0]?.body], [201, '']);
  });

  for (const streams of [false, true]) {
    const way = streams ? 'read as it comes' : 'read whole';
    it(`are spared a body that is too large, told or not, ${way}; the connection can be used again`, async () => {
      const seen: number[] = [];
      const answer = async ({ body, stream }: Call) => {
        let size = body.length;
        for await (const chunk of stream ?? []) size += chunk.length;
        seen.push(size);
        return { status: 200, json: { size } };
      };
      const url = await serve(answer, streams, { largestBody: MB });
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const ports = new Set<number | undefined>();
      const send = async (length: number, isTold: boolean, path = '/rest/v1.0/x') => {
        const headers = isTold ? { 'content-length': length } : { 'transfer-encoding': 'chunked' };
        const { sent, answer: answered } = open(`${url}${path}`, { agent, headers });
        sent.end(Buffer.alloc(length));
        const response = await answered;
        ports.add(response.socket.localPort);
        return [response.statusCode, JSON.parse(await textOf(response))] as const;
      };
      assert.deepEqual(await send(MB, true), [200, { size: MB }]);
      assert.deepEqual(await send(MB, false), [200, { size: MB }]);
      for (const isTold of [true, false]) {
        const [status, json] = await send(3 * MB, isTold);
        assert.deepEqual([status, json.code], [413, 413]);
        const [, v2] = await send(MB + 1, isTold, '/rest/v2.0/x');
        assert.equal(v2.error.code, 'PAYLOAD_TOO_LARGE');
      }
      assert.deepEqual(await send(5, true), [200, { size: 5 }]);
      assert.deepEqual(seen, [MB, MB, 5]);
      assert.equal(ports.size, 1);
      assert.deepEqual(
        journal.map(({ status }) => status),
        [200, 200, 413, 413, 413, 413, 200],
      );
      agent.destroy();
    });
  }

  it('need not read a body that they could read; the connection can be used again', async () => {
    const url = await serve(() => ({ status: 401, json: {} }), true);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let call = 0; call < 3; call++) {
      const { sent, answer } = open(url, { agent });
      sent.end(Buffer.alloc(4 * MB));
      const response = await answer;
      ports.add(response.socket.localPort);
      assert.deepEqual([response.statusCode, await textOf(response)], [401, '{}']);
    }
    assert.equal(ports.size, 1);
    agent.destroy();
  });

  it('may look away from a body that turns out to be too large', async () => {
    const url = await serve(
      ({ stream, path }) => {
        if (path === '/away') stream?.resume();
        return { status: 200, json: {} };
      },
      true,
      { largestBody: MB },
    );
    const { sent, answer } = open(`${url}/away`, { headers: { 'transfer-encoding': 'chunked' } });
    sent.end(Buffer.alloc(3 * MB));
    assert.equal(await textOf(await answer), '{}');
    assert.equal((await request(url, { method: 'POST' })).status, 200);
  });

  it('are told where the caller hangs up in the middle of a body, and nothing is answered', async () => {
    let told: (error: unknown) => void = () => undefined;
    const isTold = new Promise<unknown>((resolve) => {
      told = resolve;
    });
    const url = await serve(async ({ stream }) => {
      try {
        for await (const chunk of stream ?? []) assert.ok(chunk);
      } catch (error) {
        told(error);
        throw error;
      }
      return { status: 200 };
    }, true);
    const { sent, answer } = open(url);
    const failed = assert.rejects(answer);
    sent.write('begin');
    await new Promise((resolve) => setTimeout(resolve, 20));
    sent.destroy(new Error('gone'));
    assert.ok((await isTold) instanceof Error);
    await failed;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual([journal, warnings], [[], []]);
  });

  it('of a route of the API may take the body as it comes, once the caller was let in', async () => {
    const settings = settle({ projects: 1 });
    const tokens = new Tokens(settings.tokenLifetime, settings.clock);
    const oauth = new OAuth(settings, tokens, new SignIns(settings, tokens));
    const api = new Api(settings, oauth, tokens, {
      routes: [
        {
          method: 'PUT',
          path: '/rest/v1.0/echo/{name}',
          scope: 'account',
          streams: true,
          handle: ({ call, params }) => ({
            status: 200,
            bytes: call.stream ?? Buffer.alloc(0),
            headers: { 'X-Name': params.name ?? '' },
          }),
        },
      ],
    });
    const host: Host = {
      name: 'api',
      port: 0,
      answer: (call) => api.answer(call),
      streams: (method, path) => api.streams(method, path),
    };
    [listener] = (await listenAll([host], { settings, record: () => undefined })) as [Listener];
    const send = (token: string) =>
      request(`${listener.url}/rest/v1.0/echo/one`, {
        method: 'PUT',
        body: 'x'.repeat(3 * MB),
        headers: { authorization: `Bearer ${token}` },
      });
    assert.equal((await send('none')).status, 401);
    const { status, text, headers } = await send(tokens.issue('app').text);
    assert.deepEqual([status, text.length, headers.get('x-name')], [200, 3 * MB, 'one']);
    assert.ok(headers.get('x-rate-limit-remaining'));
  });
});
