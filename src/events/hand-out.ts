import { GivenUp, LEFT_OUT, type TakenPiece } from '../queue/work-queue.js';
import type { Runtime } from '../runtime.js';
import type { State } from '../state/state.js';
import type { NewEvent, ProcoreEvent } from './event.js';
import { countOf, type Group, Groups, type Held, newestOf } from './groups.js';
import type { InboxItem } from './inbox.js';
import { Marks, REMEMBERED } from './marks.js';

/** Events in memory, without and with a window: one that joins must have taken those that it joins. */
const AT_ONCE = 500;
const AT_ONCE_JOINING = 4_000;

/** Groups that share one commit of their marks. */
const TOGETHER = 200;

/** A flow may block the process for long, and its events must not count as abandoned meanwhile, ms. */
const LEASE = 120_000;

/** How long handled events are kept for a replay, ms. */
const KEPT = 7 * 86_400_000;

export interface HandOutOptions {
  /** How long events of one record are collected into one, ms. @default 0: each is handed out */
  readonly windowMs?: number;
  /** Times that an event is handed out before it is a dead letter. @default 5 */
  readonly retries?: number;
  /**
   * Times that the process may end with an event in memory before the event is taken for the cause and is a dead letter.
   * @default 100: many events are in memory when a process ends
   */
  readonly crashes?: number;
  /** ms before an event that failed for the n-th time is handed out again. @default 1 s, doubled each time */
  readonly backoff?: (failures: number) => number;
  /** Whether the flow wants an event. @default all of them */
  wants?(event: NewEvent): boolean;
  /** Most handled events that are kept for a replay. @default 100,000 */
  readonly keepMost?: number;
}

/** What is handed out: an event, or one that failed too often. Each must be settled, by one of its functions. */
export interface Handed {
  readonly event: ProcoreEvent;
  /** Events of the same record that it stands for. */
  readonly count: number;
  /** Why it is a dead letter; undefined for an event. A dead letter needs not be settled. */
  readonly dead?: string;
  /** The flow has it, and does not want it again. */
  done(): void;
  /** The flow could not work on it. It comes again after a pause, or as a dead letter. */
  failed(reason: string): void;
}

/**
 * Hands the events of an inbox to a flow: each id once within 30 days, and of one record never an older state after a
 * newer one. What was not settled when the process ended comes again, with `redelivered`. An event that failed does
 * not come again once a newer one of its record was handed out.
 */
export class HandOut {
  readonly #groups: Groups;
  readonly #marks: Marks;
  readonly #dead: Handed[] = [];
  readonly #options: HandOutOptions;
  #wake: () => void = () => undefined;
  #isAwake = false;

  /** @param name the name of the inbox's queue */
  constructor(
    private readonly state: Pick<State, 'store' | 'queue'>,
    private readonly name: string,
    private readonly runtime: Pick<Runtime, 'now' | 'sleep'>,
    options: HandOutOptions = {},
  ) {
    this.#options = options;
    this.#groups = new Groups(options.windowMs ?? 0);
    this.#marks = new Marks(state.store, name);
  }

  /**
   * Events as they come, until `signal` is aborted. What is not settled by then is handed out again later.
   * @throws the signal's reason; ProcoreError PROCORE_STATE
   */
  async *events(signal: AbortSignal): AsyncGenerator<Handed, void, undefined> {
    const { backoff, keepMost, windowMs = 0 } = this.#options;
    const serving = this.state.queue.serve(this.name, (piece, stop) => this.#take(piece, stop), {
      atOnce: windowMs > 0 ? AT_ONCE_JOINING : AT_ONCE,
      // Who has had too much is decided here, since a dead letter is told to the flow.
      attempts: Number.POSITIVE_INFINITY,
      losses: Number.POSITIVE_INFINITY,
      leaseMs: LEASE,
      keepMs: KEPT,
      ...(backoff && { backoff }),
      ...(keepMost !== undefined && { keepMost }),
    });
    try {
      for (;;) {
        signal.throwIfAborted();
        this.#isAwake = false;
        yield* this.#dead.splice(0);
        const groups = this.#groups.take(this.runtime.now(), TOGETHER);
        for (const group of await this.#passed(groups)) {
          signal.throwIfAborted();
          yield this.#handed(group);
        }
        if (groups.length === 0) await this.#pause(signal);
      }
    } finally {
      await serving.close();
    }
  }

  /** Handles one piece: settles when the flow is done with it, or at once if it is known. */
  async #take(piece: TakenPiece, stop: AbortSignal): Promise<unknown> {
    const { event, replayed = false, count = 1 } = piece.data as InboxItem;
    if (this.#options.wants?.(event) === false) {
      await this.#marks.leftOut(event);
      return LEFT_OUT;
    }
    if (!replayed && !(await this.#isNew(event, piece))) return LEFT_OUT;
    const { crashes = 100 } = this.#options;
    if (piece.losses >= crashes) {
      const reason = `The process ended ${piece.losses} times while it had this event.`;
      this.#bury(event, count, reason);
      throw new GivenUp(reason);
    }
    return new Promise<unknown>((resolve, reject) => {
      const held: Held = {
        event: { ...event, redelivered: replayed || piece.taken > 1 },
        piece,
        replayed,
        count,
        done: () => resolve(undefined),
        leaveOut: () => resolve(LEFT_OUT),
        fail: reject,
      };
      const leave = () => {
        this.#groups.remove(held);
        reject(stop.reason);
      };
      if (stop.aborted) return leave();
      stop.addEventListener('abort', leave, { once: true });
      this.#groups.add(held, this.runtime.now());
      this.#rouse();
    });
  }

  /** An event that was taken before may have been claimed then, and not handed out. */
  async #isNew({ eventId }: NewEvent, { taken }: TakenPiece): Promise<boolean> {
    const [isNew] = await this.state.store.claim([`${this.name}/seen/${eventId}`], REMEMBERED);
    return isNew === true || taken > 1;
  }

  /** The groups that no newer event has overtaken. What is left out is settled. */
  async #passed(groups: readonly Group[]): Promise<readonly Group[]> {
    const asked = groups.filter(({ held }) => held.length > 0 && held[0]?.replayed === false);
    const passes = await this.#marks.pass(asked.map((group) => newestOf(group).event));
    const overtaken = new Set(asked.filter((_, index) => !passes[index]));
    for (const group of overtaken) this.#settle(group, (held) => held.leaveOut());
    return groups.filter((group) => group.held.length > 0 && !overtaken.has(group));
  }

  #handed(group: Group): Handed {
    const { event } = newestOf(group);
    const count = countOf(group.held);
    return {
      event: { ...event, redelivered: group.held.some((held) => held.event.redelivered) },
      count,
      done: () => this.#settle(group, (held) => held.done()),
      failed: (reason) => this.#failed(group, reason),
    };
  }

  #failed(group: Group, reason: string): void {
    const { retries = 5 } = this.#options;
    const isLast = ({ piece }: Held) => piece.failures + 1 >= retries;
    const dead = group.held.filter(isLast);
    if (dead.length > 0) {
      this.#bury(newestOf({ ...group, held: dead }).event, countOf(dead), reason);
    }
    this.#settle(group, (held) => held.fail(isLast(held) ? new GivenUp(reason) : new Error(reason)));
  }

  /** Tells the flow of a dead letter. */
  #bury(event: NewEvent, count: number, reason: string): void {
    const nothing = () => undefined;
    const handed = { ...event, redelivered: true };
    this.#dead.push({ event: handed, count, dead: reason, done: nothing, failed: nothing });
    this.#rouse();
  }

  #settle(group: Group, how: (held: Held) => void): void {
    for (const held of group.held) how(held);
    this.#groups.free(group);
    this.#rouse();
  }

  #rouse(): void {
    this.#isAwake = true;
    this.#wake();
  }

  /** Waits for a piece, for the end of a window, or for the flow. */
  async #pause(signal: AbortSignal): Promise<void> {
    if (this.#isAwake || signal.aborted) return;
    const now = this.runtime.now();
    const due = this.#groups.nextDue(now);
    const ended = new AbortController();
    const end = () => ended.abort();
    this.#wake = end;
    signal.addEventListener('abort', end, { once: true });
    try {
      // Without a window, it waits for a piece; the length of the sleep does not matter then.
      await this.runtime.sleep(due === undefined ? LEASE : due - now, ended.signal).catch(() => undefined);
    } finally {
      signal.removeEventListener('abort', end);
      this.#wake = () => undefined;
    }
  }
}
