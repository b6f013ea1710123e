import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import { ProcoreError } from '../../errors.js';
import type { PlanInput } from '../../plan.js';

/**
 * All rows of a list. An answer that is no list, or breaks off, is an error: a hook that it left out would be made a second
 * time.
 * @throws ProcoreError
 */
export async function listed(client: Client, plan: PlanInput, run: RunOptions): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const { body, isList, incomplete } of client.pages(plan, run)) {
    if (!isList || !Array.isArray(body) || incomplete) {
      throw new ProcoreError({
        code: 'PROCORE_BAD_RESPONSE',
        cause: `Procore did not answer "${plan.operation}" with the whole list.`,
        fix: 'Try again. Nothing was changed.',
        who: 'try again later',
      });
    }
    rows.push(...body);
  }
  return rows;
}
