import * as v8 from 'node:v8';
import { Client, parseConnection, systemRuntime } from '../../../src/index.js';
import { Governor } from '../../../src/quota/governor.js';
import { settings } from '../../support/client.js';
import { hostileProcore } from '../hostile-procore.js';
import type { Scene } from './scene.js';

/** Companies that a flow names one after the other. */
const COMPANIES = 3_000;

/** Governors that may be left of so many: those of the last hour are not forgotten, those of hours ago are. */
const MOST_LEFT = 1_000;

/** ms; Procore counts by the hour. */
const HOURS = 3 * 3_600_000;

export const memoryScenes: Readonly<Record<string, Scene>> = {
  'thousands of company ids are forgotten when they are idle': governorsOfCompanies,
};

async function governorsOfCompanies(): Promise<string[]> {
  const procore = await hostileProcore({});
  const system = systemRuntime();
  let ahead = 0;
  const runtime = { ...system, now: () => Date.now() + ahead };
  const client = new Client(parseConnection(settings(procore.url)), runtime);
  try {
    await askFor(client, 1, COMPANIES);
    ahead = HOURS;
    await askFor(client, COMPANIES + 1, COMPANIES + 300);
    const left = countOf(Governor);
    return left <= MOST_LEFT ? [] : [`${left} governors are left of ${COMPANIES} companies`];
  } finally {
    await client.close();
    await procore.close();
  }
}

async function askFor(client: Client, from: number, to: number): Promise<void> {
  let next = from;
  const lane = async () => {
    while (next <= to) {
      const companyId = String(next++);
      const plan = { method: 'GET', path: '/rest/v1.0/things', companyId };
      for await (const _ of client.pages(plan)) break;
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

/** Objects of a class that are alive. */
function countOf(made: new (...given: never[]) => object): number {
  const { queryObjects } = v8 as unknown as {
    queryObjects(made: unknown, options: { format: 'count' }): number;
  };
  return queryObjects(made, { format: 'count' });
}
