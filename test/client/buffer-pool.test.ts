import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Client, PlanInput } from '../../src/index.js';
import { BufferPool } from '../../src/transport/buffer-pool.js';
import { clientOf } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

/** Larger than what a socket is read by, so that a body comes in several pieces. */
const LARGE = 300_000;

const MEGABYTE = 1024 * 1024;

describe('a body that comes in pieces', () => {
  let server: TestServer;
  const numberIn = (path: string) => Number(path.split('/').at(-1));

  before(async () => {
    server = await serve((asked, response) => {
      if (asked.path === '/oauth/token') return token(response);
      const number = numberIn(asked.path);
      if (asked.path.includes('/json/')) return json(response, 200, { text: String(number).repeat(LARGE) });
      const body = Buffer.alloc(LARGE, number);
      response.setHeader('content-type', 'application/octet-stream');
      if (!asked.path.includes('/gzip/')) return response.end(body);
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(body));
    });
  });
  after(() => server.close());

  describe('at a client', () => {
    let client: Client;
    before(() => {
      client = clientOf(server.url);
    });
    after(() => client.close());

    const bodies = (form: string, plan: Partial<PlanInput> = {}) =>
      Promise.all(
        Array.from({ length: 20 }, async (_, number) => {
          const path = `/rest/v1.0/${form}/${number}`;
          const [page] = await collect(client.pages({ method: 'GET', path, ...plan }));
          return page?.body;
        }),
      );

    it('belongs to the flow, and no later answer writes into it', async () => {
      const kept = [...(await bodies('bytes')), ...(await bodies('gzip'))] as Buffer[];
      await bodies('json');
      await bodies('bytes', { response: 'buffer' });
      assert.equal(kept.length, 40);
      for (const [index, body] of kept.entries()) {
        assert.equal(body.length, LARGE);
        assert.ok(
          body.every((byte) => byte === index % 20),
          `body ${index} was written into`,
        );
      }
    });

    it('is not mixed with others that come at the same time', async () => {
      for (const [number, body] of (await bodies('json')).entries())
        assert.deepEqual(body, { text: String(number).repeat(LARGE) });
    });
  });

  describe('in the pool', () => {
    const pool = new BufferPool();

    /** A body of so many bytes, in two pieces. */
    const put = (value: number, size = LARGE) => {
      const piece = Buffer.alloc(size / 2, value);
      return pool.joined([piece, piece], size);
    };

    it('is put where a released one stood, and nowhere else', () => {
      const first = put(1);
      const second = put(2);
      assert.notEqual(second.bytes.buffer, first.bytes.buffer);
      first.release();
      const third = put(3);
      assert.equal(third.bytes.buffer, first.bytes.buffer);
      assert.equal(third.bytes.length, LARGE);
      assert.ok(second.bytes.every((byte) => byte === 2));
      assert.ok(third.bytes.every((byte) => byte === 3));
    });

    it('is put where one of several released ones stood, as many as fit into what is kept', () => {
      const pool = new BufferPool();
      const piece = Buffer.alloc(MEGABYTE / 2);
      const megabytes = () => Array.from({ length: 6 }, () => pool.joined([piece, piece], MEGABYTE));
      const before = megabytes();
      for (const body of before) body.release();
      const places = new Set(before.map(({ bytes }) => bytes.buffer));
      assert.equal(megabytes().filter(({ bytes }) => places.has(bytes.buffer)).length, 4);
    });

    it('is not overwritten because another was released twice', () => {
      const first = put(4);
      first.release();
      const second = put(5);
      first.release();
      const third = put(6);
      assert.ok(second.bytes.every((byte) => byte === 5));
      assert.notEqual(third.bytes.buffer, second.bytes.buffer);
    });

    it('may be nothing, or one piece', () => {
      assert.equal(pool.joined([], 0).bytes.length, 0);
      assert.deepEqual(pool.joined([Buffer.from('abc')], 3).bytes, Buffer.from('abc'));
    });

    it('keeps no buffer that only a very large body needs', () => {
      const large = put(7, 5 * MEGABYTE);
      assert.equal(large.bytes.length, 5 * MEGABYTE);
      large.release();
      assert.notEqual(put(8, 5 * MEGABYTE).bytes.buffer, large.bytes.buffer);
    });
  });
});
