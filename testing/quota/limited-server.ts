import { RateLimiter } from '../../src/simulator/rate-limit.js';
import type { VirtualTime } from '../virtual-time.js';

export interface ServerOptions {
  /** Requests per hour. */
  readonly hourly: number;
  /** Requests per 10 s. */
  readonly spike: number;
  readonly window: 'fixed' | 'sliding';
  /** Mean time of an answer, ms; each takes half to one and a half times as long. */
  readonly latency: number;
  /** ms by which the server's clock is ahead of the client's. */
  readonly clockAhead?: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
}

/** Procore's rate limits in virtual time: the simulator's own limiter, behind a connection with latency. */
export class LimitedServer {
  served = 0;
  refused = 0;
  /** Times (ms) at which requests arrived, throttled ones included. */
  readonly arrivals: number[] = [];
  readonly #limiter: RateLimiter;

  constructor(
    private readonly time: VirtualTime,
    private readonly options: ServerOptions,
  ) {
    const { hourly, spike, window } = options;
    this.#limiter = new RateLimiter({
      hourly,
      spike,
      window,
      hourWindow: 3600,
      spikeWindow: 10,
      retryAfter: true,
    });
  }

  /** Sends one request of a company and waits for its answer. */
  async request(company = ''): Promise<Reply> {
    const total = this.options.latency * (0.5 + this.time.random());
    // The request arrives at a random moment between its sending and its answer.
    const before = total * this.time.random();
    await this.time.sleep(before);
    const now = this.time.now() + (this.options.clockAhead ?? 0);
    this.arrivals.push(now);
    const { allowed, headers } = this.#limiter.take(company, now);
    if (allowed) this.served++;
    else this.refused++;
    await this.time.sleep(total - before);
    const date = new Date(this.time.now() + (this.options.clockAhead ?? 0)).toUTCString();
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    return { status: allowed ? 200 : 429, headers: { ...lower, date } };
  }
}
