/** A listener: sockets, bodies, request ids, compression, the journal. What to answer is told by a handler. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { GZIP_FROM } from './assumed.js';
import type { Answer, Call } from './http.js';
import type { Settings } from './options.js';

/** A request that was answered, as kept for those who test against the simulator. */
export interface SimulatedRequest {
  /** Milliseconds since the epoch, by the simulator's clock. */
  at: number;
  host: 'login' | 'api';
  method: string;
  path: string;
  /** The last value of each name. */
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
  status: number;
}

export interface Listener {
  /** `http://host:port`, without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

export interface Listening {
  readonly host: SimulatedRequest['host'];
  readonly port: number;
  readonly settings: Settings;
  answer(call: Call): Answer;
  record(request: SimulatedRequest): void;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Something in the simulator broke. Procore's 5xx may be HTML as well. */
const BROKEN: Answer = {
  status: 500,
  text: '<html><body><h1>500 Internal Server Error</h1></body></html>\n',
  type: 'text/html',
};

/** Listen; rejects where the port is taken. */
export async function listen(options: Listening): Promise<Listener> {
  const { settings, port } = options;
  const server = createServer((request, response) => {
    // A caller that hangs up in the middle of its request gets no answer, and there is nothing to do about it.
    serve(options, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, settings.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { address, family, port: taken } = server.address() as AddressInfo;
  const host = family === 'IPv6' ? `[${address}]` : address;
  return {
    url: `http://${host}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(options: Listening, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { settings, host } = options;
  const call = await read(request);
  const at = settings.clock();
  const answer = attempt(() => options.answer(call));
  const { method, path, headers } = call;
  options.record({
    at,
    host,
    method,
    path,
    query: Object.fromEntries(call.query),
    headers,
    body: call.body.toString(),
    status: answer.status,
  });
  if (settings.latency > 0) await wait(settings.latency, response);
  send(call, answer, response);
}

/** Wait, but not for a caller that is gone: nothing may outlive `close`. */
function wait(ms: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function read(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const origin = `http://${request.headers.host ?? 'localhost'}`;
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  return {
    method: request.method ?? 'GET',
    // Rails takes a path with a slash at its end for the same path; quick_start_guide.md uses one.
    path: path.replace(/(?<=[^/])\/+$/, ''),
    query: new URLSearchParams(query.join('?')),
    headers: request.headers,
    body: Buffer.concat(chunks),
    origin,
  };
}

function attempt(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
    return BROKEN;
  }
}

function send(call: Call, answer: Answer, response: ServerResponse): void {
  const { status, headers = {}, json, text, type = JSON_TYPE } = answer;
  const content = text ?? (json === undefined ? '' : JSON.stringify(json));
  const plain = Buffer.from(content);
  const zipped = plain.length > GZIP_FROM && /\bgzip\b/.test(String(call.headers['accept-encoding'] ?? ''));
  const body = zipped ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(status, {
    'X-Request-Id': randomUUID(),
    ...(content === '' ? {} : { 'Content-Type': type }),
    ...(zipped ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {}),
    'Content-Length': body.length,
    ...headers,
  });
  response.end(call.method === 'HEAD' ? undefined : body);
}
