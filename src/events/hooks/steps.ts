import type { Secret } from '../../secret.js';
import { type SeenHook, type SeenTrigger, type Trigger, triggerKey } from './seen.js';
import { type HookWish, payloadVersionOf } from './wish.js';

/** What of a hook is not as it should be. */
export type Flaw = 'url' | 'payload version' | 'authorization' | 'disabled';

/**
 * One thing to do at a place. Steps can be shown to anybody: they hold no address and no value, since both may be
 * secret.
 */
export type HookStep =
  | { readonly do: 'create hook'; readonly triggers: readonly Trigger[] }
  | { readonly do: 'repair hook'; readonly hookId: string; readonly flaws: readonly Flaw[] }
  | { readonly do: 'add triggers'; readonly hookId: string; readonly triggers: readonly Trigger[] }
  | { readonly do: 'remove triggers'; readonly hookId: string; readonly triggers: readonly SeenTrigger[] }
  | { readonly do: 'remove hook'; readonly hookId: string; readonly why: 'double' | 'not wanted' };

/** What a hook should be like. */
type Expected = Pick<HookWish, 'url' | 'payloadVersion' | 'gate'>;

/** A hook with its triggers. */
export type WholeHook = SeenHook & { readonly triggers: readonly SeenTrigger[] };

/**
 * What there is to do at a place. Nothing, if all is as it should be.
 * @param hooks those of our namespace there, the oldest first; it stays if there are several, so that two instances
 *   that look at the same time decide alike
 * @param offered what is wanted and offered there: it is added if it is missing
 * @param wanted all that is wanted: it stays if it is there, even if a list does not offer it at the moment
 * @param value the newest value by which deliveries are known
 */
export function stepsFor(
  hooks: readonly WholeHook[],
  offered: readonly Trigger[],
  wanted: readonly Trigger[],
  wish: Expected,
  value: Secret,
): HookStep[] {
  const [kept, ...doubles] = hooks;
  if (!kept) return offered.length > 0 ? [{ do: 'create hook', triggers: offered }] : [];
  const { missing, surplus } = compared(kept.triggers, offered, wanted);
  if (missing.length === 0 && surplus.length === kept.triggers.length) {
    return hooks.map(({ id }) => ({ do: 'remove hook', hookId: id, why: 'not wanted' }));
  }
  const steps: HookStep[] = [];
  const flaws = flawsOf(kept, wish, value);
  if (flaws.length > 0) steps.push({ do: 'repair hook', hookId: kept.id, flaws });
  if (missing.length > 0) steps.push({ do: 'add triggers', hookId: kept.id, triggers: missing });
  if (surplus.length > 0) steps.push({ do: 'remove triggers', hookId: kept.id, triggers: surplus });
  return [...steps, ...doubles.map(({ id }) => ({ do: 'remove hook', hookId: id, why: 'double' }) as const)];
}

function flawsOf(hook: SeenHook, { url, payloadVersion, gate }: Expected, value: Secret): Flaw[] {
  const flaws: Flaw[] = [];
  if (hrefOf(hook.url) !== hrefOf(url)) flaws.push('url');
  if (payloadVersionOf(hook.payloadVersion) !== payloadVersion) flaws.push('payload version');
  const { authorizationEnd: end } = hook;
  // With a gate, another address can mean another header, of which Procore shows only the end.
  const isRight = end !== undefined && (gate ?? value).reveal().endsWith(end);
  if (!isRight || (gate && flaws.includes('url'))) flaws.push('authorization');
  if (hook.status === 'disabled') flaws.push('disabled');
  return flaws;
}

/** The triggers that are missing, and those that are not wanted or are there twice. */
function compared(present: readonly SeenTrigger[], offered: readonly Trigger[], wanted: readonly Trigger[]) {
  const open = new Set(wanted.map(triggerKey));
  const surplus = present.filter((trigger) => !open.delete(triggerKey(trigger)));
  return { missing: offered.filter((trigger) => open.has(triggerKey(trigger))), surplus };
}

function hrefOf(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}
