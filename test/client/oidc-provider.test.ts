import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '../../src/index.js';
import { clientOf, SECRET } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, listen, serve, shut, type TestServer } from '../support/http-server.js';

/** An OAuth server that nobody here wrote, giving out tokens by the client-credentials grant at Procore's address. */
describe('OAuth against oidc-provider', () => {
  let login: Server;
  let loginUrl: string;
  let api: TestServer;
  const clients: Client[] = [];

  before(async () => {
    const { Provider } = await import('oidc-provider');
    login = createServer();
    await listen(login);
    loginUrl = `http://127.0.0.1:${(login.address() as AddressInfo).port}`;
    const provider = new Provider(loginUrl, {
      clients: [
        {
          ...{
            client_id: 'client-1',
            client_secret: SECRET,
            token_endpoint_auth_method: 'client_secret_post',
          },
          ...{ grant_types: ['client_credentials'], redirect_uris: [], response_types: [] },
        },
      ],
      features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
      routes: { token: '/oauth/token' },
      ttl: { ClientCredentials: 300 },
    });
    login.on('request', provider.callback());
    api = await serve(async (request, response) => {
      const bearer = request.headers.authorization?.replace('Bearer ', '') ?? '';
      const known = await provider.ClientCredentials.find(bearer);
      json(
        response,
        known?.isValid ? 200 : 401,
        known?.isValid ? [{ id: 1 }] : { error: 'The access token is invalid' },
      );
    });
  });
  after(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await api.close();
    await shut(login);
  });

  const connect = (clientSecret: string) => {
    const client = clientOf(api.url, { loginUrl, clientSecret });
    clients.push(client);
    return client;
  };

  it('gets a token that the server itself accepts', async () => {
    const client = connect(SECRET);
    const token = await client.token();
    assert.equal(token.expiresIn, 300);
    assert.equal(token.tokenType, 'bearer');
    const [page] = await collect(client.pages({ method: 'GET', path: '/rest/v1.0/companies' }));
    assert.deepEqual(page?.body, [{ id: 1 }]);
    assert.equal(page?.attempts, 1);
  });

  it('reports a wrong secret as a rejected key', async () => {
    await assert.rejects(connect('wrong').token(), {
      code: 'PROCORE_AUTH',
      status: 401,
      message: /invalid_client/,
    });
  });
});
