import { idOf, rowOf, textOf } from '../../access/foreign.js';
import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import { actionOf } from '../event.js';
import { listed } from './listed.js';
import { hookRequest } from './requests.js';
import type { HookPlace } from './wish.js';

/** What a hook is told of. */
export interface Trigger {
  /** Procore's name of the resource; empty if Procore shows none. */
  readonly resource: string;
  /** One of the three actions, or Procore's own word in small letters if it is none of them. */
  readonly action: string;
}

/** The same for the same trigger, however Procore spells its resource. */
export function triggerKey({ resource, action }: Trigger): string {
  return `${resource.toLowerCase()} ${action}`;
}

export interface SeenTrigger extends Trigger {
  readonly id: string;
}

/** A hook as Procore shows it. */
export interface SeenHook {
  readonly id: string;
  readonly namespace: string;
  readonly status: string;
  readonly payloadVersion: string;
  readonly url: string;
  /** The end of the Authorization value; undefined if there is none. Procore masks the rest. */
  readonly authorizationEnd: string | undefined;
}

/** The hooks of a namespace at a place, the oldest first. @throws ProcoreError */
export async function hooksIn(
  client: Client,
  place: HookPlace,
  namespace: string,
  run: RunOptions,
): Promise<SeenHook[]> {
  const rows = await listed(client, hookRequest('listHooks', place, { query: { namespace } }), run);
  return (
    rows
      .flatMap((row) => seenHook(rowOf(row)))
      // Whatever the list has: the hooks of another namespace are never ours.
      .filter((hook) => hook.namespace === namespace)
      .sort((a, b) => older(a.id, b.id))
  );
}

/** The triggers of a hook that have an id, the oldest first. @throws ProcoreError */
export async function triggersOf(
  client: Client,
  place: HookPlace,
  hookId: string,
  run: RunOptions,
): Promise<SeenTrigger[]> {
  return (await triggerRows(client, place, hookId, run))
    .flatMap(({ id, ...trigger }) => (id === undefined ? [] : [{ id, ...trigger }]))
    .sort((a, b) => older(a.id, b.id));
}

/** What a hook tells of: each row that Procore shows, even one that cannot be read. @throws ProcoreError */
export async function toldBy(
  client: Client,
  place: HookPlace,
  hookId: string,
  run: RunOptions,
): Promise<Trigger[]> {
  const rows = await triggerRows(client, place, hookId, run);
  return rows.map(({ resource, action }) => ({ resource, action }));
}

async function triggerRows(client: Client, place: HookPlace, hookId: string, run: RunOptions) {
  const rows = await listed(client, hookRequest('listTriggers', place, { hookId }), run);
  return rows.map((row) => {
    const { id, resource_name: resource, event_type: action } = rowOf(row);
    const word = textOf(action);
    return { id: idOf(id), resource: textOf(resource), action: actionOf(word) ?? word.toLowerCase() };
  });
}

function seenHook(row: Readonly<Record<string, unknown>>): SeenHook[] {
  const id = idOf(row.id);
  if (id === undefined) return [];
  const { Authorization: shown } = rowOf(row.destination_headers);
  return [
    {
      id,
      namespace: textOf(row.namespace),
      status: textOf(row.status),
      payloadVersion: textOf(row.payload_version),
      url: typeof row.destination_url === 'string' ? row.destination_url : '',
      authorizationEnd: typeof shown === 'string' ? shown.slice(shown.lastIndexOf('*') + 1) : undefined,
    },
  ];
}

/** Ids grow. They are digits, and may be more than a number can hold. */
function older(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
