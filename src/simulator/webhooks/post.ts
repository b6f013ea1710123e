/** One attempt at a delivery: a POST to the address of a hook. */
import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { CONNECT_TIMEOUT, LOGGED_BODY } from '../assumed.js';
import type { Clock } from '../clock.js';

/** ms from the connection to the end of the answer: documented. */
const DELIVERY_TIMEOUT = 5000;

/** How an attempt ended. */
export interface Attempted {
  /** Whether the whole answer came in time, with a 2xx. */
  readonly success: boolean;
  /** Null if no answer came. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The begin of the answer's body; without an answer, why there is none. */
  readonly body: string;
}

/** Sends deliveries, and can end all of them. */
export class Post {
  readonly #clock: Clock;
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });
  readonly #open = new Set<ClientRequest>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Never rejects, whatever the receiver does. A redirect is not followed: it is no 2xx. */
  async send(url: URL, authorization: unknown, body: string): Promise<Attempted> {
    const first = await this.#once(url, authorization, body);
    // The receiver closed a connection that was kept open, before it read anything of this.
    return first.again ? this.#once(url, authorization, body) : first;
  }

  /** Ends all attempts and closes all sockets. */
  close(): void {
    for (const request of this.#open) request.destroy(new Error('The simulator was closed.'));
    this.#http.destroy();
    this.#https.destroy();
  }

  #once(url: URL, authorization: unknown, body: string): Promise<Attempted & { readonly again?: boolean }> {
    return new Promise((resolve) => {
      let request: ClientRequest;
      try {
        request = this.#request(url, authorization, body);
      } catch (error) {
        // A hook may have a header that HTTP cannot carry.
        resolve(unanswered(error));
        return;
      }
      this.#open.add(request);
      let cancel = () => {};
      const timed = (ms: number) => {
        cancel();
        cancel = this.#clock.after(ms, () => request.destroy(new Error(`No answer within ${ms / 1000} s.`)));
      };
      const end = (attempted: Attempted & { readonly again?: boolean }) => {
        cancel();
        this.#open.delete(request);
        resolve(attempted);
      };
      timed(CONNECT_TIMEOUT);
      request.once('socket', (socket: Socket) => {
        if (socket.connecting) socket.once('connect', () => timed(DELIVERY_TIMEOUT));
        else timed(DELIVERY_TIMEOUT);
      });
      request.on('error', (error: NodeJS.ErrnoException) =>
        end({ ...unanswered(error), again: request.reusedSocket && error.code === 'ECONNRESET' }),
      );
      request.once('response', (response) => {
        read(response).then(end, (error: unknown) => end(unanswered(error)));
      });
      request.end(body);
    });
  }

  #request(url: URL, authorization: unknown, body: string): ClientRequest {
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      ...(typeof authorization === 'string' && authorization !== '' && { Authorization: authorization }),
    };
    if (url.protocol === 'https:') return requestHttps(url, { method: 'POST', headers, agent: this.#https });
    return requestHttp(url, { method: 'POST', headers, agent: this.#http });
  }
}

/** Reads the whole answer and keeps its begin: a receiver may send any amount. */
async function read(response: IncomingMessage): Promise<Attempted> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (size < LOGGED_BODY) kept.push(chunk.subarray(0, LOGGED_BODY - size));
    size += chunk.length;
  }
  const status = response.statusCode ?? 0;
  return {
    success: status >= 200 && status < 300,
    status,
    headers: response.headers,
    body: Buffer.concat(kept).toString(),
  };
}

function unanswered(error: unknown): Attempted {
  return {
    success: false,
    status: null,
    headers: {},
    body: error instanceof Error ? error.message : String(error),
  };
}
