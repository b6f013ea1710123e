import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { ProcoreError } from '../errors.js';
import { answerSignal, DeadlineReached } from './deadline.js';
import type { Sockets } from './dispatcher.js';
import { networkError } from './network-errors.js';

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
}

export interface ExchangeLimits {
  /** Milliseconds from sending until the last byte. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of one answer, on the wire and after decompression. A page of 2,000 rows is about 2.3 MB. */
const MAX_BYTES = 64 * 1024 * 1024;

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

const inflate = promisify(gunzip);

/**
 * One request and its whole answer. Redirects are followed for reads and only on the same origin: no token, header or
 * cookie ever goes to another host.
 * @throws ProcoreError PROCORE_NETWORK, _TIMEOUT, _TOO_LARGE, _BAD_RESPONSE, _CANCELLED, or _UNKNOWN_OUTCOME for a write
 */
export async function exchange(
  { dispatcher, proxyHost }: Sockets,
  request: HttpRequest,
  limits: ExchangeLimits,
): Promise<HttpAnswer> {
  const { signal, release } = answerSignal(limits.timeoutMs, limits.signal);
  try {
    let { url } = request;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const answer = await send(dispatcher, request, url, signal);
      if (!REDIRECTS.has(answer.status)) return answer;
      url = redirectTarget(url, answer, request.method);
    }
    throw badRedirect(`${request.url.host} redirects in a circle.`, undefined);
  } catch (thrown) {
    throw networkError(thrown, { host: request.url.host, proxyHost, write: request.writes });
  } finally {
    release();
  }
}

async function send(
  dispatcher: Dispatcher,
  { method, headers: asked, body }: HttpRequest,
  url: URL,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const answer = await dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: method as Dispatcher.HttpMethod,
    headers: { ...asked, 'accept-encoding': 'gzip' },
    signal,
    ...(body !== undefined && { body }),
  });
  const status = answer.statusCode;
  const headers = plainHeaders(answer.headers);
  try {
    const bytes = await wholeBody(answer.body, url.host);
    const encoding = answer.headers['content-encoding'];
    // What came as it is needs no further turn.
    const body = encoding === undefined ? bytes : await decompressed(bytes, textOf(encoding), url.host);
    return { status, headers, body };
  } catch (thrown) {
    const cancelled = signal.aborted && !(signal.reason instanceof DeadlineReached);
    if (status < 400 || cancelled) throw thrown;
    // A refusal says by status and headers what matters: until when to wait, and that a write was not done.
    return { status, headers, body: Buffer.alloc(0) };
  }
}

/** All of a body, by its events: an async iteration costs a turn of the event loop a chunk. */
function wholeBody(body: Dispatcher.ResponseData['body'], host: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > MAX_BYTES) body.destroy(tooLarge(host));
    });
    body.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)));
    body.on('error', reject);
  });
}

async function decompressed(bytes: Buffer, encoding: string, host: string): Promise<Buffer> {
  const coding = encoding.trim().toLowerCase();
  if (bytes.length === 0 || coding === 'identity') return bytes;
  if (coding !== 'gzip' && coding !== 'x-gzip') {
    throw damaged(`${host} answered in a coding that was not asked for (${coding}).`);
  }
  try {
    return await inflate(bytes, { maxOutputLength: MAX_BYTES });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    throw code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge(host)
      : damaged(`The compressed answer of ${host} is damaged.`);
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

function damaged(cause: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    transient: true,
    cause,
    fix: 'Try again; if it stays, a proxy in between may be changing answers.',
    who: 'try again later',
  });
}

function tooLarge(host: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_TOO_LARGE',
    cause: `The answer of ${host} is larger than ${MAX_BYTES / 1024 / 1024} MB.`,
    fix: 'Ask for less at once: a filter, smaller pages, fewer fields.',
    who: 'developer',
  });
}
