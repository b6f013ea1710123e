import type { RunOptions } from '../call/run-options.js';
import type { Client } from '../client.js';
import { listCompanies } from '../operations.js';
import { idOf, rowOf } from './foreign.js';
import { allRows } from './rows.js';

/**
 * Whether the signed-in user of a connection belongs to a company: for programs that show a company's data to people
 * and must first know that this person may see it. What the app itself can see does not count.
 * @throws ProcoreError PROCORE_AUTH when nobody is signed in
 */
export async function userBelongsTo(
  client: Client,
  companyId: string,
  run: RunOptions = {},
): Promise<boolean> {
  const rows = await allRows(client, listCompanies(undefined), {
    ...run,
    actAs: 'user',
  });
  return rows.some((row) => idOf(rowOf(row).id) === companyId);
}
