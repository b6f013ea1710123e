/** A listener: sockets, bodies, the journal. Its host decides what to answer. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyTooLarge } from './assumed-answers.js';
import { BodyTooLarge, streamed, whole } from './body.js';
import { type Answer, type Call, type Host, type HostName, Refusal } from './http.js';
import type { Settings } from './options.js';
import { send } from './send.js';

/** An answered request, kept for tests against the simulator. */
export interface SimulatedRequest {
  /** Milliseconds since the epoch, by the simulator's clock. */
  at: number;
  host: HostName;
  method: string;
  path: string;
  /** For each name, its last value. */
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  /** Empty if it was read as a stream or was too large. */
  body: string;
  status: number;
}

export interface Listener {
  /** `http://host:port`, without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** What the hosts of one simulator share. */
export interface Common {
  readonly settings: Settings;
  record(request: SimulatedRequest): void;
}

/** Something in the simulator broke. Procore's 5xx may be HTML as well. */
const BROKEN: Answer = {
  status: 500,
  text: '<html><body><h1>500 Internal Server Error</h1></body></html>\n',
  type: 'text/html',
};

const NOTHING = Buffer.alloc(0);

/** Error codes of a caller that hangs up during reading or writing. */
const HANG_UPS = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Listens for each host, in order; if one cannot, none does. @throws if a port is in use */
export async function listenAll(hosts: readonly Host[], common: Common): Promise<Listener[]> {
  const listeners: Listener[] = [];
  try {
    for (const host of hosts) listeners.push(await listen(host, common));
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()));
    throw error;
  }
  return listeners;
}

async function listen(host: Host, common: Common): Promise<Listener> {
  const server = createServer((request, response) => {
    serve(host, common, request, response).catch((error: unknown) => {
      // A caller that hangs up gets no answer; nothing can be done about that.
      if (!isHangUp(error)) warn(error);
      response.destroy();
    });
  });
  await listening(server, host.port, common.settings.host);
  const { address, family, port } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function serve(
  host: Host,
  { settings, record }: Common,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const head = headOf(request);
  const { method, path, query, headers } = head;
  const isStreamed = host.streams?.(method, path) ?? false;
  const body = isStreamed ? NOTHING : await whole(request, settings.largestBody);
  const call: Call = {
    ...head,
    body: body ?? NOTHING,
    stream: isStreamed ? streamed(request, settings.largestBody) : undefined,
  };
  const at = settings.clock.now();
  const answer = body ? await attempt(host, call, request) : bodyTooLarge(call);
  record({
    at,
    host: host.name,
    method,
    path,
    query: Object.fromEntries(query),
    headers,
    body: call.body.toString(),
    status: answer.status,
  });
  if (settings.latency > 0) await wait(settings, response);
  await send(call, answer, response);
  // The unread rest of the body must be drained, or the caller could not use the connection again.
  if (!request.complete) request.resume();
}

/** Waits, but not for a caller that is gone: nothing may outlive `close`. */
function wait({ clock, latency }: Settings, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(latency, resolve);
    response.once('close', () => {
      cancel();
      resolve();
    });
  });
}

function headOf(request: IncomingMessage): Omit<Call, 'body' | 'stream'> {
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  return {
    method: request.method ?? 'GET',
    // Rails ignores a slash at the end of a path; quick_start_guide.md uses one.
    path: path.replace(/(?<=[^/])\/+$/, ''),
    query: new URLSearchParams(query.join('?')),
    headers: request.headers,
    origin: `http://${request.headers.host ?? 'localhost'}`,
  };
}

/** The answer of a handler, also if it fails. @throws if the caller hung up in the middle of its body */
async function attempt(host: Host, call: Call, request: IncomingMessage): Promise<Answer> {
  try {
    return await host.answer(call);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    if (error instanceof BodyTooLarge) return bodyTooLarge(call);
    if (request.errored) throw error;
    warn(error);
    return BROKEN;
  }
}

function isHangUp(error: unknown): boolean {
  return HANG_UPS.has(String((error as NodeJS.ErrnoException).code));
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
