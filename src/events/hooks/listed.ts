import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import { ProcoreError } from '../../errors.js';
import { isWholeList } from '../../paging/page.js';
import type { PlanInput } from '../../plan.js';

/**
 * All rows of a list. An answer that is no list, breaks off, or moved while it was read, is an error: a hook that it left
 * out would be made a second time.
 * @throws ProcoreError
 */
export async function listed(client: Client, plan: PlanInput, run: RunOptions): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const page of client.pages(plan, run)) {
    const { body, isList, last } = page;
    if (!isList || !Array.isArray(body) || (last && !isWholeList(page))) {
      throw notWhole(plan.operation);
    }
    rows.push(...body);
  }
  return rows;
}

/** Why a list is not believed. @param operation the name of the request */
export function notWhole(operation: string | undefined): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    cause: `Procore did not answer "${operation}" with the whole list.`,
    fix: 'Try again. Nothing was changed.',
    who: 'try again later',
  });
}
