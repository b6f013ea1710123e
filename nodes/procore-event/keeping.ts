import type { Area } from '../../src/changes/cover.js';
import { ProcoreError } from '../../src/errors.js';
import type { NewEvent } from '../../src/events/event.js';
import type { NodeHooks } from '../../src/events/hooks/node-hooks.js';
import type { Trigger } from '../../src/events/hooks/seen.js';
import type { Keeper, Standing } from '../../src/events/reconcile/keeper.js';
import type { Runtime } from '../../src/runtime.js';
import type { EventDef } from '../shared/flow-json.js';
import type { Host } from '../shared/pipe/host.js';
import type { Run } from '../shared/pipe/node-kind.js';
import type { Door } from './doors.js';
import { fields } from './fields.js';

const MINUTE = 60_000;

/** Create, update and delete. */
const EVERY_ACTION = 3;

/** Most minutes between two comparisons: 30 days. */
const LONGEST = 43_200;

export interface KeepingParts {
  readonly run: Run<EventDef>;
  readonly inbox: string;
  readonly runtime: Runtime;
  /** Makes the hooks; undefined if nothing is to be delivered, or the node has no public address. */
  readonly hooks: NodeHooks | undefined;
  /** Why nothing is delivered, although it should be. */
  readonly lack: ProcoreError | undefined;
  accept(events: readonly NewEvent[]): Promise<unknown>;
  /** Where deliveries come in; undefined if nothing is delivered. */
  readonly door: Door | undefined;
}

/**
 * Keeps what a node needs at Procore, and compares what it watches; undefined if the node names no resources, so that
 * there is nothing to compare.
 * @throws ProcoreError PROCORE_CONFIG
 */
export async function keeperOf(parts: KeepingParts): Promise<Keeper | undefined> {
  const { run, inbox, runtime, hooks, lack, door, accept } = parts;
  const { inputs, client, state, host } = run;
  const { config } = inputs;
  if (config.resources.length === 0) return undefined;
  const [{ Keeper }, { Reconciliation }] = await Promise.all([
    import('../../src/events/reconcile/keeper.js'),
    import('../../src/events/reconcile/reconciliation.js'),
  ]);
  const area = await areaOf(run);
  const isPolling = config.mode === 'poll';
  const minutes = isPolling
    ? inputs.count(config.interval, 'interval', LONGEST)
    : (inputs.count(config.reconcile, 'comparison', LONGEST) ?? Number(fields.reconcile.default));
  const reconciliation = new Reconciliation({
    client,
    name: inbox,
    resources: config.resources.map(({ name }) => name),
    area,
    source: isPolling ? 'polled' : 'reconciled',
    runtime,
    accept,
  });
  return new Keeper({
    name: inbox,
    state,
    reconciliation,
    ensure: async (options) => {
      if (lack) return [lack];
      return hooks && door ? ensured(run, { hooks, door, area }, options) : [];
    },
    everyMs: minutes === undefined ? undefined : minutes * MINUTE,
    runtime,
    tell: (standing) => tell(host, run, standing),
  });
}

/** The projects or companies of a node. */
async function areaOf({ inputs }: Pick<Run<EventDef>, 'inputs'>): Promise<Area> {
  const { scope, scopeFilter: given, scopeFilterType } = inputs.config;
  const { scopeFilter } = await import('../../src/scope/filter.js');
  return {
    scope,
    companyId: await inputs.company(),
    filter: scopeFilter(await inputs.typed(given, scopeFilterType, 'projects')),
  };
}

async function ensured(
  run: Run<EventDef>,
  { hooks, door, area }: { readonly hooks: NodeHooks; readonly door: Door; readonly area: Area },
  options: object,
): Promise<readonly ProcoreError[]> {
  const refusal = await door.refusal?.();
  if (refusal) return [refusal];
  const [{ hookPlaces }, { wishFor }] = await Promise.all([
    import('../../src/events/hooks/places.js'),
    import('../../src/events/hooks/wish.js'),
  ]);
  const { resources, payloadVersion } = run.inputs.config;
  const places = await hookPlaces(run.client, area, options);
  // A new value must be known here before Procore has it.
  await door.accept(revealed(await hooks.values()));
  const { failures, plan, values } = await hooks.ensure(
    wishFor(resources, door, payloadVersion, places),
    options,
  );
  // If the value was changed in between, this is the one that Procore has.
  await door.accept(revealed(values));
  const missing = missingFor(run.inputs.config, plan.notOffered);
  const notOffered = missing.length > 0 ? [lacking(missing)] : [];
  return [...failures.map(({ failure }) => failure), ...notOffered];
}

const revealed = (values: ReadonlyArray<{ reveal(): string }>) => values.map((value) => value.reveal());

/** What is not offered, though the node asks for it. Where it asks for every action, one of them is enough. */
function missingFor({ resources }: EventDef, notOffered: readonly Trigger[]): string[] {
  return resources.flatMap(({ name, actions = [] }) => {
    const missing = notOffered.filter(({ resource }) => resource === name).map(({ action }) => action);
    if (actions.length === 0) return missing.length === EVERY_ACTION ? [name] : [];
    return missing.map((action) => `${name} ${action}`);
  });
}

function lacking(missing: readonly string[]): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_NOT_FOUND',
    cause: `Procore has no webhooks for ${missing.join(', ')} here.`,
    fix: 'Take these out of the node, or give the account the level Standard on the tool "Webhooks API".',
    who: 'developer',
  });
}

/** Shows how the events stand, and warns of each failure once per deploy. */
function tell(host: Host, { idles }: Pick<Run, 'idles'>, { completeTo, failures, unlisted }: Standing): void {
  for (const { cause, fix } of failures) {
    if (host.isNews(cause)) host.warn(host.text('warning.events', { cause, fix }));
  }
  for (const name of unlisted)
    if (host.isNews(`unlisted ${name}`)) host.warn(host.text('warning.unlisted', { name }));
  const until = completeTo === undefined ? '' : timeOf(completeTo);
  const key = failures.length > 0 ? (until ? 'behind' : 'failing') : until ? 'completeTo' : 'comparing';
  idles?.({ text: host.text(`status.${key}`, { time: until }), isWrong: failures.length > 0 });
}

/** The time of this server, with the day if it is not of the last twelve hours. */
function timeOf(ms: number): string {
  const at = new Date(ms);
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (Date.now() - ms < 43_200_000) return time;
  return `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} ${time}`;
}
