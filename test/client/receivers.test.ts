import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  type Client,
  type ConnectionSettings,
  intoFile,
  type ProcoreError,
  type RunOptions,
  through,
} from '../../src/index.js';
import { clientOf, SECRET } from '../support/client.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

const MEGABYTE = 1024 * 1024;

describe('an answer that is received', () => {
  let server: TestServer;
  let client: Client;
  let folder: string;
  let path: string;
  let answer: (response: ServerResponse, path: string) => void;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'procore-receivers-'));
    path = join(folder, 'plan.pdf');
    server = await serve((request, response) => {
      if (request.path === '/oauth/token') token(response);
      else answer(response, request.path);
    });
    open();
  });
  afterEach(async () => {
    await client.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const open = (more: Partial<ConnectionSettings> = {}) => {
    client = clientOf(server.url, more);
  };
  const reopen = async (more: Partial<ConnectionSettings>) => {
    await client.close();
    open(more);
  };
  const plan = { method: 'GET', path: '/rest/v1.0/files/1' };
  const download = (run: RunOptions = {}) => client.receive(plan, intoFile(path), run);
  const calls = () => server.requests.filter((request) => request.path.startsWith('/rest/')).length;

  /** A body of so many pieces, one every `ms` milliseconds. */
  const pieces = (count: number, ms: number, piece = Buffer.alloc(1_000, 'x')) =>
    Readable.from(
      (async function* () {
        for (let sent = 0; sent < count; sent++) {
          if (sent > 0) await sleep(ms);
          yield piece;
        }
      })(),
    );

  describe('into a file', () => {
    it('is there byte for byte, and tells where and how much it is', async () => {
      const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) % 251));
      answer = (response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end(bytes);
      const { body, status, headers, attempts } = await download();
      assert.deepEqual(body, { path, bytes: bytes.length });
      assert.deepEqual([status, headers['content-type'], attempts], [200, 'application/pdf', 1]);
      assert.deepEqual(readFileSync(path), bytes);
      assert.deepEqual(readdirSync(folder), ['plan.pdf']);
    });

    it('is unpacked, although it was asked for as it is', async () => {
      const packed = gzipSync(Buffer.alloc(3 * MEGABYTE, 'abc'));
      answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
      const { body } = await download();
      assert.equal(server.requests.at(-1)?.headers['accept-encoding'], 'identity');
      assert.equal(body.bytes, 3 * MEGABYTE);
      assert.deepEqual(readFileSync(path), Buffer.alloc(3 * MEGABYTE, 'abc'));
    });

    it('that is damaged in its packing leaves no file', async () => {
      const packed = gzipSync(Buffer.alloc(MEGABYTE, 'abc'));
      answer = (response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed.subarray(0, packed.length - 20));
      await assert.rejects(download(), { code: 'PROCORE_BAD_RESPONSE', message: /compressed answer/ });
      assert.deepEqual(readdirSync(folder), []);
    });

    it('of 200 MB takes little memory', async function () {
      this.timeout(60_000);
      answer = (response, asked) => {
        const piece = Buffer.alloc(MEGABYTE, 'y');
        let left = Number(asked.split('/').at(-1)) / MEGABYTE;
        const body = new Readable({ read: () => body.push(left-- > 0 ? piece : null) });
        body.pipe(response);
      };
      const script = join(__dirname, '../support/downloads.ts');
      // By default V8 lets 40 to 90 MB of buffers lie that nobody holds (measured): here they are collected more often, so
      // that what is held is what is seen.
      const arguments_ = ['--max-semi-space-size=1', '--import=tsx', script, server.url, path];
      const { stdout } = await promisify(execFile)(process.execPath, arguments_);
      const { bytes, more } = JSON.parse(stdout) as { bytes: number; more: number };
      assert.equal(bytes, 200 * MEGABYTE);
      const hash = createHash('sha1');
      await pipeline(createReadStream(path), hash);
      const same = createHash('sha1');
      for (let count = 0; count < 200; count++) same.update(Buffer.alloc(MEGABYTE, 'y'));
      assert.equal(hash.digest('hex'), same.digest('hex'));
      assert.ok(more <= 32 * MEGABYTE, `${Math.round(more / MEGABYTE)} MB more`);
    });

    it('may take longer than a call as long as bytes come', async () => {
      await reopen({ timeoutMs: 400 });
      answer = (response) => pieces(8, 150).pipe(response);
      const { body, durationMs } = await download();
      assert.equal(body.bytes, 8_000);
      assert.ok(durationMs > 900, `${durationMs} ms`);
      await assert.rejects(client.pages({ ...plan, method: 'POST', body: {} }).next(), {
        code: 'PROCORE_UNKNOWN_OUTCOME',
      });
    });

    it('that stalls ends by the idle deadline, and leaves no file', async () => {
      await reopen({ timeoutMs: 300 });
      answer = (response) => response.writeHead(200, { 'content-length': '5000' }).write('begins');
      const started = Date.now();
      await assert.rejects(download(), {
        code: 'PROCORE_TIMEOUT',
        message: /Nothing came or went .* 0\.3 s/,
      });
      assert.equal(calls(), 5);
      assert.ok(Date.now() - started < 3_000);
      assert.deepEqual(readdirSync(folder), []);
    });

    it('that is cut off leaves no file and no part of one, and the one before is still there', async () => {
      writeFileSync(path, 'the one before');
      answer = (response) => {
        response.writeHead(200, { 'content-length': '500000' });
        response.write(Buffer.alloc(200_000));
        setTimeout(() => response.destroy(), 20);
      };
      await assert.rejects(download(), { code: 'PROCORE_NETWORK' });
      assert.deepEqual(readdirSync(folder), ['plan.pdf']);
      assert.equal(readFileSync(path, 'utf8'), 'the one before');
    });

    it('that is cut off once is asked for again, and whole', async () => {
      let times = 0;
      answer = (response) => {
        if (times++ > 0) return response.end(Buffer.alloc(90_000, 'b'));
        response.writeHead(200, { 'content-length': '90000' });
        response.write(Buffer.alloc(40_000, 'a'));
        return setTimeout(() => response.destroy(), 20);
      };
      const { attempts } = await download();
      assert.equal(attempts, 2);
      assert.deepEqual(readFileSync(path), Buffer.alloc(90_000, 'b'));
    });

    it('that is cancelled leaves no file', async () => {
      answer = (response) => response.writeHead(200, { 'content-length': '5000' }).write('begins');
      const stop = new AbortController();
      const ended = assert.rejects(download({ signal: stop.signal }));
      while (readdirSync(folder).length === 0) await sleep(5);
      stop.abort(new Error('stopped'));
      await ended;
      assert.deepEqual(readdirSync(folder), []);
    });

    it('that cannot be written says which file and why', async () => {
      answer = (response) => response.end(Buffer.alloc(100_000));
      const into = intoFile(join(folder, 'missing', 'plan.pdf'));
      await assert.rejects(client.receive(plan, into), {
        code: 'PROCORE_CONFIG',
        cause: `The file ${join(folder, 'missing', 'plan.pdf')} could not be written (ENOENT).`,
      });
      assert.equal(calls(), 1);
    });

    it('whose path can be none is refused as one, also for a packed answer', async () => {
      answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('abc'));
      await assert.rejects(client.receive(plan, intoFile(`${path}\0`)), { code: 'PROCORE_CONFIG' });
      assert.deepEqual(readdirSync(folder), []);
    });

    it('of a write that was done has an unknown outcome if the file cannot be written', async () => {
      answer = (response) => response.end('exported');
      const into = intoFile(join(folder, 'missing', 'plan.pdf'));
      await assert.rejects(
        client.receive({ ...plan, method: 'POST', body: {} }, into),
        (thrown: ProcoreError) => {
          assert.equal(thrown.code, 'PROCORE_UNKNOWN_OUTCOME');
          assert.equal((thrown.origin as ProcoreError).code, 'PROCORE_CONFIG');
          return true;
        },
      );
      assert.equal(calls(), 1);
    });

    it('is no file where Procore refuses: the refusal is explained as for any other call', async () => {
      answer = (response) => json(response, 422, { errors: { file: ['is invalid'] } });
      await assert.rejects(download(), { code: 'PROCORE_INVALID', message: /file is invalid/ });
      assert.deepEqual(readdirSync(folder), []);
    });
  });

  describe('from another host, to which Procore redirects', () => {
    let storage: TestServer;
    let stored: (response: ServerResponse) => void;
    beforeEach(async () => {
      storage = await serve((_request, response) => stored(response));
      answer = (response) =>
        response.writeHead(302, { location: `${storage.url}/bucket/plan.pdf?s=1` }).end();
    });
    afterEach(() => storage.close());

    it('comes without the credentials having gone there', async () => {
      stored = (response) => response.end('the file');
      const withMore = { ...plan, companyId: '4', headers: { 'X-Api-Key': 'mine' } };
      await client.receive(withMore, intoFile(path));
      assert.equal(readFileSync(path, 'utf8'), 'the file');
      const [first] = server.requests.filter((request) => request.path.startsWith('/rest/'));
      assert.ok(first?.headers.authorization?.startsWith('Bearer '));
      assert.equal(first?.headers['procore-company-id'], '4');
      const [there] = storage.requests;
      assert.equal(there?.path, '/bucket/plan.pdf?s=1');
      const sent = JSON.stringify(there?.headers);
      assert.doesNotMatch(sent, /authorization|procore-company-id|x-api-key|token-1/i);
      assert.ok(!sent.includes(SECRET));
    });

    it('that refuses says so: the token is not renewed, and nothing is learned of Procore', async () => {
      for (const status of [401, 403, 404]) {
        stored = (response) => json(response, status, { message: 'no' });
        await assert.rejects(client.receive({ ...plan, companyId: '4' }, intoFile(path)), {
          code: 'PROCORE_BAD_RESPONSE',
          status,
          message: /did not give the file/,
        });
      }
      assert.equal(storage.requests.length, 3);
      assert.equal(server.requests.filter((request) => request.path === '/oauth/token').length, 1);
    });

    it('that is busy is asked again, and no quota waits for it', async () => {
      let times = 0;
      stored = (response) =>
        times++ === 0 ? json(response, 429, {}, { 'retry-after': '3000' }) : response.end('the file');
      const { attempts } = await download();
      assert.equal(attempts, 2);
    });

    it('to a page for signing in is not followed', async () => {
      answer = (response) => response.writeHead(302, { location: `${storage.url}/login` }).end();
      await assert.rejects(download(), { code: 'PROCORE_BAD_RESPONSE', message: /another host/ });
      assert.deepEqual(storage.requests, []);
    });
  });

  describe('through a stream', () => {
    it('comes piece by piece, with its head, and gives what its reader made of it', async () => {
      answer = (response) => {
        response.writeHead(200, { 'content-type': 'text/csv', 'set-cookie': 'a=b' });
        pieces(5, 20).pipe(response);
      };
      const { body } = await client.receive(
        plan,
        through(async (stream, { status, headers }) => {
          let bytes = 0;
          let count = 0;
          for await (const piece of stream) {
            bytes += (piece as Buffer).length;
            count++;
          }
          return { status, headers: Object.keys(headers), bytes, several: count > 1 };
        }),
      );
      assert.deepEqual(
        { ...body, headers: body.headers.filter((name) => name !== 'date') },
        {
          status: 200,
          headers: ['content-type'],
          bytes: 5_000,
          several: true,
        },
      );
    });

    it('waits for a slow reader: no more than little is held', async () => {
      let sent = 0;
      answer = (response) => {
        const piece = Buffer.alloc(MEGABYTE);
        const body = new Readable({
          read: () => {
            sent++;
            body.push(sent > 60 ? null : piece);
          },
        });
        body.pipe(response);
      };
      const sentAt: number[] = [];
      const { body } = await client.receive(
        plan,
        through(async (stream) => {
          let bytes = 0;
          await sleep(300);
          sentAt.push(sent);
          for await (const piece of stream) bytes += (piece as Buffer).length;
          return bytes;
        }),
      );
      assert.equal(body, 60 * MEGABYTE);
      assert.ok((sentAt[0] ?? 60) < 30, `${sentAt[0]} MB were sent to one who does not read`);
    });

    it('that breaks off fails the stream and the call, and is not asked for again', async () => {
      answer = (response) => {
        response.writeHead(200, { 'content-length': '5000' });
        response.write('begins');
        setTimeout(() => response.destroy(), 20);
      };
      let met: unknown;
      const read = through(async (stream) => {
        try {
          for await (const _ of stream);
        } catch (thrown) {
          met = thrown;
          throw thrown;
        }
      });
      await assert.rejects(client.receive(plan, read), { code: 'PROCORE_NETWORK' });
      await sleep(10);
      assert.ok(met instanceof Error);
      assert.equal(calls(), 1);
    });

    it('whose reader fails or leaves ends with that', async () => {
      answer = (response) => pieces(100, 10).pipe(response);
      const fails = through(async () => assert.fail('the disk is full'));
      await assert.rejects(client.receive(plan, fails), /the disk is full/);
      const leaves = through(async (stream) => {
        for await (const _ of stream) break;
      });
      await assert.rejects(client.receive(plan, leaves), {
        code: 'PROCORE_CANCELLED',
        message: /stopped before/,
      });
      assert.equal(calls(), 2);
    });
  });
});
