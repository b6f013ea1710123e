import { AccountView } from '../../src/access/account-view.js';
import { type ComparedRow, compare, tallyOf } from '../../src/access/compare.js';
import { configError } from '../../src/errors.js';
import type { Result } from '../shared/pipe/outcome.js';
import { asOutcomes, gathered, type Look, unreadOf } from './look.js';

/** What this connection (A) and a second one (B) see, side by side. */
export async function* compareOutcomes(look: Look): AsyncGenerator<Result, void, undefined> {
  const { run, only: company, view: a } = look;
  const { other, tools } = run.inputs.config;
  if (!other) throw configError('There is no second connection to compare with.', 'Choose one in the node.');
  const b = new AccountView(await run.host.connection(other).client(), run.options, company);
  const rows: ComparedRow[] = [];
  const pieces = gathered(compare(a, b, { company, tools }), rows);
  yield* asOutcomes(pieces, 'Access comparison', () => ({
    comparison: tallyOf(rows),
    ...unreadOf(look, a, b),
  }));
}
