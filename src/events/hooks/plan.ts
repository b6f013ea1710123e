import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import { asProcoreError, type ErrorCode, type ProcoreError } from '../../errors.js';
import { merged } from '../../queue/merged.js';
import type { Secret } from '../../secret.js';
import { type OfferedResource, offeredResources } from './offered.js';
import { type OldHook, oldHooksAt } from './old-hooks.js';
import { hooksIn, type Trigger, triggerKey, triggersOf } from './seen.js';
import { type HookStep, stepsFor } from './steps.js';
import { type HookPlace, type HookWish, placeKey } from './wish.js';

/** Places that are worked on at the same time; the quota sets the speed. */
const AT_ONCE = 4;

/** Codes that end the whole work: every other place would fail alike. */
const STOP: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PROCORE_AUTH',
  'PROCORE_CANCELLED',
  'PROCORE_CONFIG',
  'PROCORE_STATE',
]);

export interface PlaceFailure {
  readonly place: HookPlace;
  readonly failure: ProcoreError;
}

/** What there is to do at one place. */
export interface PlacePlan {
  readonly place: HookPlace;
  readonly steps: readonly HookStep[];
}

/** What there is to do so that hooks are as they should be. It holds no secret and can be shown. */
export interface HookPlan {
  /** The places where something is to be done. */
  readonly places: readonly PlacePlan[];
  /** Places that were looked at. */
  readonly looked: number;
  /** What was wanted, and is offered at none of the places that were looked at. */
  readonly notOffered: readonly Trigger[];
  /** Hooks of older namespaces. A plan has no steps for them. */
  readonly old: readonly OldHook[];
  /** Places that could not be looked at. */
  readonly failures: readonly PlaceFailure[];
}

interface Looked extends PlacePlan {
  readonly offered: readonly Trigger[];
  readonly old: readonly OldHook[];
}

/**
 * Looks at every place and finds out what there is to do. Changes nothing.
 * @param value the newest value by which deliveries are known
 * @param left places that may still have a hook of ours, and should have none
 * @throws ProcoreError what would fail at every place
 */
export async function planHooks(
  client: Client,
  wish: HookWish,
  value: Secret,
  run: RunOptions,
  left: readonly HookPlace[] = [],
): Promise<HookPlan> {
  const offers = new Offers(client, wish, run);
  const isLeft = new Set(left.map(placeKey));
  const wanted = wantedOf(wish);
  const look = async (place: HookPlace): Promise<Looked> => {
    const isWanted = !isLeft.has(placeKey(place));
    const offered = isWanted ? await offers.at(place) : [];
    const seen = await hooksIn(client, place, wish.namespace, run);
    const whole = [];
    for (const hook of seen) {
      const triggers = isWanted ? await triggersOf(client, place, hook.id, run) : [];
      whole.push({ ...hook, triggers });
    }
    const namespaces = (wish.oldNamespaces ?? []).filter((namespace) => namespace !== wish.namespace);
    const old = await oldHooksAt(client, place, namespaces, run);
    const steps = stepsFor(whole, offered, isWanted ? wanted : [], wish, value);
    return { place, steps, offered, old };
  };
  const looked: Looked[] = [];
  const failures: PlaceFailure[] = [];
  for await (const result of atEach([...wish.places, ...left], look, run)) {
    if ('failure' in result) failures.push(result);
    else looked.push(result);
  }
  const known = new Set(looked.flatMap(({ offered }) => offered.map(triggerKey)));
  const isKnown = looked.some(({ place }) => !isLeft.has(placeKey(place)));
  return {
    places: looked.filter(({ steps }) => steps.length > 0).map(({ place, steps }) => ({ place, steps })),
    looked: looked.length,
    notOffered: isKnown ? wanted.filter((trigger) => !known.has(triggerKey(trigger))) : [],
    old: looked.flatMap((each) => each.old),
    failures,
  };
}

/**
 * Works at several places at a time; the failure of one does not end the rest.
 * @throws ProcoreError what would fail at every place; the signal's reason
 */
export function atEach<P extends HookPlace | { readonly place: HookPlace }, T>(
  places: readonly P[],
  work: (place: P) => Promise<T>,
  { signal }: RunOptions,
): AsyncGenerator<T | PlaceFailure> {
  return merged(places, AT_ONCE, async function* (place) {
    try {
      yield await work(place);
    } catch (thrown) {
      if (signal?.aborted) throw thrown;
      const failure = asProcoreError(thrown);
      if (STOP.has(failure.code)) throw failure;
      yield { place: 'place' in place ? place.place : (place as HookPlace), failure };
    }
  });
}

/** What Procore offers at places. Projects of a company have the same, so it is read at one of them. */
class Offers {
  readonly #read = new Map<string, Promise<OfferedResource[]>>();

  constructor(
    private readonly client: Client,
    private readonly wish: HookWish,
    private readonly run: RunOptions,
  ) {}

  /** The wanted triggers that the place offers, in Procore's spelling. */
  async at(place: HookPlace): Promise<Trigger[]> {
    const key = `${place.companyId} ${place.projectId === undefined ? 'company' : 'project'}`;
    let read = this.#read.get(key);
    if (!read) {
      read = offeredResources(this.client, place, this.wish.payloadVersion, this.run);
      this.#read.set(key, read);
      // Another project may show what this one refuses.
      read.catch(() => this.#read.delete(key));
    }
    const wanted = new Set(wantedOf(this.wish).map(triggerKey));
    return (await read).flatMap(({ name, actions }) =>
      actions
        .map((action) => ({ resource: name, action }))
        .filter((trigger) => wanted.has(triggerKey(trigger))),
    );
  }
}

function wantedOf({ resources }: HookWish): Trigger[] {
  return resources.flatMap(({ name, actions }) => actions.map((action) => ({ resource: name, action })));
}
