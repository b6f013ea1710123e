import type * as OAuth from 'oauth4webapi';
import type { Connection } from '../connection.js';
import { type FailedAnswer, ProcoreError } from '../errors.js';
import { retryAfterFrom } from '../quota/headers.js';
import type { Runtime } from '../runtime.js';
import type { Sockets } from '../transport/dispatcher.js';
import { exchange, type HttpAnswer } from '../transport/exchange.js';
import { readRefusal } from '../transport/read-answer.js';
import { Secrets } from '../transport/secrets.js';
import { grantRefusal } from './grant-refusal.js';
import type { Token } from './token.js';

/** The login host of a connection, and what is needed to call it. */
export interface LoginHost {
  readonly connection: Connection;
  readonly sockets: Sockets;
  readonly runtime: Runtime;
  readonly signal?: AbortSignal | undefined;
  /** ms to wait for one answer. @default the connection's timeout */
  readonly timeoutMs?: number;
}

/** One request to the login host, in the terms of oauth4webapi. */
export interface OAuthRequest {
  readonly oauth: typeof OAuth;
  readonly server: OAuth.AuthorizationServer;
  readonly client: OAuth.Client;
  /** Client id and secret in a form body, as Procore's troubleshooting page shows it. */
  readonly secret: OAuth.ClientAuth;
  readonly options: {
    readonly [OAuth.allowInsecureRequests]: true;
    readonly [OAuth.customFetch]: (url: string, init: FormPost) => Promise<Response>;
  };
}

/**
 * Sends a request to the login host with oauth4webapi, over the connection's sockets, and reads the answer.
 * @param secrets values besides the client secret that an error must not repeat if the host echoes them
 * @throws ProcoreError PROCORE_AUTH when the login host rejects the grant, else the transport's error
 */
export async function askLoginHost<T>(
  { connection, sockets, runtime, signal, timeoutMs = connection.timeoutMs }: LoginHost,
  send: (request: OAuthRequest) => Promise<Response>,
  read: (request: OAuthRequest, response: Response) => Promise<T>,
  secrets: readonly string[] = [],
): Promise<T> {
  const oauth = await import('oauth4webapi');
  const at = (path: string) => new URL(path, connection.loginUrl).href;
  const clientSecret = connection.clientSecret.reveal();
  let answer: HttpAnswer | undefined;
  const request: OAuthRequest = {
    oauth,
    server: {
      issuer: connection.loginUrl.origin,
      token_endpoint: at('/oauth/token'),
      revocation_endpoint: at('/oauth/revoke'),
    },
    client: { client_id: connection.clientId },
    secret: oauth.ClientSecretPost(clientSecret),
    options: {
      // Checking the connection has already decided which plain-http hosts are allowed.
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: async (url, { headers, body }) => {
        const post = {
          method: 'POST',
          url: new URL(url),
          headersTo: () => ({ ...headers }),
          body: body.toString(),
          writes: false,
          secrets: new Secrets([clientSecret, ...secrets]),
          givesSecrets: true,
        };
        answer = await exchange(sockets, post, { timeoutMs, signal });
        return asResponse(answer);
      },
    },
  };
  const failed = () => failedAnswer(answer);
  try {
    const response = await send(request);
    // Overload and outages are recognised before OAuth is read, because Procore answers them with HTML too.
    if (response.status === 429 || response.status >= 500) {
      throw overloaded(response.status, connection, runtime, failed());
    }
    return await read(request, response);
  } catch (thrown) {
    throw grantRefusal(thrown, oauth, connection, failed());
  } finally {
    answer?.release();
  }
}

/** The token in an answer of the token endpoint. */
export function tokenOf(grant: OAuth.TokenEndpointResponse, runtime: Runtime): Token {
  const now = Math.floor(runtime.now() / 1000);
  // A token without a lifetime is used only for 15 minutes, the shortest lifetime that Procore has announced.
  const expiresIn = grant.expires_in ?? 900;
  return {
    accessToken: grant.access_token,
    tokenType: grant.token_type,
    expiresIn,
    createdAt: typeof grant.created_at === 'number' ? grant.created_at : now,
    expiresAt: now + expiresIn,
  };
}

interface FormPost {
  readonly body: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

/** Statuses for which `Response` allows no body. */
const WITHOUT_BODY = new Set([204, 205, 304]);

function asResponse({ status, headers, challenge, body }: HttpAnswer): Response {
  // `Response` allows no status outside 200-599.
  const known = status >= 200 && status <= 599 ? status : 502;
  return new Response(WITHOUT_BODY.has(known) ? null : body.toString('utf8'), {
    status: known,
    headers: { ...headers, ...(challenge !== undefined && { 'www-authenticate': challenge }) },
  });
}

/** Bytes of a failed answer that are kept. */
const LONGEST_BODY = 10_000;

/** A failed answer, for the message. The answer of a 200 is left out, since it may hold a token. */
function failedAnswer(answer: HttpAnswer | undefined): FailedAnswer | undefined {
  if (!answer || answer.status === 200) return undefined;
  const body = readRefusal({ ...answer, body: answer.body.subarray(0, LONGEST_BODY) });
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
