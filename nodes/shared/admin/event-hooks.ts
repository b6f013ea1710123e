import type { z } from 'zod';
import { addressEnd, gateFor } from '../../../src/events/gate.js';
import { NodeHooks } from '../../../src/events/hooks/node-hooks.js';
import { type OfferedResource, offeredResources } from '../../../src/events/hooks/offered.js';
import type { Replaced } from '../../../src/events/hooks/old-hooks.js';
import { hookPlaces } from '../../../src/events/hooks/places.js';
import type { HookPlan, PlaceFailure } from '../../../src/events/hooks/plan.js';
import type { Trigger } from '../../../src/events/hooks/seen.js';
import { type HookPlace, wishFor } from '../../../src/events/hooks/wish.js';
import { type Client, systemRuntime } from '../../../src/index.js';
import { scopeFilter } from '../../../src/scope/filter.js';
import { type PublicError, told } from './answer.js';
import type { eventOldHooks, eventPlan, eventResources } from './schemas.js';

/** Most old hooks that are shown one by one. */
const MOST_OLD = 50;

const INTERACTIVE = { lane: 'interactive' } as const;

type Given<S extends z.ZodType> = Omit<z.infer<S>, 'connection'>;

/** A step of a plan, and at how many places it is taken. */
export interface ShownStep {
  readonly do: HookPlan['places'][number]['steps'][number]['do'];
  readonly companies: number;
  readonly projects: number;
  /** How many triggers it is about at each place. */
  readonly triggers?: number;
  readonly flaws?: readonly string[];
}

/** An old webhook as a dialog shows it. */
export interface ShownOldHook extends HookPlace {
  readonly id: string;
  readonly namespace: string;
  readonly origin: string;
  readonly triggers: readonly Trigger[];
}

/** What became of an old webhook. */
export interface ReplacedHook {
  readonly id: string;
  readonly state: Replaced['state'];
  /** What the node's own does not tell of yet, e.g. `RFIs create`. */
  readonly lacking?: readonly string[];
}

/** What a deployment would do at Procore, as a dialog shows it. It holds no address and no secret. */
export interface ShownPlan {
  readonly steps: readonly ShownStep[];
  readonly looked: number;
  /** Wanted, and offered nowhere, e.g. `RFIs create`. */
  readonly notOffered: readonly string[];
  readonly old: readonly ShownOldHook[];
  /** Old webhooks that are not shown one by one. */
  readonly moreOld: number;
  /** Why places could not be looked at, each reason once. */
  readonly failures: readonly { readonly error: PublicError; readonly places: number }[];
}

/**
 * What hooks can tell of, at a company and at a project of the scope, by name. @throws ProcoreError if neither can be
 * read
 */
export async function eventResourcesOf(
  client: Client,
  { payloadVersion, ...scope }: Given<typeof eventResources>,
): Promise<OfferedResource[]> {
  const places = await placesOf(client, scope);
  const company = places.find(({ projectId }) => projectId === undefined);
  const project = places.find(({ projectId }) => projectId !== undefined);
  const asked = [company, project].filter((place) => place !== undefined);
  const lists = await Promise.allSettled(
    asked.map((place) => offeredResources(client, place, payloadVersion, INTERACTIVE)),
  );
  const read = lists.filter((list) => list.status === 'fulfilled');
  const [failed] = lists.filter((list) => list.status === 'rejected');
  if (read.length === 0 && failed) throw failed.reason;
  // What both have is shown once.
  const byName = new Map(read.flatMap(({ value }) => value).map((each) => [each.name, each]));
  return [...byName.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * What a deployment would do. Changes nothing.
 * @param asks for what Node-RED asks on the address, as {@link gateFor} has it; with a gate, the secret is at its end
 * @throws ProcoreError what would fail at every place
 */
export async function hookPlanOf(
  client: Client,
  { node, events, payloadVersion, resources, oldNamespaces, ...scope }: Given<typeof eventPlan>,
  asks: unknown,
): Promise<ShownPlan> {
  const hooks = new NodeHooks(client, node, events, systemRuntime());
  const [value] = await hooks.values();
  const { gate, shut } = gateFor(asks, client.connection) ?? {};
  if (shut) throw shut;
  const url = `${events}${node}${gate && value ? `/${addressEnd(value.reveal(), gate)}` : ''}`;
  const wish = wishFor(resources, { url, gate }, payloadVersion, await placesOf(client, scope));
  return shown(await hooks.plan({ ...wish, ...(oldNamespaces && { oldNamespaces }) }, INTERACTIVE));
}

/**
 * Deletes old webhooks, as far as the node's own ones tell of all that they tell of.
 * @throws ProcoreError with the first that could not be looked at
 */
export async function hooksReplaced(
  client: Client,
  { node, events, hooks }: Given<typeof eventOldHooks>,
): Promise<ReplacedHook[]> {
  const own = new NodeHooks(client, node, events, systemRuntime());
  const replaced: ReplacedHook[] = [];
  for (const { id, namespace, companyId, projectId } of hooks) {
    const place = projectId === undefined ? { companyId } : { companyId, projectId };
    const result = await own.replace({ id, namespace, place }, INTERACTIVE);
    const { state } = result;
    replaced.push(state === 'lacking' ? { id, state, lacking: result.lacking.map(nameOf) } : { id, state });
  }
  return replaced;
}

function placesOf(
  client: Client,
  { scope, filter, companyId }: Pick<Given<typeof eventResources>, 'scope' | 'filter' | 'companyId'>,
): Promise<HookPlace[]> {
  return hookPlaces(client, { scope, companyId, filter: scopeFilter(filter) }, INTERACTIVE);
}

function shown({ places, looked, notOffered, old, failures }: HookPlan): ShownPlan {
  return {
    steps: grouped(places),
    looked,
    notOffered: notOffered.map(nameOf),
    old: old
      .slice(0, MOST_OLD)
      .map(({ id, namespace, origin, triggers, place }) => ({ id, namespace, origin, triggers, ...place })),
    moreOld: Math.max(0, old.length - MOST_OLD),
    failures: reasons(failures),
  };
}

function nameOf({ resource, action }: Trigger): string {
  return `${resource} ${action}`;
}

/** Steps that are alike as one, since hundreds of projects differ in nothing. */
function grouped(places: HookPlan['places']): ShownStep[] {
  const steps = new Map<string, ShownStep>();
  for (const { place, steps: own } of places) {
    for (const step of own) {
      const about = {
        do: step.do,
        ...('triggers' in step && { triggers: step.triggers.length }),
        ...('flaws' in step && { flaws: step.flaws }),
      };
      const key = JSON.stringify(about);
      const { companies, projects } = steps.get(key) ?? { companies: 0, projects: 0 };
      const isProject = place.projectId !== undefined;
      steps.set(key, {
        ...about,
        companies: companies + (isProject ? 0 : 1),
        projects: projects + (isProject ? 1 : 0),
      });
    }
  }
  return [...steps.values()];
}

function reasons(failures: readonly PlaceFailure[]): ShownPlan['failures'] {
  const byCause = new Map<string, { error: PublicError; places: number }>();
  for (const { failure } of failures) {
    const places = (byCause.get(failure.cause as string)?.places ?? 0) + 1;
    byCause.set(failure.cause as string, { error: told(failure), places });
  }
  return [...byCause.values()];
}
