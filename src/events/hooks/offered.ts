import { rowOf, textOf } from '../../access/foreign.js';
import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import { ProcoreError } from '../../errors.js';
import { actionOf } from '../event.js';
import { listed } from './listed.js';
import { hookRequest } from './requests.js';
import { type Trigger, triggerKey } from './seen.js';
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
  return (await readOffered(client, place, version, run)).resources;
}

/**
 * Those triggers that have not ended for certain: Procore's list has them, or a row of the list cannot be read.
 * @param triggers with known actions
 * @throws ProcoreError
 */
export async function notEnded(
  client: Client,
  place: HookPlace,
  version: PayloadVersion,
  triggers: readonly Trigger[],
  run: RunOptions,
): Promise<readonly Trigger[]> {
  const { resources, isReadable } = await readOffered(client, place, version, run);
  if (!isReadable) return triggers;
  const offered = resources.flatMap(({ name, actions }) =>
    actions.map((action) => triggerKey({ resource: name, action })),
  );
  const keys = new Set(offered);
  return triggers.filter((trigger) => keys.has(triggerKey(trigger)));
}

/** What Procore's list has, and whether each of its rows has a name and actions. */
async function readOffered(client: Client, place: HookPlace, version: PayloadVersion, run: RunOptions) {
  const query = { payload_version: version };
  const rows = await listed(client, hookRequest('listResources', place, { query }), run);
  // What is not offered could be taken for something that ended.
  if (rows.length === 0) throw nothingOffered();
  const read = rows.map((row) => {
    const { category, tool, name, actions } = rowOf(row);
    return { category: textOf(category), tool: textOf(tool), name: textOf(name), shown: actions };
  });
  return {
    resources: read.flatMap(({ shown, ...resource }) => {
      const { name } = resource;
      const actions = actionsIn(shown).filter((action) => !ENDED.has(triggerKey({ resource: name, action })));
      return name === '' || actions.length === 0 ? [] : [{ ...resource, actions }];
    }),
    isReadable: read.every(({ name, shown }) => name !== '' && Array.isArray(shown)),
  };
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
  const words = Array.isArray(value) ? value.map((each) => actionOf(textOf(each))) : [];
  return HOOK_ACTIONS.filter((action) => words.includes(action));
}
