import assert from 'node:assert/strict';
import {
  Client,
  type ConnectionSettings,
  fileState,
  parseConnection,
  systemRuntime,
} from '../../src/index.js';
import { clientOf, SECRET, settings } from '../support/client.js';
import { collect } from '../support/collect.js';
import { type OAuthServer, startOAuthServer, walk } from '../support/oauth-server.js';
import { newPlace } from '../support/sign-in.js';

const CALLBACK = 'http://localhost:1880/procore/callback';

describe('OAuth against oidc-provider', () => {
  let server: OAuthServer;
  const clients: Client[] = [];

  before(async () => {
    server = await startOAuthServer('client-1', SECRET, [CALLBACK]);
  });
  after(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server.close();
  });

  const kept = (client: Client) => {
    clients.push(client);
    return client;
  };
  const connect = (clientSecret: string) =>
    kept(clientOf(server.api.url, { loginUrl: server.loginUrl, clientSecret }));

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

  describe('signs a person in', () => {
    const place = () => newPlace();
    const asUser = (signInPlace = place(), more: Partial<ConnectionSettings> = {}) => {
      const given = settings(server.api.url, { loginUrl: server.loginUrl, actAs: 'user', ...more });
      const runtime = { ...systemRuntime(), random: () => 0 };
      const state = fileState(signInPlace.path, runtime);
      return kept(new Client(parseConnection(given), runtime, { state, signInPlace }));
    };
    const userOf = (client: Client) => client.user ?? assert.fail();
    const signIn = async (client: Client) => {
      const parameters = await walk(userOf(client).authorizeUrl(CALLBACK, 'state-1'), 'ada');
      return userOf(client).signIn({ parameters, state: 'state-1', redirectUri: CALLBACK });
    };
    const expire = async (client: Client) => {
      const { tokens } = userOf(client);
      await tokens.discard(await tokens.get());
    };
    const refreshes = () => server.posted.filter((body) => body.includes('grant_type=refresh_token')).length;
    const login = async (client: Client) => {
      const [page] = await collect(client.pages({ method: 'GET', path: '/rest/v1.0/me' }));
      return (page?.body as { login?: string } | undefined)?.login;
    };

    it('by the authorization code grant without PKCE, checking state and issuer', async () => {
      const client = asUser();
      const { person, ended } = await signIn(client);
      assert.deepEqual({ person, ended }, { person: { id: '1', login: 'ada' }, ended: false });
      assert.equal(await login(client), 'ada');
      const parameters = await walk(userOf(client).authorizeUrl(CALLBACK, 'state-2'), 'eve');
      parameters.set('iss', 'https://stranger.example');
      await assert.rejects(userOf(client).signIn({ parameters, state: 'state-2', redirectUri: CALLBACK }), {
        code: 'PROCORE_BAD_RESPONSE',
      });
      assert.equal(await login(client), 'ada');
    });

    it('and keeps it over rotations, of 20 at the same time and one after the other', async () => {
      const client = asUser();
      await signIn(client);
      const before = refreshes();
      await expire(client);
      const tokens = await Promise.all(Array.from({ length: 20 }, () => client.token()));
      assert.equal(new Set(tokens.map(({ accessToken }) => accessToken)).size, 1);
      assert.equal(refreshes() - before, 1);
      for (let time = 0; time < 5; time++) {
        await expire(client);
        assert.equal(await login(client), 'ada');
      }
      assert.equal(refreshes() - before, 6);
    });

    it('until a refresh token is used by somebody else: then it is over, and asked once', async () => {
      const where = place();
      const client = asUser(where);
      await signIn(client);
      await expire(client);
      await client.token();
      const spent = /refresh_token=([^&]+)/.exec(
        server.posted.findLast((body) => body.includes('grant_type=refresh_token')) ?? '',
      )?.[1];
      const stolen = await fetch(`${server.loginUrl}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: decodeURIComponent(spent ?? ''),
          client_id: 'client-1',
          client_secret: SECRET,
        }),
      });
      assert.equal(stolen.status, 400);
      const before = refreshes();
      const over = { code: 'PROCORE_AUTH', message: /sign-in is over/ };
      await assert.rejects(login(client), over);
      await assert.rejects(login(client), over);
      await assert.rejects(login(asUser(where)), over);
      assert.equal(refreshes() - before, 1);
    });

    it('and out: the server takes neither token any more', async () => {
      const client = asUser();
      await signIn(client);
      const { accessToken } = await client.token();
      assert.equal(await userOf(client).signOut(), true);
      const answer = await fetch(`${server.api.url}/rest/v1.0/me`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      assert.equal(answer.status, 401);
    });
  });
});
