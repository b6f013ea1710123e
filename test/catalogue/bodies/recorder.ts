import { type Simulator, type SimulatorOptions, startSimulator } from '../../../src/simulator/index.js';
import { serve, type TestServer } from '../../support/http-server.js';
import { ADMIN_EVERYWHERE } from '../../support/permissions.js';
import { MARK } from './request-node.js';

export interface Received {
  readonly method: string;
  readonly contentType: string;
  readonly body: string;
  /** What the simulator answered. */
  readonly status: number;
}

/** A simulator that allows everything, and counts nothing. */
export const unlimited = (): SimulatorOptions => ({
  permissions: ADMIN_EVERYWHERE,
  limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
});

/** A simulator behind a door that keeps every request as it came, by the mark of its node. */
export class Recorder {
  readonly received = new Map<string, Received>();

  #door: TestServer | undefined;

  private constructor(readonly simulator: Simulator) {}

  static async start(): Promise<Recorder> {
    const simulator = await startSimulator({ companies: 1, projects: 2, ...unlimited() });
    const recorder = new Recorder(simulator);
    recorder.#door = await serve(async ({ method, path, headers, body }, response) => {
      const host = path.startsWith('/oauth/') ? simulator.loginUrl : simulator.apiUrl;
      const passed = Object.entries(headers).filter(
        ([name]) => !/^(host|connection|content-length|transfer-encoding|accept-encoding)$/.test(name),
      );
      const answer = await fetch(`${host}${path}`, {
        method,
        headers: passed.map(([name, value]) => [name, String(value)] as [string, string]),
        ...(body !== '' && { body }),
      });
      const text = await answer.text();
      const key = headers[MARK];
      if (key !== undefined) {
        const contentType = headers['content-type'] ?? '';
        recorder.received.set(String(key), { method, contentType, body, status: answer.status });
      }
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      });
      response.end(text);
    });
    return recorder;
  }

  get url(): string {
    return this.#door?.url ?? '';
  }

  async close(): Promise<void> {
    await this.#door?.close();
    await this.simulator.close();
  }
}
