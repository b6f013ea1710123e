import { rowOf, textOf } from '../../access/foreign.js';
import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import { ProcoreError } from '../../errors.js';
import { listed } from './listed.js';
import { hookRequest } from './requests.js';
import { HOOK_ACTIONS, type HookAction, type HookPlace, type PayloadVersion } from './wish.js';

/** Something that hooks can tell of, as Procore lists it now. */
export interface OfferedResource {
  /** Where it belongs in Procore's own pages; empty if Procore does not say. */
  readonly category: string;
  readonly tool: string;
  readonly name: string;
  readonly actions: readonly HookAction[];
}

/**
 * Triggers that Procore took away on 2026-06-30 (announcements/webhook_fanout_migration.md). They are not offered, even
 * if the list still has them.
 */
const ENDED: ReadonlySet<string> = new Set(['project users update', 'project vendors update']);

/**
 * What the hooks of a company, or of a project, can tell of. Read from Procore, since the list grows.
 * @throws ProcoreError
 */
export async function offeredResources(
  client: Client,
  place: HookPlace,
  version: PayloadVersion,
  run: RunOptions,
): Promise<OfferedResource[]> {
  const rows = await listed(
    client,
    hookRequest('listResources', place, { query: { payload_version: version } }),
    run,
  );
  // What is not offered could be taken for something that ended.
  if (rows.length === 0) throw nothingOffered();
  return rows.flatMap((row) => {
    const { category, tool, name, actions } = rowOf(row);
    const known = textOf(name);
    const offered = actionsIn(actions).filter((action) => !ENDED.has(`${known.toLowerCase()} ${action}`));
    if (known === '' || offered.length === 0) return [];
    return [{ category: textOf(category), tool: textOf(tool), name: known, actions: offered }];
  });
}

function nothingOffered(): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_NOT_PERMITTED',
    cause: 'Procore lists nothing that webhooks can tell of here.',
    fix: 'Give the account the level Standard on the tool "Webhooks API".',
    who: 'company administrator',
  });
}

function actionsIn(value: unknown): HookAction[] {
  const words = Array.isArray(value) ? value.map((each) => textOf(each).toLowerCase()) : [];
  return HOOK_ACTIONS.filter((action) => words.includes(action));
}
