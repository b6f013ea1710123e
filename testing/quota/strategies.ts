import type { Governor } from '../../src/quota/governor.js';
import { quotaFrom } from '../../src/quota/headers.js';
import type { VirtualTime } from '../virtual-time.js';
import { governorOf } from './governor.js';
import type { LimitedServer, Reply } from './limited-server.js';

/** A way of pacing. It sends one request when it thinks that it may, and repeats it until it is served. */
export type Pace = (company: string) => Promise<void>;

/** Builds a strategy for one server; `workers` is how many requests want to go at once. */
export interface Strategy {
  readonly name: string;
  readonly workers: number;
  make(time: VirtualTime, server: LimitedServer): Pace;
}

/** This package's governor, with one ledger per company. */
export function ledger(reserve: number): Strategy {
  return {
    name: 'slot ledger (this package)',
    workers: 64,
    make(time, server) {
      const governors = new Map<string, Governor>();
      return async (company) => {
        const governor = governors.get(company) ?? governorOf(time, reserve);
        governors.set(company, governor);
        for (;;) {
          const permit = await governor.admit({ lane: 'bulk', owner: 'one' });
          const { status, headers } = await server.request(company);
          permit.answered(status, headers);
          if (status !== 429) return;
        }
      };
    },
  };
}

/** Ten at a time, and after a 429 a wait until Reset plus one second, as octokit's throttling plugin does. */
export const octokitStyle: Strategy = {
  name: 'octokit style',
  workers: 10,
  make: (time, server) => async (company) => {
    for (;;) {
      const reply = await server.request(company);
      if (reply.status !== 429) return;
      await time.sleep(untilReset(reply, time) + 1000);
    }
  },
};

/** A log of send times, eight at a time, as p-queue does with a strict interval of 25 in 10 s. */
export const pQueueStyle: Strategy = {
  name: 'p-queue style (strict)',
  workers: 8,
  make(time, server) {
    const sent: number[] = [];
    return async (company) => {
      for (;;) {
        while (sent.length >= 25 && time.now() - (sent.at(-25) ?? 0) < 10_000) {
          await time.sleep(10_000 - (time.now() - (sent.at(-25) ?? 0)));
        }
        sent.push(time.now());
        const reply = await server.request(company);
        if (reply.status !== 429) return;
        await time.sleep(untilReset(reply, time));
      }
    };
  },
};

/** One after the other, with a wait of one second after a 429, as a loop in a function node does. */
export const sequential: Strategy = {
  name: 'one by one, 1 s after a 429',
  workers: 1,
  make: (time, server) => async (company) => {
    for (;;) {
      const reply = await server.request(company);
      if (reply.status !== 429) return;
      await time.sleep(1000);
    }
  },
};

function untilReset({ headers }: Reply, time: VirtualTime): number {
  return Math.max(0, (quotaFrom(headers)?.resetAt ?? 0) * 1000 - time.now());
}
