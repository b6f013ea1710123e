import { createHash } from 'node:crypto';
import type { RunOptions } from '../call/run-options.js';
import type { Client } from '../client.js';
import { checkQuery, Extent } from '../extent.js';
import type { PlanInput } from '../plan.js';
import type { Way } from './strategy.js';

/** What names a cursor: what is asked for, whose rights the calls have, and the name that a flow gives it. */
interface Named {
  readonly plan: PlanInput;
  readonly companyId: string | undefined;
  readonly way: Way;
  readonly name: string;
}

/** Most values in the name before it is hashed. A query that holds as many as it may is below it, with all its names. */
const MOST_WRITTEN = 100_000;

/**
 * Begins the names of everything that is kept for one cursor.
 * @throws ProcoreError PROCORE_CONFIG if the query has no end
 */
export function cursorName(
  { connection }: Client,
  { plan, companyId, way, name }: Named,
  run: RunOptions,
): string {
  const { path, placeholders = {}, query = {}, parameters = [] } = plan;
  checkQuery(plan);
  const who = [connection.apiUrl.origin, run.actAs ?? connection.actAs];
  const isWindow = way.strategy === 'window';
  const asks = [who, companyId ?? null, path, placeholders, query, parameters, isWindow];
  const asked = new Extent('query', 0, MOST_WRITTEN).json(asks);
  const hash = createHash('sha256').update(asked).digest('base64url').slice(0, 22);
  return `changes|${hash}|${name}`;
}
