import type { ProcoreEvent } from '../../src/events/event.js';
import { addressEnd, type Gate } from '../../src/events/gate.js';
import { HandOut } from '../../src/events/hand-out.js';
import { NodeHooks } from '../../src/events/hooks/node-hooks.js';
import { hookPlaces } from '../../src/events/hooks/places.js';
import { type HookAction, wishFor } from '../../src/events/hooks/wish.js';
import { Inbox } from '../../src/events/inbox.js';
import { type Listener, openListener } from '../../src/events/listener.js';
import { digestOf } from '../../src/events/receiver.js';
import { Keeper, type Standing } from '../../src/events/reconcile/keeper.js';
import { Reconciliation } from '../../src/events/reconcile/reconciliation.js';
import {
  Client,
  type ConnectionSettings,
  memoryState,
  parseConnection,
  type RunOptions,
  type Runtime,
  systemRuntime,
} from '../../src/index.js';
import type { State } from '../../src/state/state.js';
import type { Turns } from '../changes/turns.js';

const NODE = 'node';
const INBOX = 'events/node';

export interface VirtualNodeParts {
  readonly turns: Turns;
  readonly connection: Pick<ConnectionSettings, 'loginUrl' | 'apiUrl' | 'clientId' | 'clientSecret'>;
  readonly companyId: number;
  /** What outlasts it: another node on the same state goes on where this one has ended. */
  readonly state: State;
  /** Where deliveries come in; 0 takes a free port. */
  readonly port: number;
  readonly resources: ReadonlyArray<{ readonly name: string; readonly actions?: readonly HookAction[] }>;
  /** From one comparison to the next, ms. */
  readonly everyMs: number;
  /** ms by which its clock is ahead. @default 0 */
  readonly skew?: number;
  /** The header that something in front of it asks for. @default deliveries are known by that header */
  readonly gate?: Gate;
  /** The flow gets an event, and is done with it when the promise resolves. */
  flow(event: ProcoreEvent, signal: AbortSignal): void | Promise<void>;
  tell(standing: Standing): void;
}

/**
 * What an event node consists of, put together without Node-RED, so that its days pass in moments: hooks at Procore, a
 * receiver over HTTP, an inbox, comparisons, and a flow. The clock is that of the turns.
 */
export class VirtualNode {
  private readonly state: State;
  readonly #stop = new AbortController();
  #working: Promise<unknown> = Promise.resolve();
  #listener: Listener | undefined;
  #keeper: Keeper | undefined;
  #port: number;

  private constructor(
    private readonly parts: VirtualNodeParts,
    private readonly client: Client,
  ) {
    this.state = parts.state;
    this.#port = parts.port;
  }

  static async start(parts: VirtualNodeParts): Promise<VirtualNode> {
    const { turns, state, connection, companyId, skew = 0 } = parts;
    const now = () => turns.now() + skew;
    const waiting = waitingOn(now);
    const working = { now, sleep: turns.sleep, random: turns.random, log: turns.log };
    const settings: ConnectionSettings = {
      ...connection,
      environment: 'custom',
      companyId: String(companyId),
      timeoutMs: 5_000,
      allowHttp: false,
    };
    const client = new Client(parseConnection(settings), working, { state });
    const node = new VirtualNode(parts, client);
    await node.receive();
    node.#begin(waiting, working);
    return node;
  }

  /** The port that deliveries come in at. */
  get port(): number {
    return this.#port;
  }

  /** Up to when every change was handed out, ms since the epoch. */
  get completeTo(): number | undefined {
    return this.#keeper?.completeTo;
  }

  /** The deliveries that have arrived within 7 days. */
  async arrived(): Promise<ProcoreEvent[]> {
    const events: ProcoreEvent[] = [];
    for (let after: string | undefined, isMore = true; isMore; ) {
      const kept = await this.state.queue.kept(INBOX, after);
      events.push(...kept.map(({ data }) => (data as { event: ProcoreEvent }).event));
      after = kept.at(-1)?.place;
      isMore = kept.length > 0;
    }
    return events.filter(({ source }) => source === 'delivery');
  }

  /** Compares at once. */
  compare(): void {
    this.#keeper?.soon();
  }

  /** Deliveries come in again. */
  async receive(): Promise<void> {
    if (this.#listener?.isAlive) return;
    const { queue } = this.state;
    const place = { path: undefined, queue, port: this.#port, host: '127.0.0.1' };
    this.#listener = openListener(place, { now: this.#now, log: this.parts.turns.log });
    this.#port = await this.#listener.listening;
    const digests = (await this.#known()).map(digestOf);
    const where = this.parts.gate ? 'path' : 'header';
    await this.#listener.open({ node: NODE, inbox: INBOX, digests, place: where });
  }

  /** Nothing answers deliveries any more. */
  async deafen(): Promise<void> {
    await this.#listener?.close();
  }

  /** Ends, wherever it is. What the flow is not done with comes again from the next node on the file. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('stopped'));
    await this.deafen();
    await this.#working;
    await this.client.close();
  }

  readonly #now = () => this.parts.turns.now() + (this.parts.skew ?? 0);

  get #hooks(): NodeHooks {
    const { turns } = this.parts;
    const runtime = { now: this.#now, sleep: turns.sleep, random: turns.random, log: turns.log };
    return new NodeHooks(this.client, NODE, this.#origin, runtime);
  }

  /** What deliveries are known by, the newest first. */
  async #known(): Promise<string[]> {
    const { gate } = this.parts;
    const values = (await this.#hooks.values()).map((value) => value.reveal());
    return gate ? values.map((value) => addressEnd(value, gate)) : values;
  }

  get #origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  #begin(
    waiting: ConstructorParameters<typeof HandOut>[2],
    working: ConstructorParameters<typeof Keeper>[0]['runtime'],
  ): void {
    const { resources, everyMs, tell } = this.parts;
    const { state, client } = this;
    const { signal } = this.#stop;
    const inbox = new Inbox(state.queue, INBOX, { now: this.#now });
    const reconciliation = new Reconciliation({
      client,
      name: INBOX,
      resources: resources.map(({ name }) => name),
      area: AREA,
      source: 'reconciled',
      runtime: working,
      accept: (events) => inbox.accept(events),
    });
    this.#keeper = new Keeper({
      name: INBOX,
      state,
      reconciliation,
      ensure: (run) => this.#ensured(run),
      everyMs,
      runtime: working,
      tell,
    });
    const ended = (thrown: unknown) => {
      if (!signal.aborted) throw thrown;
    };
    const flow = async () => {
      for await (const { event, done } of new HandOut(state, INBOX, waiting).events(signal)) {
        await this.parts.flow(event, signal);
        if (signal.aborted) return;
        done();
      }
    };
    this.#working = Promise.all([this.#keeper.keep({ signal }).catch(ended), flow().catch(ended)]);
  }

  async #ensured(run: RunOptions) {
    const places = await hookPlaces(this.client, AREA, run);
    const { resources, gate } = this.parts;
    const url = `${this.#origin}/procore/events/${NODE}`;
    const door = gate ? { url: `${url}/${(await this.#known())[0]}`, gate } : { url };
    const { failures } = await this.#hooks.ensure(wishFor(resources, door, 'v4.0', places), run);
    return failures.map(({ failure }) => failure);
  }
}

/** All projects of the company, and the company itself. */
const AREA = { scope: 'projects', companyId: undefined, filter: {} } as const;

/** A state for such a node, in memory. What a file loses by a kill is measured elsewhere. */
export function virtualState(turns: Turns, skew: number): State {
  return memoryState(waitingOn(() => turns.now() + skew));
}

/** The time of the turns, and real pauses: a queue looks for pieces several times a second, and a virtual day has many. */
function waitingOn(now: () => number): Runtime {
  return { ...systemRuntime(), now };
}
