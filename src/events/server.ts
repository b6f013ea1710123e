import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressOf } from './address.js';
import { answerDelivery } from './http.js';
import type { Receiver } from './receiver.js';

/** ms for the head of a request, and for all of it: a slow sender must not hold a connection for long. */
const HEAD = 5_000;
const WHOLE = 15_000;

/** Connections at the same time; Procore uses a few. */
const MOST_CONNECTIONS = 1_000;

export interface ServerReports {
  listening(port: number): void;
  failed(thrown: NodeJS.ErrnoException): void;
}

export interface ReceiverServer {
  /** Answers what has arrived, and ends. */
  close(): Promise<void>;
}

/** Receives deliveries on a port of its own. */
export function openServer(
  { port, host }: { readonly port: number; readonly host?: string | undefined },
  receiverOf: (node: string) => Receiver | undefined,
  reports: ServerReports,
): ReceiverServer {
  const server = createServer(
    { headersTimeout: HEAD, requestTimeout: WHOLE, keepAliveTimeout: 65_000 },
    (request, response) => {
      const { node = '', secret } = addressOf(request.url ?? '') ?? {};
      void answerDelivery(request, response, receiverOf(node), secret);
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on('error', reports.failed);
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen(port, host, () => reports.listening((server.address() as AddressInfo).port));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1_000).unref();
      }),
  };
}
