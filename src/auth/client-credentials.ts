import type { AuthorizationServer } from 'oauth4webapi';
import type { Connection } from '../connection.js';
import { type FailedAnswer, ProcoreError } from '../errors.js';
import { retryAfterFrom } from '../quota/headers.js';
import type { Runtime } from '../runtime.js';
import type { Sockets } from '../transport/dispatcher.js';
import { exchange, type HttpAnswer } from '../transport/exchange.js';
import { readRefusal } from '../transport/read-answer.js';
import { grantRefusal } from './grant-refusal.js';
import type { Token } from './token.js';

/**
 * Gets a token by the OAuth 2.0 client-credentials grant: client id and secret in a form body, as Procore's
 * troubleshooting page shows it.
 * @throws ProcoreError PROCORE_AUTH when Procore rejects the key, else what the transport met
 */
export async function requestToken(
  connection: Connection,
  sockets: Sockets,
  runtime: Runtime,
  signal?: AbortSignal,
): Promise<Token> {
  const oauth = await import('oauth4webapi');
  const server: AuthorizationServer = {
    issuer: connection.loginUrl.origin,
    token_endpoint: new URL('/oauth/token', connection.loginUrl).href,
  };
  const client = { client_id: connection.clientId };
  let answer: HttpAnswer | undefined;
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    oauth.ClientSecretPost(connection.clientSecret),
    {},
    {
      // Which plain-http hosts are allowed was decided when the connection was checked.
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: async (url, init) => {
        answer = await send(connection, sockets, url, init, signal);
        return asResponse(answer);
      },
    },
  );
  // Overload and outages are told apart before OAuth is read: Procore answers them with HTML as well.
  if (response.status === 429 || response.status >= 500) {
    throw overloaded(response.status, connection, runtime, failed(answer, connection));
  }
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
    throw grantRefusal(thrown, oauth, connection, failed(answer, connection));
  }
}

interface FormPost {
  readonly body: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

function send(
  connection: Connection,
  sockets: Sockets,
  url: string,
  init: FormPost,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  return exchange(
    sockets,
    { method: 'POST', url: new URL(url), headers: init.headers, body: init.body.toString(), writes: false },
    { timeoutMs: connection.timeoutMs, signal },
  );
}

/** Statuses with which a Response takes no body. */
const WITHOUT_BODY = new Set([204, 205, 304]);

function asResponse({ status, headers, body }: HttpAnswer): Response {
  // A Response takes no status outside 200-599.
  const known = status >= 200 && status <= 599 ? status : 502;
  return new Response(WITHOUT_BODY.has(known) ? null : body.toString('utf8'), { status: known, headers });
}

/** Bytes of a refusal that are kept. */
const LONGEST_BODY = 10_000;

/** A refusal's answer, for the message. Not that of a 200: it may hold a token. And never the secret, were it echoed. */
function failed(answer: HttpAnswer | undefined, { clientSecret }: Connection): FailedAnswer | undefined {
  if (!answer || answer.status === 200) return undefined;
  const text = answer.body.toString('utf8', 0, LONGEST_BODY).replaceAll(clientSecret, '***');
  const body = readRefusal({ ...answer, body: Buffer.from(text) });
  return { status: answer.status, headers: answer.headers, body };
}

function overloaded(
  status: number,
  { loginUrl }: Connection,
  runtime: Runtime,
  answer: FailedAnswer | undefined,
): ProcoreError {
  const busy = status === 429;
  return new ProcoreError(
    {
      code: busy ? 'PROCORE_RATE_LIMITED' : 'PROCORE_UNAVAILABLE',
      transient: !busy,
      cause: busy
        ? `${loginUrl.host} gives out no more tokens for now (429).`
        : `${loginUrl.host} could not give out a token (${status}).`,
      fix: 'Wait a little and try again.',
      who: 'try again later',
      status,
      retryAfter: retryAfterFrom(status, answer?.headers ?? {}, runtime.now()),
    },
    answer,
  );
}
