import type { NodeAPI } from 'node-red';
import { type ComparedRow, compare, tallyOf } from '../../src/access/compare.js';
import { Sight } from '../../src/access/sight.js';
import { configError } from '../../src/errors.js';
import type { AccessDef } from '../shared/flow-json.js';
import type { Result } from '../shared/pipe/delivery.js';
import type { Call } from '../shared/pipe/node-kind.js';
import { connectionOf } from '../shared/pipe/run.js';
import { asResults, gathered, onlyCompany, unreadOf } from './results.js';

/** What this connection (A) and a second one (B) see, side by side. */
export async function* compareResults(
  RED: NodeAPI,
  call: Call<AccessDef>,
): AsyncGenerator<Result, void, undefined> {
  const { client, run } = call;
  const { other, tools } = call.inputs.config;
  if (!other) throw configError('There is no second connection to compare with.', 'Choose one in the node.');
  const company = await onlyCompany(call);
  const a = new Sight(client, run, company);
  const b = new Sight(await connectionOf(RED, other).client(), run, company);
  const rows: ComparedRow[] = [];
  const pieces = gathered(compare(a, b, { company, tools: tools !== false }), rows);
  yield* asResults(pieces, 'Access comparison', () => ({
    comparison: tallyOf(rows),
    ...unreadOf(RED, call, a, b),
  }));
}
