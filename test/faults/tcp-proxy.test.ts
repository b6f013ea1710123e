import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server } from 'node:net';
import { TcpProxy, type Toxic } from '../support/tcp-proxy.js';

/** Sends a text through the proxy and tells what came back, how it ended and after how many ms. */
function echoed(proxy: TcpProxy, text: string, { patience = 500, hangUp = true } = {}) {
  return new Promise<{ back: string; chunks: number; ended: string; ms: number; firstMs: number }>(
    (resolve) => {
      const started = Date.now();
      let back = '';
      let chunks = 0;
      let firstMs = -1;
      const socket = connect({ port: Number(new URL(proxy.url).port), host: '127.0.0.1' });
      const done = (ended: string) => {
        clearTimeout(timer);
        socket.destroy();
        resolve({ back, chunks, ended, ms: Date.now() - started, firstMs });
      };
      const timer = setTimeout(() => done('open'), patience);
      socket.on('data', (chunk) => {
        if (chunks++ === 0) firstMs = Date.now() - started;
        back += chunk.toString();
      });
      socket.on('end', () => done('end'));
      socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'));
      if (hangUp) socket.end(text);
      else socket.write(text);
    },
  );
}

describe('the TCP proxy of the tests', () => {
  let server: Server;
  let proxy: TcpProxy;
  before(async () => {
    server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy = await TcpProxy.start(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  after(async () => {
    await proxy.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const TEXT = 'abcdefghij'.repeat(10);
  const cases: Array<[Toxic, string, (seen: Awaited<ReturnType<typeof echoed>>) => void]> = [
    [
      { type: 'latency', latency: 100 },
      'all of it comes, late',
      ({ back, ended, firstMs }) => assert.ok(back === TEXT && ended === 'end' && firstMs >= 95),
    ],
    [
      { type: 'latency', latency: 100, stream: 'upstream' },
      'it works the other way as well',
      ({ back, firstMs }) => assert.ok(back === TEXT && firstMs >= 95),
    ],
    [
      { type: 'bandwidth', bytesPerSecond: 400 },
      'a hundred bytes take a quarter of a second',
      ({ back, ms }) => assert.ok(back === TEXT && ms >= 200, `${ms} ms`),
    ],
    [
      { type: 'slicer', size: 10, delay: 10 },
      'it comes in pieces',
      ({ back, chunks }) => assert.ok(back === TEXT && chunks >= 5, `${chunks} pieces`),
    ],
    [
      { type: 'limit_data', bytes: 42 },
      'it ends after so many bytes',
      ({ back, ended }) => assert.deepEqual([back.length, ended], [42, 'end']),
    ],
    [
      { type: 'timeout', timeout: 100 },
      'nothing comes, then the end',
      ({ back, ended, ms }) => assert.ok(back === '' && ended === 'end' && ms >= 95 && ms < 400, ended),
    ],
    [
      { type: 'timeout', timeout: 0 },
      'nothing comes, and no end',
      ({ back, ended }) => assert.deepEqual([back, ended], ['', 'open']),
    ],
    [
      { type: 'reset_peer', timeout: 0, stream: 'upstream' },
      'the connection is reset',
      ({ ended }) => assert.equal(ended, 'ECONNRESET'),
    ],
    [
      { type: 'slow_close', delay: 150 },
      'all of it comes at once, its end late',
      ({ back, firstMs, ms }) => assert.ok(back === TEXT && firstMs < 100 && ms >= 145),
    ],
  ];
  for (const [toxic, what, check] of cases) {
    it(`${toxic.type}${toxic.stream ? ` ${toxic.stream}` : ''}: ${what}`, async () => {
      proxy.set(toxic);
      check(await echoed(proxy, TEXT, { hangUp: toxic.type !== 'timeout' }));
    });
  }

  it('a toxic may be for the first connections only', async () => {
    proxy.set({ type: 'limit_data', bytes: 0, first: 2 });
    const lengths = [];
    for (let n = 0; n < 3; n++) lengths.push((await echoed(proxy, TEXT)).back.length);
    assert.deepEqual(lengths, [0, 0, 100]);
  });

  it('down refuses, up takes again on the same port, and nothing stays open', async () => {
    proxy.set({ type: 'timeout', timeout: 0 });
    const { connections } = proxy;
    const held = echoed(proxy, TEXT, { patience: 5_000, hangUp: false });
    while (proxy.open === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await proxy.down();
    assert.match((await held).ended, /end|ECONNRESET/);
    assert.equal((await echoed(proxy, TEXT)).ended, 'ECONNREFUSED');
    proxy.set();
    await proxy.up();
    assert.equal((await echoed(proxy, TEXT)).back, TEXT);
    while (proxy.open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(proxy.connections, connections + 2);
  });
});
