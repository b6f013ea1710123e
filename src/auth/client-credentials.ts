import type { AuthorizationServer } from 'oauth4webapi';
import type { Dispatcher } from 'undici';
import type { Connection } from '../connection.js';
import { ProcoreError } from '../errors.js';
import { retryAfterFrom } from '../quota/headers.js';
import type { Runtime } from '../runtime.js';
import { exchange } from '../transport/exchange.js';
import { grantRefusal } from './grant-refusal.js';
import type { Token } from './token.js';

/**
 * Gets a token by the OAuth 2.0 client-credentials grant: client id and secret in a form body, as Procore's
 * troubleshooting page shows it.
 * @throws ProcoreError PROCORE_AUTH when Procore rejects the key, else what the transport met
 */
export async function requestToken(
  connection: Connection,
  dispatcher: Dispatcher,
  runtime: Runtime,
  signal?: AbortSignal,
): Promise<Token> {
  const oauth = await import('oauth4webapi');
  const server: AuthorizationServer = {
    issuer: connection.loginUrl.origin,
    token_endpoint: new URL('/oauth/token', connection.loginUrl).href,
  };
  const client = { client_id: connection.clientId };
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    oauth.ClientSecretPost(connection.clientSecret),
    {},
    {
      // Which plain-http hosts are allowed was decided when the connection was checked.
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: (url, init) => send(connection, dispatcher, url, init, signal),
    },
  );
  // Overload and outages are told apart before OAuth is read: Procore answers them with HTML as well.
  if (response.status === 429 || response.status >= 500) throw overloaded(response, connection, runtime);
  try {
    const grant = await oauth.processClientCredentialsResponse(server, client, response);
    const createdAt =
      typeof grant.created_at === 'number' ? grant.created_at : Math.floor(runtime.now() / 1000);
    return {
      accessToken: grant.access_token,
      tokenType: grant.token_type,
      // A token without a lifetime is used for as short a time as Procore has announced (15 minutes).
      expiresIn: grant.expires_in ?? 900,
      createdAt,
      expiresAt: Math.floor(runtime.now() / 1000) + (grant.expires_in ?? 900),
    };
  } catch (thrown) {
    throw grantRefusal(thrown, oauth, connection);
  }
}

interface FormPost {
  readonly body: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

async function send(
  connection: Connection,
  dispatcher: Dispatcher,
  url: string,
  init: FormPost,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const answer = await exchange(
    dispatcher,
    { method: 'POST', url: new URL(url), headers: init.headers, body: init.body.toString(), writes: false },
    { timeoutMs: connection.timeoutMs, signal },
  );
  // A Response takes no body with 204, and no status outside 200-599.
  const status = answer.status >= 200 && answer.status <= 599 ? answer.status : 502;
  const body = status === 204 ? null : answer.body.toString('utf8');
  return new Response(body, { status, headers: answer.headers });
}

function overloaded(response: Response, connection: Connection, runtime: Runtime): ProcoreError {
  const headers = Object.fromEntries(response.headers);
  const busy = response.status === 429;
  return new ProcoreError(
    {
      code: busy ? 'PROCORE_RATE_LIMITED' : 'PROCORE_UNAVAILABLE',
      cause: busy
        ? `${connection.loginUrl.host} gives out no more tokens for now (429).`
        : `${connection.loginUrl.host} could not give out a token (${response.status}).`,
      fix: 'Wait a little and try again.',
      who: 'try again later',
      retryAfter: retryAfterFrom(response.status, headers, runtime.now()),
    },
    { status: response.status, headers, body: undefined },
  );
}
