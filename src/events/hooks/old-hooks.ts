import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import { ProcoreError } from '../../errors.js';
import { actionOf } from '../event.js';
import { notEnded } from './offered.js';
import { hookRequest } from './requests.js';
import { hooksIn, type SeenHook, type Trigger, toldBy, triggerKey } from './seen.js';
import { type HookPlace, payloadVersionOf } from './wish.js';

/**
 * A hook that did the same before, such as one that was made with v1.0. It is read and removed with v2.0, which is assumed
 * to list it (src/simulator/assumed.ts): v1.0 is deprecated, and this package sends nothing to what is.
 */
export interface OldHook extends Pick<SeenHook, 'id' | 'namespace' | 'status' | 'payloadVersion'> {
  readonly place: HookPlace;
  /** Scheme, host and port of its address. The rest may hold a secret. */
  readonly origin: string;
  /** What it tells of, as far as v2.0 shows it. */
  readonly triggers: readonly Trigger[];
}

/** The hooks of older namespaces at a place. @throws ProcoreError */
export async function oldHooksAt(
  client: Client,
  place: HookPlace,
  namespaces: readonly string[],
  run: RunOptions,
): Promise<OldHook[]> {
  const found: OldHook[] = [];
  for (const namespace of namespaces) {
    for (const hook of await hooksIn(client, place, namespace, run)) {
      const { id, status, payloadVersion, url } = hook;
      const origin = URL.canParse(url) ? new URL(url).origin : '';
      const triggers = await toldBy(client, place, id, run);
      found.push({ id, namespace, status, payloadVersion, place, origin, triggers });
    }
  }
  return found;
}

/** Which old hook is meant. */
export type OldHookName = Pick<OldHook, 'id' | 'namespace' | 'place'>;

/** What became of an old hook. It stays, except if it is gone. */
export type Replaced =
  | { readonly state: 'gone' }
  /** The new hook does not tell of these. */
  | { readonly state: 'lacking'; readonly lacking: readonly Trigger[] }
  /** There is no new hook that is switched on. */
  | { readonly state: 'alone' }
  /** Procore does not show what it tells of, or not in words that are known here. */
  | { readonly state: 'unknown' }
  /** Procore still lists it after it was to be removed: it has to be removed by hand. */
  | { readonly state: 'stuck' };

/**
 * Removes an old hook, if the new one at its place tells of all that it tells of. What Procore does not offer any more
 * does not count.
 * @param ours the namespace of the new hook
 * @throws ProcoreError
 */
export async function replaceOldHook(
  client: Client,
  { id, namespace, place }: OldHookName,
  ours: string,
  run: RunOptions,
): Promise<Replaced> {
  // Its own hooks are no old ones.
  if (namespace === ours) return { state: 'alone' };
  // Only what is in the namespace that somebody named, whatever id was sent.
  const found = async () => (await hooksIn(client, place, namespace, run)).find((hook) => hook.id === id);
  const old = await found();
  if (!old) return { state: 'gone' };
  const told = new Set<string>();
  for (const hook of await hooksIn(client, place, ours, run)) {
    if (hook.status === 'disabled') continue;
    for (const trigger of await toldBy(client, place, hook.id, run)) told.add(triggerKey(trigger));
  }
  if (told.size === 0) return { state: 'alone' };
  const triggers = await toldBy(client, place, id, run);
  // A hook of v1.0 may be listed without its triggers.
  if (triggers.length === 0 || !triggers.every(isKnown)) return { state: 'unknown' };
  const untold = triggers.filter((trigger) => !told.has(triggerKey(trigger)));
  const lacking = untold.length > 0 ? await lackingOf(client, place, old, untold, run) : [];
  if (lacking.length > 0) return { state: 'lacking', lacking };
  await remove(client, place, id, run);
  return { state: (await found()) ? 'stuck' : 'gone' };
}

function isKnown({ resource, action }: Trigger): boolean {
  return resource !== '' && actionOf(action) !== undefined;
}

/** Those that Procore may still offer to a hook. Of a payload that is not known here, all of them. */
async function lackingOf(
  client: Client,
  place: HookPlace,
  { payloadVersion }: SeenHook,
  triggers: readonly Trigger[],
  run: RunOptions,
): Promise<readonly Trigger[]> {
  const version = payloadVersionOf(payloadVersion);
  return version ? notEnded(client, place, version, triggers, run) : triggers;
}

async function remove(client: Client, place: HookPlace, hookId: string, run: RunOptions): Promise<void> {
  try {
    const request = hookRequest('removeHook', place, { hookId });
    for await (const _ of client.pages(request, { ...run, probing: true }));
  } catch (thrown) {
    // Somebody else has removed it, or v2.0 does not know it. The list tells.
    if (!(thrown instanceof ProcoreError && thrown.status === 404)) throw thrown;
  }
}
