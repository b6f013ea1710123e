import assert from 'node:assert/strict';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { generate } from 'selfsigned';
import { action, connectionAt, flow, helper, only, type Properties } from '../support/flow.js';
import { json, listen, shut, token } from '../support/http-server.js';

/** Node-RED's own nodes for TLS settings and proxies, as it ships them. */
const core = join(
  dirname(createRequire(require.resolve('node-red')).resolve('@node-red/nodes')),
  'core/network',
);
const tlsNode = require(join(core, '05-tls.js'));
const proxyNode = require(join(core, '06-httpproxy.js'));

const KEY = { clientId: 'a', clientSecret: 'b' };

describe('TLS and proxy settings of Node-RED', () => {
  let server: Server;
  let url: string;
  let ca: string;
  let proxy: Server;
  let tunnels: string[];

  before(async () => {
    await helper.startServer();
    const pems = await generate([{ name: 'commonName', value: 'localhost' }]);
    ca = pems.cert;
    server = createServer({ key: pems.private, cert: pems.cert }, (request, response) => {
      request.resume();
      if (request.url === '/oauth/token') token(response);
      else json(response, 200, [{ id: 1 }]);
    }) as unknown as Server;
    await listen(server);
    url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const { createProxy } = await import('proxy');
    proxy = createHttpServer();
    proxy.on('connect', (request) => tunnels.push(String(request.headers['proxy-authorization'])));
    createProxy(proxy);
    await listen(proxy);
  });
  beforeEach(() => {
    tunnels = [];
  });
  afterEach(() => helper.unload());
  after(async () => {
    await shut(server);
    await shut(proxy);
    await helper.stopServer();
  });

  const tls = { id: 'tls', type: 'tls-config', caname: 'ca.pem', verifyservercert: true };
  const run = async (more: Properties, credentials: Record<string, object>, others: Properties[]) => {
    const node = action('procore-companies');
    const all = { connection: KEY, ...credentials };
    const { seen, receive, settled } = await flow(node, { ...connectionAt(url), ...more }, all, others, [
      tlsNode,
      proxyNode,
    ]);
    receive({});
    await settled();
    return seen;
  };

  it('a certificate authority of a tls-config node holds for the token and the API', async () => {
    const { results } = await run({ tls: 'tls' }, { tls: { cadata: ca } }, [tls]);
    assert.deepEqual(only(results).payload, [{ id: 1 }]);
  });

  it('without it the certificate is refused', async () => {
    const { caught } = await run({}, {}, []);
    assert.equal(only(caught).error?.code, 'PROCORE_NETWORK');
    assert.match(only(caught).error?.message ?? '', /TLS certificate/);
  });

  it('an http proxy node carries every call, with its user and password', async () => {
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const node = { id: 'proxy', type: 'http proxy', url: address, noproxy: [] };
    const credentials = { tls: { cadata: ca }, proxy: { username: 'u', password: 'p' } };
    const { results } = await run({ tls: 'tls', proxy: 'proxy' }, credentials, [tls, node]);
    assert.deepEqual(only(results).payload, [{ id: 1 }]);
    assert.ok(tunnels.length > 0);
    assert.ok(tunnels.every((seen) => seen === `Basic ${Buffer.from('u:p').toString('base64')}`));
  });
});
