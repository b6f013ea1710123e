import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { ProcoreError } from '../../src/errors.js';
import { Client, type PlanInput, parseConnection, systemRuntime } from '../../src/index.js';
import { type BodyLimits, limitsOf } from '../../src/transport/body-limit.js';
import { settings } from '../support/client.js';
import { collect } from '../support/collect.js';
import { serve, type TestServer, token } from '../support/http-server.js';

const MEGABYTE = 1024 * 1024;
const KILOBYTE = 1024;

const jsonOf = (bytes: number) => `[${'1,'.repeat(bytes / 2 - 1)}1]`;

/** A body by its path: `/plain/<bytes>`, `/gzip/<bytes>` of little order, `/bomb/<bytes>` of nothing but one byte. */
function bodyOf(path: string): { readonly body: Buffer; readonly packed: boolean } {
  const [, form = '', bytes = '0'] = /\/(plain|gzip|bomb)\/(\d+)/.exec(path) ?? [];
  const size = Number(bytes);
  if (form === 'plain') return { body: Buffer.from(jsonOf(size)), packed: false };
  if (form === 'bomb') return { body: gzipSync(Buffer.alloc(size, ' ')), packed: true };
  let state = 1;
  const letters = Array.from({ length: size / 16 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return `"${(state % 1_000_000).toString().padStart(13, '0')}",`;
  });
  return { body: gzipSync(`[${letters.join('')}0]`), packed: true };
}

describe('room for answers', () => {
  let server: TestServer;
  let client: Client | undefined;
  before(async () => {
    server = await serve((request, response) => {
      if (request.path === '/oauth/token') return token(response);
      const { body, packed } = bodyOf(request.path);
      response.writeHead(200, {
        'content-type': 'application/json',
        ...(packed && { 'content-encoding': 'gzip' }),
      });
      response.end(body);
    });
  });
  after(() => server.close());
  afterEach(() => client?.close());

  const open = (bodyLimits?: BodyLimits) => {
    const runtime = { ...systemRuntime(), random: () => 0 };
    client = new Client(parseConnection(settings(server.url)), runtime, {
      ...(bodyLimits && { bodyLimits }),
    });
  };
  const opened = () => client ?? assert.fail('no client');
  const read = async (path: string, more: Partial<PlanInput> = {}) => {
    const [page] = await collect(opened().pages({ method: 'GET', path: `/rest/v1.0${path}`, ...more }));
    return page?.body as unknown[];
  };
  const refused = (path: string) =>
    read(path).then(
      () => assert.fail('it was read'),
      (thrown: ProcoreError) => thrown,
    );

  it('follows the heap, up to 64 MB for one', () => {
    assert.deepEqual(limitsOf(512 * MEGABYTE), { one: 8 * MEGABYTE, all: 8 * MEGABYTE });
    assert.deepEqual(limitsOf(2048 * MEGABYTE), { one: 32 * MEGABYTE, all: 32 * MEGABYTE });
    assert.deepEqual(limitsOf(16_384 * MEGABYTE), { one: 64 * MEGABYTE, all: 256 * MEGABYTE });
    assert.equal(limitsOf(64 * MEGABYTE).one, 4 * MEGABYTE);
  });

  it('an answer beyond the limit is refused with a true sentence, plain or packed', async () => {
    open({ one: 5 * MEGABYTE, all: 5 * MEGABYTE });
    for (const path of ['/plain/6000000', '/gzip/6000000']) {
      const error = await refused(path);
      assert.equal(error.code, 'PROCORE_TOO_LARGE');
      assert.match(error.cause, /larger than 5 MB, the most that is read with the memory Node\.js has here/);
      assert.match(error.fix, /--max-old-space-size/);
    }
    assert.equal((await read('/gzip/4000000')).length, 250_001);
  });

  it('an answer that unpacks to more than 200 times its size is refused, long before its end', async () => {
    open();
    const error = await refused('/bomb/60000000');
    assert.equal(error.code, 'PROCORE_TOO_LARGE');
    assert.match(error.cause, /unpacks to more than 200 times its size/);
    // Little is harmless, and may well be of one letter.
    assert.equal(await read('/bomb/900000'), null);
  });

  it('many answers at once wait for each other, and all of them are read', async () => {
    open({ one: 2 * MEGABYTE, all: 300 * KILOBYTE });
    const paths = Array.from({ length: 24 }, (_, n) => (n % 2 ? '/plain/1000000' : '/gzip/1000000'));
    const bodies = await Promise.all(paths.map((path) => read(path)));
    for (const [n, body] of bodies.entries()) assert.equal(body.length, n % 2 ? 500_000 : 62_501);
    // And nothing is left behind: the next ones have the same room.
    for (let again = 0; again < 3; again++) assert.equal((await read('/plain/1000000')).length, 500_000);
  });

  it('room comes back from answers that are refused, cut off or cancelled', async () => {
    open({ one: 300 * KILOBYTE, all: 300 * KILOBYTE });
    // Its headers tell that there is no quota here to wait for.
    await read('/plain/100');
    for (let times = 0; times < 5; times++) {
      await refused('/plain/1000000');
      await refused('/gzip/1000000');
      const stop = new AbortController();
      const running = collect(
        opened().pages({ method: 'GET', path: '/rest/v1.0/plain/200000' }, { signal: stop.signal }),
      );
      setTimeout(() => stop.abort(new Error('stopped')), 2 * times);
      await running.catch(() => undefined);
    }
    const bodies = await Promise.all(Array.from({ length: 8 }, () => read('/plain/200000')));
    for (const body of bodies) assert.equal(body.length, 100_000);
  });

  it('a Node.js of 256 MB is not ended by any answer', async function () {
    this.timeout(60_000);
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--max-old-space-size=256',
      '--import=tsx',
      join(__dirname, '../support/small-heap.ts'),
    ]);
    const told = JSON.parse(stdout) as Record<string, string>;
    assert.deepEqual(told, {
      'one of 60 MB, packed': 'PROCORE_TOO_LARGE',
      'eight of 60 MB': 'PROCORE_TOO_LARGE',
      'eight of 3 MB, of nothing but lists': 'read',
      'eight of 3 MB, of objects, packed': 'read',
    });
  });
});
