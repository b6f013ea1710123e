import { idOf, rowOf, textOf } from '../../access/foreign.js';
import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import { listed } from './listed.js';
import { hookRequest } from './requests.js';
import type { HookPlace } from './wish.js';

/** What a hook is told of. */
export interface Trigger {
  /** Procore's name of the resource. */
  readonly resource: string;
  readonly action: string;
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

/** The triggers of a hook, the oldest first. @throws ProcoreError */
export async function triggersOf(
  client: Client,
  place: HookPlace,
  hookId: string,
  run: RunOptions,
): Promise<SeenTrigger[]> {
  const rows = await listed(client, hookRequest('listTriggers', place, { hookId }), run);
  return rows
    .flatMap((row) => {
      const { id, resource_name: resource, event_type: action } = rowOf(row);
      const known = idOf(id);
      if (known === undefined) return [];
      return [{ id: known, resource: textOf(resource), action: textOf(action).toLowerCase() }];
    })
    .sort((a, b) => older(a.id, b.id));
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
