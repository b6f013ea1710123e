import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import { ProcoreError } from '../../errors.js';
import { offeredResources } from './offered.js';
import { hookRequest } from './requests.js';
import { hooksIn, type SeenHook, type Trigger, triggersOf } from './seen.js';
import { triggerKey } from './steps.js';
import type { HookPlace } from './wish.js';

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

/** What became of an old hook. In the last three cases it stays. */
export type Replaced =
  | { readonly state: 'gone' }
  /** The new hook does not tell of these. */
  | { readonly state: 'lacking'; readonly lacking: readonly Trigger[] }
  /** There is no new hook that is switched on. */
  | { readonly state: 'alone' }
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
  const isThere = async () => (await hooksIn(client, place, namespace, run)).some((hook) => hook.id === id);
  if (!(await isThere())) return { state: 'gone' };
  const told = new Set<string>();
  for (const hook of await hooksIn(client, place, ours, run)) {
    if (hook.status === 'disabled') continue;
    for (const trigger of await toldBy(client, place, hook.id, run)) told.add(triggerKey(trigger));
  }
  if (told.size === 0) return { state: 'alone' };
  const unknown = (await toldBy(client, place, id, run)).filter((each) => !told.has(triggerKey(each)));
  const lacking = unknown.length > 0 ? await offeredOf(client, place, unknown, run) : [];
  if (lacking.length > 0) return { state: 'lacking', lacking };
  await remove(client, place, id, run);
  return { state: (await isThere()) ? 'stuck' : 'gone' };
}

/** What a hook tells of. */
async function toldBy(client: Client, place: HookPlace, id: string, run: RunOptions): Promise<Trigger[]> {
  const triggers = await triggersOf(client, place, id, run);
  return triggers.map(({ resource, action }) => ({ resource, action }));
}

/** Those that Procore offers there. */
async function offeredOf(
  client: Client,
  place: HookPlace,
  triggers: readonly Trigger[],
  run: RunOptions,
): Promise<Trigger[]> {
  const offered = await offeredResources(client, place, 'v4.0', run);
  const keys = new Set(
    offered.flatMap(({ name, actions }) => actions.map((action) => triggerKey({ resource: name, action }))),
  );
  return triggers.filter((trigger) => keys.has(triggerKey(trigger)));
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
