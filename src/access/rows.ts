import type { RunOptions } from '../call/run-options.js';
import type { Client } from '../client.js';
import type { PlanInput } from '../plan.js';

/** All rows of a list in one array, for lists that a person will look at. */
export async function allRows<T = unknown>(client: Client, plan: PlanInput, run: RunOptions): Promise<T[]> {
  const rows: T[] = [];
  for await (const { body } of client.pages(plan, run))
    if (Array.isArray(body)) for (const row of body as T[]) rows.push(row);
  return rows;
}
