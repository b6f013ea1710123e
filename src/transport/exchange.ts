import type { Dispatcher } from 'undici';
import type { Address } from './address.js';
import { type Body, isStreamBody, OutgoingBody } from './body.js';
import { TimeLimit } from './deadline.js';
import type { Sockets } from './dispatcher.js';
import { challengeIn, passedOn } from './headers.js';
import { type Head, Incoming } from './incoming.js';
import { networkError } from './network-errors.js';
import { redirectsInCircle, redirectTarget } from './redirects.js';
import { plainlyEscaped, type Secrets } from './secrets.js';
import type { Receiver, Sink } from './sink.js';
import { codingOf } from './unpack.js';
import { UnpackingSink } from './unpacking-sink.js';
import { WholeBodySink } from './whole-body.js';

/** What is sent. */
export interface HttpRequest {
  readonly method: string;
  readonly url: Address;
  /** The headers for an address, as a new object. Credentials go only to their own host, wherever a redirect leads. */
  headersTo(url: Address): Record<string, string>;
  readonly body?: Body | undefined;
  /** Whether it could change something at Procore. If so, a lost answer leaves its outcome unknown. */
  readonly writes: boolean;
  /** What to mask in the answer: a host that echoes a secret would put it on a message. */
  readonly secrets: Secrets;
  /** Whether a good answer is itself a secret, which is not masked. @default false */
  readonly givesSecrets?: boolean;
}

/** The answer, decompressed, whatever its status. */
export interface HttpAnswer {
  /** Who answered: a redirect may have led to another host. */
  readonly from: Address;
  readonly status: number;
  /** Only those that are passed on to flows. Names are in lower case; repeated headers are joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** WWW-Authenticate, which is not passed on: a browser behind http response would ask for a password. */
  readonly challenge?: string | undefined;
  /** Empty if a receiver took it. */
  readonly body: Buffer;
  /** What the receiver made of a good answer. */
  readonly taken?: { readonly value: unknown };
  /** Gives the buffer of `body` back; `body` must not be read after this, as a later answer may be put in it. */
  release(): void;
}

export interface ExchangeLimits {
  /**
   * Milliseconds from looking for a socket until the last byte. They start again with every piece while a stream body
   * is sent, and for a receiver with an idle deadline.
   */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const NOTHING = Buffer.alloc(0);

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Sends one request and gives its whole answer. Secrets of the request are masked in it, except in what a receiver
 * takes. Redirects are followed for reads, below /rest/ of the same origin; with a receiver also to a file on another
 * host, which gets no credentials.
 * @param into takes the body of a good answer; without it the body is kept in memory
 * @throws ProcoreError PROCORE_NETWORK, _TIMEOUT, _TOO_LARGE, _BAD_RESPONSE, _CANCELLED, or _UNKNOWN_OUTCOME for a
 * write
 */
export async function exchange(
  sockets: Sockets,
  request: HttpRequest,
  limits: ExchangeLimits,
  into?: Receiver<unknown>,
): Promise<HttpAnswer> {
  const limit = new TimeLimit(limits.timeoutMs, limits.signal);
  let incoming: Incoming | undefined;
  let redirected = false;
  let outgoing: OutgoingBody | undefined;
  let isTaken = false;
  let { url } = request;
  try {
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const { host } = url;
      const sinkFor = ({ status, headers }: Head): Sink<unknown> => {
        if (!into || status > 299) return new WholeBodySink(host, sockets);
        isTaken = true;
        const packed = codingOf(headers, host) === 'gzip';
        return packed ? new UnpackingSink(host, into.open()) : into.open();
      };
      incoming = new Incoming(sinkFor, into?.deadline === 'idle' ? () => limit.moved() : undefined);
      outgoing = isStreamBody(request.body) ? new OutgoingBody(request.body, () => limit.moved()) : undefined;
      limit.watch(incoming);
      if (!limit.over) send(sockets, request, url, outgoing, incoming, into !== undefined);
      const whole = await answerIn(incoming, url, limit);
      const answer =
        request.givesSecrets && whole.status === 200 ? whole : withoutSecrets(whole, request.secrets);
      if (!REDIRECTS.has(answer.status)) return answer;
      answer.release();
      url = redirectTarget(url, answer, request.method, into !== undefined);
      redirected = true;
    }
    throw redirectsInCircle(request.url.host);
  } catch (thrown) {
    const error = networkError(thrown, {
      host: url.host,
      proxyHost: sockets.proxyHost,
      write: request.writes,
      sent: redirected || (incoming?.sent ?? false),
      isTaken,
    });
    throw isTaken && into && !into.repeatable ? error.with({ transient: false }) : error;
  } finally {
    limit.release();
    outgoing?.stop();
  }
}

function send(
  { dispatcher }: Sockets,
  { method, headersTo, body }: HttpRequest,
  url: Address,
  outgoing: OutgoingBody | undefined,
  incoming: Incoming,
  asItIs: boolean,
) {
  const headers = headersTo(url);
  headers['accept-encoding'] = asItIs ? 'identity' : 'gzip';
  let content: Dispatcher.DispatchOptions['body'];
  if (!isStreamBody(body)) content = body;
  else {
    headers['content-length'] = String(body.size);
    // undici takes any iterable, but its types do not say so.
    content = body.size > 0 ? (outgoing as unknown as Buffer) : '';
  }
  dispatcher.dispatch(
    {
      origin: url.origin,
      path: url.pathname + url.search,
      method: method as Dispatcher.HttpMethod,
      headers,
      ...(content !== undefined && { body: content }),
    },
    incoming,
  );
}

async function answerIn(incoming: Incoming, from: Address, limit: TimeLimit): Promise<HttpAnswer> {
  try {
    const { sink, head } = await incoming.whole;
    if (sink instanceof WholeBodySink) {
      const body = sink.end();
      const { bytes, release } = body instanceof Promise ? await body : body;
      return answerOf(from, head, bytes, release);
    }
    return { ...answerOf(from, head, NOTHING), taken: { value: await sink.end() } };
  } catch (thrown) {
    await incoming.fail(thrown);
    const { head } = incoming;
    if (!head || head.status < 400 || limit.cancelled) throw thrown;
    // The status and headers of a failure say what matters: how long to wait, and that a write was not done.
    return answerOf(from, head, NOTHING);
  }
}

function answerOf(from: Address, { status, headers }: Head, body: Buffer, release = () => {}): HttpAnswer {
  return { from, status, headers: passedOn(headers), challenge: challengeIn(headers), body, release };
}

/** The same answer, with the secrets masked that the host should not have repeated. */
function withoutSecrets(answer: HttpAnswer, secrets: Secrets): HttpAnswer {
  // Only failures: they are small, and hosts repeat in them what they were sent.
  const body = answer.status >= 400 ? plainlyEscaped(answer.body) : answer.body;
  secrets.maskIn(body);
  const { challenge } = answer;
  return {
    ...answer,
    body,
    headers: secrets.maskedHeaders(answer.headers),
    challenge: challenge === undefined ? undefined : secrets.maskedIn(challenge),
  };
}
