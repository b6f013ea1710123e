import type { Dispatcher } from 'undici';
import { ProcoreError } from '../errors.js';
import { notOurs } from './body-room.js';
import { TimeLimit } from './deadline.js';
import type { Sockets } from './dispatcher.js';
import { Incoming } from './incoming.js';
import { networkError } from './network-errors.js';
import { unpacked } from './unpack.js';

/** What is sent. The body is complete: a stream could not be sent a second time. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Whether it could change something at Procore: then a lost answer leaves its outcome unknown. */
  readonly writes: boolean;
}

/** What came back, whole and decompressed, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers joined with ", ". Without cookies and those of the connection. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Ends the use of `body`, which a later answer may then be put in. */
  release(): void;
}

export interface ExchangeLimits {
  /** Milliseconds until the last byte, from looking for a socket on. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * One request and its whole answer. Redirects are followed for reads and only on the same origin: no token, header or
 * cookie ever goes to another host.
 * @throws ProcoreError PROCORE_NETWORK, _TIMEOUT, _TOO_LARGE, _BAD_RESPONSE, _CANCELLED, or _UNKNOWN_OUTCOME for a write
 */
export async function exchange(
  sockets: Sockets,
  request: HttpRequest,
  limits: ExchangeLimits,
): Promise<HttpAnswer> {
  const limit = new TimeLimit(limits.timeoutMs, limits.signal);
  let incoming: Incoming | undefined;
  let redirected = false;
  try {
    let { url } = request;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      incoming = new Incoming(url.host);
      limit.watch(incoming);
      if (!limit.over) send(sockets, request, url, incoming);
      const answer = await answerIn(incoming, sockets, url, limit);
      if (!REDIRECTS.has(answer.status)) return answer;
      answer.release();
      url = redirectTarget(url, answer, request.method);
      redirected = true;
    }
    throw badRedirect(`${request.url.host} redirects in a circle.`, undefined);
  } catch (thrown) {
    throw networkError(thrown, {
      host: request.url.host,
      proxyHost: sockets.proxyHost,
      write: request.writes,
      sent: redirected || (incoming?.sent ?? false),
    });
  } finally {
    limit.release();
  }
}

function send({ dispatcher }: Sockets, { method, headers, body }: HttpRequest, url: URL, incoming: Incoming) {
  dispatcher.dispatch(
    {
      origin: url.origin,
      path: url.pathname + url.search,
      method: method as Dispatcher.HttpMethod,
      headers: { ...headers, 'accept-encoding': 'gzip' },
      ...(body !== undefined && { body }),
    },
    incoming,
  );
}

async function answerIn(
  incoming: Incoming,
  { room }: Sockets,
  url: URL,
  limit: TimeLimit,
): Promise<HttpAnswer> {
  try {
    const { status, headers, chunks, size } = await incoming.whole;
    const whole = room.joined(chunks, size);
    const encoding = headers['content-encoding'];
    const { bytes: body, release } = encoding ? await unpacked(whole, textOf(encoding), url.host) : whole;
    return { status, headers: plainHeaders(headers), body, release };
  } catch (thrown) {
    const { head } = incoming;
    if (!head || head.status < 400 || limit.cancelled) throw thrown;
    // A refusal says by status and headers what matters: until when to wait, and that a write was not done.
    const { bytes: body, release } = notOurs(Buffer.alloc(0));
    return { status: head.status, headers: plainHeaders(head.headers), body, release };
  }
}

/**
 * Headers that are not passed on. Those of the connection and its framing no longer hold for a body that has been read
 * and unpacked, and would break the http nodes they are handed to. A session cookie is as good as a token.
 */
const NOT_PASSED_ON = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'te', 'trailer', 'upgrade'],
  ...['content-length', 'content-encoding', 'set-cookie'],
]);

function plainHeaders(raw: Dispatcher.ResponseData['headers']): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in raw) {
    const value = raw[name];
    if (value !== undefined && !NOT_PASSED_ON.has(name)) headers[name] = textOf(value);
  }
  return headers;
}

function textOf(value: string | string[]): string {
  return Array.isArray(value) ? value.join(', ') : value;
}

function redirectTarget(from: URL, answer: HttpAnswer, method: string): URL {
  const location = answer.headers.location ?? '';
  if (!URL.canParse(location, from.href))
    throw badRedirect(`${from.host} redirects without saying where.`, answer);
  const target = new URL(location, from);
  if (target.origin !== from.origin) {
    throw badRedirect(
      `${from.host} redirects to another host, ${target.host}, which is not followed.`,
      answer,
    );
  }
  if (method !== 'GET' && method !== 'HEAD')
    throw badRedirect(`${from.host} redirects a request that must not be sent twice.`, answer);
  return target;
}

function badRedirect(cause: string, answer: HttpAnswer | undefined): ProcoreError {
  return new ProcoreError(
    {
      code: 'PROCORE_BAD_RESPONSE',
      cause,
      fix: 'Check the connection’s environment or URLs; a login page or proxy may be in between.',
      who: 'developer',
    },
    answer && { status: answer.status, headers: answer.headers, body: undefined },
  );
}
