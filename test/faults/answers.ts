import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { json, type SeenRequest } from '../support/http-server.js';

/** How a server answers one request. `clock` is the server's own time, ms since the epoch. */
export type Answer = (response: ServerResponse, request: SeenRequest, clock: number) => void;

type Headers = Record<string, string>;

const JSON_TYPE = { 'content-type': 'application/json' };

/** A status with a JSON body. */
export const status =
  (code: number, body: unknown = {}, headers: Headers = {}): Answer =>
  (response) =>
    json(response, code, body, headers);

/** A body of bytes as they are, whatever they hold. */
export const bytes =
  (body: Buffer | string, headers: Headers = JSON_TYPE, code = 200): Answer =>
  (response) =>
    response.writeHead(code, headers).end(body);

export const html = (code: number): Answer =>
  bytes('<html><body>Sign in</body></html>', { 'content-type': 'text/html' }, code);

export const gzipped = (body: Buffer | string): Answer =>
  bytes(body, { ...JSON_TYPE, 'content-encoding': 'gzip' });

export const bomb: Answer = (response, ...rest) =>
  gzipped(gzipSync(Buffer.alloc(70 * 1024 * 1024)))(response, ...rest);

/** No answer at all. */
export const silence: Answer = () => undefined;

/** The connection is reset before any byte of an answer. */
export const reset: Answer = (response) => response.socket?.resetAndDestroy();

/** Headers and half a body, then the connection is reset. */
export const halfThenReset =
  (code = 200, headers: Headers = {}): Answer =>
  (response) => {
    response.writeHead(code, { ...JSON_TYPE, 'content-length': '999', ...headers });
    response.write('[{"id":1},');
    setTimeout(() => response.socket?.resetAndDestroy(), 20);
  };

/** Headers and half a body, then nothing more. */
export const halfThenSilence: Answer = (response) => {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': '999' });
  response.write('[{"id":1},');
};

/** A byte every now and then, without end. */
export const drip: Answer = (response) => {
  response.writeHead(200, JSON_TYPE);
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => clearInterval(timer));
};

/** More than the 64 MB an answer may have. */
export const huge: Answer = (response) => {
  response.writeHead(200, JSON_TYPE);
  const chunk = Buffer.alloc(4 * 1024 * 1024, ' ');
  let left = 20;
  const more = () => {
    while (left-- > 0) if (!response.write(chunk)) return response.once('drain', more);
    return response.end('[]');
  };
  more();
};

/** Bytes that are no HTTP, or not quite. */
export const raw =
  (text: string): Answer =>
  (response) =>
    response.socket?.end(text);

export const redirect =
  (to: () => string): Answer =>
  (response) =>
    response.writeHead(302, { location: to() }).end();

/** A 429 of a window that ends so many seconds from now by the server's clock. */
export const limited =
  (resetIn: number, { limit = 25, headers = {} as Headers, answer = status } = {}): Answer =>
  (response, request, clock) => {
    // Rounded up, so that who waits for it does not come too early.
    const resetAt = String(Math.ceil(clock / 1000) + resetIn);
    const rate = {
      'x-rate-limit-limit': String(limit),
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': resetAt,
    };
    answer(429, { errors: 'You have surpassed the max number of requests.' }, { ...rate, ...headers })(
      response,
      request,
      clock,
    );
  };

/** A status with a Retry-After that is a date, so many seconds ahead by the server's clock. */
export const retryAtDate =
  (code: number, seconds: number): Answer =>
  (response, request, clock) => {
    const at = new Date((Math.ceil(clock / 1000) + seconds) * 1000).toUTCString();
    status(code, {}, { 'retry-after': at })(response, request, clock);
  };
