import { VirtualTime } from '../virtual-time.js';
import { LimitedServer, type ServerOptions } from './limited-server.js';
import type { Strategy } from './strategies.js';

const HOURS = 2;

export interface Outcome {
  readonly served: number;
  readonly refused: number;
  /** Share of requests served, out of those that Procore would have served: two whole windows per company. */
  readonly used: number;
}

/** Two hours in which every worker of every company always has a request waiting. */
export async function unlimitedDemand(
  strategy: Strategy,
  options: ServerOptions,
  companies: readonly string[] = ['one'],
): Promise<Outcome> {
  const time = new VirtualTime();
  const server = new LimitedServer(time, options);
  const pace = strategy.make(time, server);
  const end = time.now() + HOURS * 3_600_000;
  const worker = async (company: string) => {
    while (time.now() < end) await pace(company);
  };
  for (const company of companies)
    for (let count = 0; count < strategy.workers; count++) void worker(company);
  await time.run(end - 1);
  const { served, refused } = server;
  return { served, refused, used: served / (HOURS * options.hourly * companies.length) };
}

/** How long this many requests take, ms, from the first request sent to the last answer. */
export async function duration(
  strategy: Strategy,
  options: ServerOptions,
  requests: number,
): Promise<Outcome & { ms: number }> {
  const time = new VirtualTime();
  const server = new LimitedServer(time, options);
  const pace = strategy.make(time, server);
  const start = time.now();
  let left = requests;
  let ended = start;
  const worker = async () => {
    while (left-- > 0) {
      await pace('one');
      ended = time.now();
    }
  };
  for (let count = 0; count < strategy.workers; count++) void worker();
  await time.run();
  return { served: server.served, refused: server.refused, used: 1, ms: ended - start };
}
