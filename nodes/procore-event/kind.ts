import { asProcoreError, configError, ProcoreError } from '../../src/errors.js';
import type { Confirmations } from '../../src/events/confirmations.js';
import type { Handed, HandOutOptions } from '../../src/events/hand-out.js';
import type { NodeHooks } from '../../src/events/hooks/node-hooks.js';
import type { Keeper } from '../../src/events/reconcile/keeper.js';
import type { WithRecord } from '../../src/events/reconcile/records.js';
import type { State } from '../../src/index.js';
import type { Runtime } from '../../src/runtime.js';
import type { EventDef } from '../shared/flow-json.js';
import type { Control, NodeKind, Run } from '../shared/pipe/node-kind.js';
import type { Outcome } from '../shared/pipe/outcome.js';
import type { Door, Doors } from './doors.js';
import { deadLetter, eventOutcome } from './event-outcomes.js';
import { fields } from './fields.js';
import { keeperOf } from './keeping.js';
import { migrations } from './migrations.js';

/** Most times that an event is handed out. */
const MOST_RETRIES = 100;

/** Most events that a flow may have without having confirmed one. */
const MOST_AT_ONCE = 1_000;

/** A node that works now. */
interface Working {
  readonly state: State;
  readonly inbox: string;
  readonly taking: Pick<HandOutOptions, 'wants' | 'windowMs'>;
  readonly confirmations: Confirmations;
  /** Undefined if the node names no resources. */
  readonly keeper: Keeper | undefined;
  readonly hooks: NodeHooks;
}

/** @param doors where deliveries come in; the list of all kinds needs none */
export function eventKind(doors?: Doors): NodeKind<EventDef> {
  const working = new Map<string, Working>();
  return {
    type: 'procore-event',
    fields,
    migrations,
    ...(doors && {
      told: {
        procoreEventPath: () => doors.path,
        procoreEventGuarded: () => (doors.isGuarded ? 'yes' : ''),
      },
    }),
    operations: () => [],
    delivery: () => 'array',

    async *whileDeployed(run) {
      if (!doors) return;
      const { host, inputs, state, client } = run;
      const { config } = inputs;
      const [{ Confirmations }, { HandOut }, { NodeHooks }, { Inbox, inboxName }, { systemRuntime }] =
        await Promise.all([
          import('../../src/events/confirmations.js'),
          import('../../src/events/hand-out.js'),
          import('../../src/events/hooks/node-hooks.js'),
          import('../../src/events/inbox.js'),
          import('../../src/runtime.js'),
        ]);
      const runtime = systemRuntime();
      const inbox = inboxName(host.id);
      const confirmations = new Confirmations(runtime, {
        most: inputs.count(config.concurrency, 'parallel messages', MOST_AT_ONCE) ?? 1,
        patienceMs: inputs.milliseconds(config.deadline, 'time limit'),
      });
      const taking = await takingOf(run);
      const handOut = new HandOut(state, inbox, runtime, {
        ...taking,
        retries: inputs.count(config.retries, 'attempts', MOST_RETRIES) ?? Number(fields.retries.default),
      });
      if (config.ignoreOwn && (config.mode === 'poll' || config.payloadVersion === 'v4.0'))
        host.warn(host.text('warning.ownUnknown'));
      const { publicUrl = '' } = client.connection;
      const hooks = new NodeHooks(client, host.id, publicUrl, runtime);
      const values = (await hooks.values()).map((value) => value.reveal());
      const wish = { node: host.id, inbox, connection: client.connection, state, values };
      const door = config.mode === 'webhook' ? await doors.open(wish, run.options.signal) : undefined;
      const store = new Inbox(state.queue, inbox, runtime);
      const lack = door && lackOf(config, publicUrl, door);
      const isWatched = door !== undefined && lack === undefined;
      // Hooks of an earlier deployment would go on delivering to nobody.
      const left = isWatched ? undefined : withoutHooks(run, runtime);
      const keeper = await keeperOf({
        run,
        inbox,
        runtime,
        hooks: isWatched ? hooks : undefined,
        lack,
        accept: (events) => store.accept(events),
        door,
      });
      const work = { state, inbox, taking, confirmations, keeper, hooks };
      working.set(host.id, work);
      const ending = new AbortController();
      // If the door breaks, the work breaks off, and the pipe begins it again.
      door?.failure?.then((failure) => ending.abort(failure));
      const signal = AbortSignal.any([run.options.signal, ending.signal]);
      // What ends the keeper ends the work, and the pipe begins it again.
      const keeping = keeper?.keep({ ...run.options, signal }).catch((thrown) => ending.abort(thrown));
      if (lack && !keeper) {
        host.warn(host.text('warning.events', { cause: lack.cause, fix: lack.fix }));
        run.idles?.({ text: host.text('status.unwatched'), isWrong: true });
      }
      try {
        const events = handOut.events(signal);
        for await (const handed of await handedOut(events, run, runtime.sleep))
          yield* outcomesFor(handed, run, { ...work, signal });
      } finally {
        ending.abort(new Error('The node has ended.'));
        confirmations.close();
        // By then, the node may have been deployed again.
        if (working.get(host.id) === work) working.delete(host.id);
        await Promise.all([keeping, left]);
        door?.close();
      }
    },

    async whenRemoved({ host, client, signal }) {
      const [{ removeHooksOf }, { systemRuntime }] = await Promise.all([
        import('../../src/events/hooks/node-hooks.js'),
        import('../../src/runtime.js'),
      ]);
      const isGone = await removeHooksOf(client, host.id, systemRuntime(), { signal });
      if (!isGone) throw hooksLeft();
    },

    async onControl({ host, config, msg }) {
      const work = working.get(host.id);
      const { replay: wish } = msg as { readonly replay?: unknown };
      if (wish !== undefined) await replayed(work, wish, msg);
      else if (Object.hasOwn(msg, 'reconcile') || Object.hasOwn(msg, 'rotate')) await kept(work, msg);
      else if (config.confirm === 'tick' && Object.hasOwn(msg, 'tick')) settle(work, msg);
    },
  };
}

/** Why nothing is delivered to a node that waits for deliveries. */
function lackOf({ resources }: EventDef, publicUrl: string, { shut }: Door): ProcoreError | undefined {
  if (resources.length === 0) {
    return configError('The node names no events, so Procore sends it none.', 'Add the events to watch.');
  }
  if (publicUrl === '') {
    return configError(
      'The connection has no public URL, so Procore cannot send events.',
      'Enter it in the connection, or set How to ask again and again.',
    );
  }
  return shut;
}

/** Takes away the hooks of an earlier deployment, if there are any. What fails is told in the log. Never rejects. */
async function withoutHooks({ host, client, options }: Run<EventDef>, runtime: Runtime): Promise<void> {
  try {
    const { removeHooksOf } = await import('../../src/events/hooks/node-hooks.js');
    if (!(await removeHooksOf(client, host.id, runtime, options))) throw hooksLeft();
  } catch (thrown) {
    if (options.signal.aborted) return;
    host.warn(host.text('warning.notRemoved', { cause: asProcoreError(thrown).cause }));
  }
}

function hooksLeft(): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_UNAVAILABLE',
    cause: 'Procore did not let some of its webhooks be removed.',
    fix: 'Remove them in Procore, by their namespace, which begins with node-red-procore.',
    who: 'company administrator',
  });
}

/** Events as the node hands them out: with their records if it reads them. */
async function handedOut(
  events: AsyncIterable<Handed>,
  { client, options, inputs }: Run<EventDef>,
  sleep: Runtime['sleep'],
): Promise<AsyncIterable<WithRecord>> {
  if (!inputs.config.hydrate) return events;
  const { withRecords } = await import('../../src/events/reconcile/records.js');
  return withRecords(client, events, options, sleep);
}

async function* outcomesFor(
  handed: WithRecord,
  { inputs, options }: Run<EventDef>,
  { confirmations, keeper, signal }: Pick<Working, 'confirmations' | 'keeper'> & { signal: AbortSignal },
): AsyncGenerator<Outcome, void, undefined> {
  const { confirm, onError } = inputs.config;
  if (handed.dead !== undefined) {
    yield deadLetter(handed, onError === 'output');
  } else if (confirm === 'tick') {
    await confirmations.room(signal);
    // Before it is sent, since a flow may confirm it while it is being sent.
    confirmations.add(handed);
    yield eventOutcome(handed, keeper?.completeTo);
  } else {
    yield {
      ...eventOutcome(handed, keeper?.completeTo),
      confirmed: async () => settleOnceReceived(handed, options.signal),
    };
  }
}

/**
 * Node-RED passes a message on a turn of the event loop later, and drops it if the flow was stopped by then. An event
 * that this may have happened to comes again.
 */
function settleOnceReceived(handed: Handed, signal: AbortSignal): void {
  const settle = () => {
    if (!signal.aborted) handed.done();
  };
  setImmediate(() => setImmediate(settle));
}

/** How the flow takes its events. */
async function takingOf({
  inputs,
  client,
}: Run<EventDef>): Promise<Required<Pick<HandOutOptions, 'wants' | 'windowMs'>>> {
  const { wantedBy } = await import('../../src/events/wanted.js');
  const { resources, ignoreOwn, coalesce } = inputs.config;
  return {
    wants: wantedBy(resources, ignoreOwn ? client.connection.clientId : undefined),
    windowMs: inputs.milliseconds(coalesce, 'join for') ?? 0,
  };
}

/** Notes on the message how many there were: a Complete node gets it. */
async function replayed(work: Working | undefined, given: unknown, msg: Control['msg']): Promise<void> {
  const { replay, replayWish } = await import('../../src/events/replay.js');
  const wish = replayWish(given);
  if (!work) {
    throw configError(
      'Nothing can be replayed, because this node does not receive events at the moment.',
      'See the status of the node.',
    );
  }
  Object.assign(msg, { replayed: await replay(work.state.queue, work.inbox, wish, work.taking) });
}

/** `msg.reconcile` compares at once; `msg.rotate` also gives the hooks another value by which deliveries are known. */
async function kept(work: Working | undefined, msg: Control['msg']): Promise<void> {
  if (!work?.keeper) {
    throw configError(
      'There is nothing to compare, because this node names no resources or does not work at the moment.',
      'Add what the node should watch.',
    );
  }
  if (Object.hasOwn(msg, 'rotate')) await work.hooks.rotate();
  work.keeper.soon();
}

/** `msg.tick: false` gives an event back; anything else confirms it. */
function settle(work: Working | undefined, msg: Control['msg']): void {
  const { tick, procore, error } = msg as {
    readonly tick?: unknown;
    readonly procore?: { readonly eventId?: unknown };
    readonly error?: { readonly message?: unknown };
  };
  const id = procore?.eventId;
  const reason = typeof error?.message === 'string' ? error.message : 'The flow gave it back.';
  work?.confirmations.settle(typeof id === 'string' ? id : undefined, tick === false ? reason : undefined);
}
