import { Agent, request } from 'node:http';

/** One delivery as the sender saw it. */
export interface Delivered {
  /** The status of the answer; 0 if there was none. */
  readonly status: number;
  readonly ms: number;
}

/** Sends deliveries as Procore does: over connections that stay open, and with 5 s for an answer. */
export class Sender {
  readonly #agent: Agent;

  constructor(
    private readonly url: string,
    private readonly authorization: string,
    connections = 16,
  ) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  deliver(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Delivered> {
    const began = performance.now();
    return new Promise((resolve) => {
      const settle = (status: number) => resolve({ status, ms: performance.now() - began });
      const sending = request(
        this.url,
        {
          method: 'POST',
          agent: this.#agent,
          timeout: 5_000,
          headers: {
            'content-type': 'application/json',
            authorization: this.authorization,
            'content-length': Buffer.byteLength(body),
            ...headers,
          },
        },
        (answer) => {
          answer.resume();
          answer.on('end', () => settle(answer.statusCode ?? 0));
          answer.on('error', () => settle(0));
        },
      );
      sending.on('timeout', () => sending.destroy());
      sending.on('error', () => settle(0));
      sending.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

let made = 0;

/** The body of a delivery with payload v4.0; each has an id of its own. */
export function payloadBody(record: string, more: object = {}): string {
  const at = new Date().toISOString();
  return JSON.stringify({
    id: `${process.pid}-${++made}`,
    timestamp: at,
    reason: 'update',
    company_id: '562949953421312',
    project_id: '7',
    user_id: '9',
    resource_type: 'RFIs',
    resource_id: record,
    ...more,
  });
}
