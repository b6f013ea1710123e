import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on a free port of this machine, for the answers that no well-behaved server gives. */
export interface TestServer {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** Sockets that are open now. */
  sockets(): Promise<number>;
  close(): Promise<void>;
}

export interface SeenRequest {
  /** When all of it had come, ms since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Starts a server, on a free port unless told; every request is recorded with its whole body before `answer` is called. */
export async function serve(
  answer: (request: SeenRequest, response: Parameters<RequestListener>[1]) => void,
  at = 0,
): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const seen = {
        at: Date.now(),
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(seen);
      answer(seen, response);
    });
  });
  await listen(server, at);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    sockets: () => socketsOf(server),
    close: () => shut(server),
  };
}

function socketsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}

/** Answers with JSON. */
export function json(
  response: Parameters<RequestListener>[1],
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** The token answer of Procore's documentation. */
export function token(
  response: Parameters<RequestListener>[1],
  accessToken = 'token-1',
  expiresIn = 5400,
): void {
  json(response, 200, {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresIn,
    created_at: Math.floor(Date.now() / 1000),
  });
}

export function listen(server: Server, port = 0): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

export function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
