import type { Dispatcher } from 'undici';
import { notOurs } from './body-room.js';
import { TimeLimit } from './deadline.js';
import type { Sockets } from './dispatcher.js';
import { challengeIn, passedOn, textOf } from './headers.js';
import { Incoming } from './incoming.js';
import { networkError } from './network-errors.js';
import { redirectsInCircle, redirectTarget } from './redirects.js';
import { plainlyEscaped, Secrets } from './secrets.js';
import { unpacked } from './unpack.js';

/** What is sent. The body is complete: a stream could not be sent a second time. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
  /** Whether it could change something at Procore: then a lost answer leaves its outcome unknown. */
  readonly writes: boolean;
  /** What must not come back: a host that echoes it would put it on a message. */
  readonly secrets?: ReadonlyArray<string | undefined>;
  /** Whether a good answer is a secret itself, and left as it came. */
  readonly givesSecrets?: boolean;
}

/** What came back, whole and decompressed, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers joined with ", ". Those that are passed on to flows, and no others. */
  readonly headers: Readonly<Record<string, string>>;
  /** WWW-Authenticate, which is not passed on: a browser behind http response would ask for a password. */
  readonly challenge?: string | undefined;
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
 * One request and its whole answer, without the secrets of the request. Redirects are followed for reads and only on the
 * same origin below /rest/: no token, header or cookie ever goes to another host.
 * @throws ProcoreError PROCORE_NETWORK, _TIMEOUT, _TOO_LARGE, _BAD_RESPONSE, _CANCELLED, or _UNKNOWN_OUTCOME for a write
 */
export async function exchange(
  sockets: Sockets,
  request: HttpRequest,
  limits: ExchangeLimits,
): Promise<HttpAnswer> {
  const limit = new TimeLimit(limits.timeoutMs, limits.signal);
  const secrets = new Secrets(request.secrets ?? []);
  let incoming: Incoming | undefined;
  let redirected = false;
  try {
    let { url } = request;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      incoming = new Incoming(url.host, sockets.reading);
      limit.watch(incoming);
      if (!limit.over) send(sockets, request, url, incoming);
      const whole = await answerIn(incoming, sockets, url, limit);
      const answer = request.givesSecrets && whole.status === 200 ? whole : withoutSecrets(whole, secrets);
      if (!REDIRECTS.has(answer.status)) return answer;
      answer.release();
      url = redirectTarget(url, answer, request.method);
      redirected = true;
    }
    throw redirectsInCircle(request.url.host);
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
  { room, reading }: Sockets,
  { host }: URL,
  limit: TimeLimit,
): Promise<HttpAnswer> {
  const { holding } = incoming;
  try {
    const { status, headers, chunks, size } = await incoming.whole;
    limit.watch(holding);
    const whole = room.joined(chunks, size);
    const encoding = headers['content-encoding'];
    const place = { reading, room, holding, host };
    const { bytes: body, release } = encoding ? await unpacked(whole, textOf(encoding), place) : whole;
    return {
      status,
      headers: passedOn(headers),
      challenge: challengeIn(headers),
      body,
      release: () => {
        release();
        holding.release();
      },
    };
  } catch (thrown) {
    holding.release();
    const { head } = incoming;
    if (!head || head.status < 400 || limit.cancelled) throw thrown;
    // A refusal says by status and headers what matters: until when to wait, and that a write was not done.
    const { bytes: body, release } = notOurs(Buffer.alloc(0));
    return {
      status: head.status,
      headers: passedOn(head.headers),
      challenge: challengeIn(head.headers),
      body,
      release,
    };
  }
}

/** The same answer, in which nothing is left of what the host should never have repeated. */
function withoutSecrets(answer: HttpAnswer, secrets: Secrets): HttpAnswer {
  const isRefusal = answer.status >= 400;
  // A refusal is small, and the place where a host repeats what it was sent.
  const body = isRefusal ? plainlyEscaped(answer.body) : answer.body;
  secrets.maskIn(body);
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, secrets.maskedIn(value)]);
  const { challenge } = answer;
  return {
    ...answer,
    body,
    headers: Object.fromEntries(headers),
    challenge: challenge === undefined ? undefined : secrets.maskedIn(challenge),
  };
}
