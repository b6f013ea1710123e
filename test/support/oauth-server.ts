import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from 'oidc-provider';
import { json, listen, serve, shut, type TestServer } from './http-server.js';

export interface OAuthServer {
  readonly provider: Provider;
  readonly loginUrl: string;
  /** Takes the tokens of the login host: `/rest/v1.0/me` tells whose they are, anything else is a list of one. */
  readonly api: TestServer;
  /** The bodies of all POSTs to the login host. */
  readonly posted: string[];
  close(): Promise<void>;
}

/**
 * An OAuth server that nobody here wrote (oidc-provider), at Procore's addresses: tokens for the app itself and for whoever
 * signs in on its pages. It rotates refresh tokens, and takes one that comes twice for stolen: then all of that sign-in's
 * tokens are dead.
 */
export async function startOAuthServer(
  clientId: string,
  clientSecret: string,
  redirectUris: readonly string[],
): Promise<OAuthServer> {
  const { Provider } = await import('oidc-provider');
  const login: Server = createServer();
  await listen(login);
  const loginUrl = `http://127.0.0.1:${(login.address() as AddressInfo).port}`;
  const provider = new Provider(loginUrl, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
        redirect_uris: [...redirectUris],
        response_types: ['code'],
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      revocation: { enabled: true },
    },
    scopes: ['public'],
    pkce: { required: () => false },
    routes: { authorization: '/oauth/authorize', token: '/oauth/token', revocation: '/oauth/revoke' },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    ttl: {
      ClientCredentials: 300,
      AccessToken: 300,
      RefreshToken: 3_600,
      Grant: 3_600,
      Interaction: 600,
      Session: 600,
    },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  });
  const posted: string[] = [];
  const answer: RequestListener = provider.callback();
  login.on('request', (request, response) => {
    // Procore has no scopes and this server wants one: its own default, as Doorkeeper's `public`.
    if (request.url?.startsWith('/oauth/authorize?')) request.url += '&scope=public';
    if (request.method === 'POST') {
      request.on('data', (chunk: Buffer) => posted.push(`${request.url} ${chunk.toString()}`));
      request.pause();
    }
    answer(request, response);
  });
  const api = await serve(async (request, response) => {
    const bearer = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const [app, user] = await Promise.all([
      provider.ClientCredentials.find(bearer),
      provider.AccessToken.find(bearer),
    ]);
    if (!(app?.isValid || user?.isValid)) json(response, 401, { error: 'The access token is invalid' });
    else if (!request.path.startsWith('/rest/v1.0/me')) json(response, 200, [{ id: 1 }]);
    else json(response, 200, { id: 1, login: user?.accountId ?? 'the app' });
  });
  return {
    provider,
    loginUrl,
    api,
    posted,
    async close() {
      await api.close();
      await shut(login);
    },
  };
}

/** Signs in on the pages of the server as a browser would. @returns the query of the redirect at the end */
export async function walk(authorizeUrl: URL, accountId: string): Promise<URLSearchParams> {
  const jar = new Map<string, string>();
  let url = authorizeUrl;
  let form: URLSearchParams | undefined;
  for (let steps = 0; steps < 20; steps++) {
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { body: form }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    const location = answer.headers.get('location');
    form = undefined;
    if (location) {
      url = new URL(location, url);
      if (url.origin !== authorizeUrl.origin) return url.searchParams;
      continue;
    }
    const page = await answer.text();
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (!action || !prompt) throw new Error(`No form on the page: ${page}`);
    url = new URL(action, url);
    form = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: accountId, password: 'any' }) });
  }
  throw new Error('The pages lead in a circle.');
}
