import assert from 'node:assert/strict';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createNetServer,
  type Server as NetServer,
  type Socket,
} from 'node:net';
import { generate } from 'selfsigned';
import type { Client, ConnectionSettings, RunOptions } from '../../src/index.js';
import { clientOf } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, listen, serve, shut, type TestServer, token } from '../support/http-server.js';

/** A Procore behind TLS, with a certificate that no public authority signed. */
async function serveTls(options: ServerOptions): Promise<{ server: Server; url: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer(options, (request, response) => {
    seen.push(request.url ?? '');
    request.resume();
    if (request.url === '/oauth/token') token(response);
    else json(response, 200, [{ id: 1 }]);
  });
  await listen(server as unknown as Server);
  const { port } = server.address() as AddressInfo;
  return { server: server as unknown as Server, url: `https://localhost:${port}`, seen };
}

const read = async (url: string, more: Partial<ConnectionSettings>) => {
  const client = clientOf(url, more);
  try {
    const [page] = await collect(client.pages({ method: 'GET', path: '/rest/v1.0/companies' }));
    return page?.body;
  } finally {
    await client.close();
  }
};

describe('TLS', () => {
  let pems: Awaited<ReturnType<typeof generate>>;
  let tls: Awaited<ReturnType<typeof serveTls>>;
  before(async () => {
    pems = await generate([{ name: 'commonName', value: 'localhost' }]);
    tls = await serveTls({ key: pems.private, cert: pems.cert });
  });
  after(() => shut(tls.server));

  it('of an unknown authority is refused, and the reason and the fix are told', async () => {
    await assert.rejects(read(tls.url, {}), {
      code: 'PROCORE_NETWORK',
      message: /TLS certificate of localhost:\d+ was not accepted.*certificate authority/,
    });
    assert.deepEqual(tls.seen, []);
  });

  it('is accepted with the authority given, for the token and for the API', async () => {
    assert.deepEqual(await read(tls.url, { tls: { ca: pems.cert } }), [{ id: 1 }]);
    assert.deepEqual(tls.seen, ['/oauth/token', '/rest/v1.0/companies']);
  });

  it('a name that the certificate does not hold is refused', async () => {
    const other = await generate([{ name: 'commonName', value: 'elsewhere.example' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'elsewhere.example' }] }],
    });
    const impostor = await serveTls({ key: other.private, cert: other.cert });
    try {
      await assert.rejects(read(impostor.url, { tls: { ca: other.cert } }), {
        code: 'PROCORE_NETWORK',
        message: /TLS certificate/,
      });
    } finally {
      await shut(impostor.server);
    }
  });
});

describe('a connection that does not come about', () => {
  /** Takes connections and never says a word, not even of TLS. */
  let silent: NetServer;
  let login: TestServer;
  let client: Client;
  const connected: Socket[] = [];
  before(async () => {
    login = await serve((_, response) => token(response));
    silent = createNetServer((socket) => {
      connected.push(socket);
      socket.on('error', () => undefined).resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    const { port } = silent.address() as AddressInfo;
    const apiUrl = `https://127.0.0.1:${port}`;
    client = clientOf(login.url, { apiUrl, timeoutMs: 300 });
  });
  afterEach(() => client.close());
  after(async () => {
    for (const socket of connected) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
    await login.close();
  });

  const write = (run: RunOptions = {}) =>
    collect(client.pages({ method: 'POST', path: '/rest/v1.0/companies', body: {} }, run));

  it('is told as such, and a write is known not to have been sent', async () => {
    await assert.rejects(write(), {
      code: 'PROCORE_NETWORK',
      unsent: true,
      message: /did not accept a connection in time/,
    });
    // So it could be tried again, as often as a read.
    assert.equal(connected.length, 5);
  });

  it('is not waited for by a message that is cancelled or out of time', async () => {
    const began = Date.now();
    const signal = AbortSignal.timeout(50);
    await assert.rejects(write({ signal }), { unsent: true });
    await assert.rejects(write({ deadline: Date.now() + 50 }), { code: 'PROCORE_TIMEOUT', unsent: true });
    assert.ok(Date.now() - began < 280);
  });
});

describe('proxy', () => {
  const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]);
  let proxy: Server;
  let proxyUrl: string;
  let tunnels: string[];
  let authorization: string[];
  let pems: Awaited<ReturnType<typeof generate>>;
  let tls: Awaited<ReturnType<typeof serveTls>>;
  let saved: Record<string, string | undefined>;

  before(async () => {
    saved = Object.fromEntries(PROXY_VARIABLES.map((name) => [name, process.env[name]]));
    for (const name of PROXY_VARIABLES) delete process.env[name];
    // A proxy that nobody here wrote; beside it only a listener that notes what passes.
    const { createProxy } = await import('proxy');
    proxy = createHttpServer();
    proxy.on('connect', (request) => {
      tunnels.push(request.url ?? '');
      authorization.push(request.headers['proxy-authorization'] ?? '');
    });
    createProxy(proxy);
    await listen(proxy);
    proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    pems = await generate([{ name: 'commonName', value: 'localhost' }]);
    tls = await serveTls({ key: pems.private, cert: pems.cert });
  });
  beforeEach(() => {
    tunnels = [];
    authorization = [];
  });
  afterEach(() => {
    for (const name of PROXY_VARIABLES) delete process.env[name];
  });
  after(async () => {
    for (const [name, value] of Object.entries(saved)) if (value !== undefined) process.env[name] = value;
    await shut(tls.server);
    await shut(proxy);
  });

  const host = () => new URL(tls.url).host;
  const trusted = () => ({ tls: { ca: pems.cert } });

  it('that the connection names carries the token call and the API call', async () => {
    const settings = { ...trusted(), proxy: { url: proxyUrl, username: 'user', password: 'p@ss' } };
    assert.deepEqual(await read(tls.url, settings), [{ id: 1 }]);
    assert.ok(tunnels.length > 0 && tunnels.every((target) => target === host()));
    assert.equal(authorization[0], `Basic ${Buffer.from('user:p@ss').toString('base64')}`);
  });

  it('is left aside for the hosts it is not meant for', async () => {
    await read(tls.url, { ...trusted(), proxy: { url: proxyUrl, noProxy: ['localhost'] } });
    assert.deepEqual(tunnels, []);
  });

  it('of the environment variables counts for hosts of other machines', async () => {
    process.env.HTTPS_PROXY = proxyUrl;
    await assert.rejects(read('https://no-such-host.invalid', {}), { code: 'PROCORE_NETWORK' });
    assert.deepEqual([...new Set(tunnels)], ['no-such-host.invalid:443']);
  });

  it('of ALL_PROXY counts as well, after the one for the scheme, and NO_PROXY exempts by host', async () => {
    process.env.all_proxy = proxyUrl;
    await assert.rejects(read('https://no-such-host.invalid', {}), { code: 'PROCORE_NETWORK' });
    assert.deepEqual([...new Set(tunnels)], ['no-such-host.invalid:443']);
    process.env.HTTPS_PROXY = 'http://127.0.0.1:1';
    tunnels = [];
    await assert.rejects(read('https://no-such-host.invalid', {}), /by the proxy 127\.0\.0\.1:1/);
    process.env.NO_PROXY = '.invalid';
    await assert.rejects(
      read('https://no-such-host.invalid', {}),
      /no-such-host\.invalid could not be found/,
    );
    assert.deepEqual(tunnels, []);
  });

  it('of ALL_PROXY that is none of http is told, with its variable', async () => {
    process.env.ALL_PROXY = 'socks5://127.0.0.1:1080';
    assert.throws(() => clientOf('https://no-such-host.invalid'), {
      code: 'PROCORE_CONFIG',
      message: /environment variable ALL_PROXY is not valid/,
    });
  });

  it('of the environment variables is not asked for this machine itself', async () => {
    process.env.HTTPS_PROXY = proxyUrl;
    assert.deepEqual(await read(tls.url, trusted()), [{ id: 1 }]);
    assert.deepEqual(tunnels, []);
  });

  /** A proxy that does this with every CONNECT. */
  const proxyThat = async (answers: (socket: Socket) => void) => {
    let connects = 0;
    const open = new Set<Socket>();
    const server = createNetServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => {
        connects++;
        answers(socket);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      connects: () => connects,
      drop() {
        for (const socket of open) socket.destroy();
      },
      async close() {
        this.drop();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  };

  for (const [does, answer] of [
    ['hangs up on', ''],
    ['says no to', 'HTTP/1.1 403 Forbidden\r\n\r\n'],
  ] as const) {
    it(`that ${does} every request is told as such, and not asked in a loop`, async () => {
      const rude = await proxyThat((socket) => socket.end(answer));
      try {
        await assert.rejects(read(tls.url, { ...trusted(), proxy: { url: rude.url } }), {
          code: 'PROCORE_NETWORK',
          message: /The proxy 127\.0\.0\.1:\d+ did not let the call to localhost:\d+ through/,
        });
        assert.equal(rude.connects(), 5);
      } finally {
        await rude.close();
      }
    });
  }

  it('that was silent for a while is of use again afterwards', async () => {
    let silent = false;
    const dozing = await proxyThat((socket) => {
      if (silent) return;
      const onward = connect(Number(new URL(tls.url).port), 'localhost', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
    });
    const login = await serve((_, response) => token(response));
    const client = clientOf(login.url, {
      ...trusted(),
      apiUrl: tls.url,
      timeoutMs: 200,
      proxy: { url: dozing.url, noProxy: ['127.0.0.1'] },
    });
    const call = () => collect(client.pages({ method: 'GET', path: '/rest/v1.0/companies' }));
    try {
      await call();
      silent = true;
      dozing.drop();
      // More attempts than there are sockets, each of which is left waiting for a tunnel.
      const failed = await Promise.allSettled(Array.from({ length: 32 }, call));
      assert.ok(failed.every(({ status }) => status === 'rejected'));
      assert.ok(dozing.connects() >= 64, `only ${dozing.connects()} tunnels were asked for`);
      silent = false;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const [page] = await call();
      assert.equal(page?.status, 200);
    } finally {
      await client.close();
      await dozing.close();
      await login.close();
    }
  });

  it('that is not there is a network error', async () => {
    const gone = createHttpServer();
    await listen(gone);
    const url = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
    await shut(gone);
    await assert.rejects(read(tls.url, { ...trusted(), proxy: { url } }), { code: 'PROCORE_NETWORK' });
  });
});
