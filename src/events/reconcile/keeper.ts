import type { RunOptions } from '../../call/run-options.js';
import { asProcoreError, type ProcoreError } from '../../errors.js';
import type { Runtime } from '../../runtime.js';
import type { State } from '../../state/state.js';
import type { Reconciliation } from './reconciliation.js';

const DAY = 86_400_000;

/** Between two looks at an inbox that is not empty yet, ms: at first, and at last. */
const LOOK_EVERY = 1_000;
const LOOK_AT_LEAST = 30_000;

/** The pause after a run that broke off, ms; doubled each time, up to the interval. */
const PAUSE = 60_000;

/** Requests an hour for polling: a quarter of the lowest hourly limit that was seen, 600. */
const POLLS_AN_HOUR = 150;
const SHORTEST = 60_000;
const HOUR = 3_600_000;

/** How the events of a node stand. */
export interface Standing {
  /** Every change up to then was handed out, ms since the epoch; undefined if that is not known yet. */
  readonly completeTo: number | undefined;
  /** Why something could not be set up or compared in the last run. */
  readonly failures: readonly ProcoreError[];
  /** What no list has, so that it cannot be compared. */
  readonly unlisted: readonly string[];
}

export interface KeeperParts {
  /** The name of the inbox. */
  readonly name: string;
  readonly state: Pick<State, 'store' | 'queue'>;
  readonly reconciliation: Reconciliation;
  /** Makes the hooks as they should be, if something is delivered. @returns what could not be done */
  ensure(run: RunOptions): Promise<readonly ProcoreError[]>;
  /** From the begin of one run to that of the next, ms. @default as short as a small part of the quota allows */
  readonly everyMs?: number | undefined;
  readonly runtime: Pick<Runtime, 'now' | 'sleep'>;
  tell(standing: Standing): void;
}

/** Keeps the hooks of a node as they should be, and compares its records at once and then again and again. */
export class Keeper {
  #standing: Standing = { completeTo: undefined, failures: [], unlisted: [] };
  #wake: () => void = () => undefined;
  #isDue = false;
  /** Up to when everything is known, while the flow has not had all of it. */
  #pending: number | undefined;

  constructor(private readonly parts: KeeperParts) {}

  /** Up to when every change was handed out, ms since the epoch. */
  get completeTo(): number | undefined {
    return this.#standing.completeTo;
  }

  /** Works until the signal is aborted. @throws the signal's reason */
  async keep(run: RunOptions & { readonly signal: AbortSignal }): Promise<never> {
    const { runtime, reconciliation } = this.parts;
    // What was complete when the process ended still is.
    this.#tell({ completeTo: await reconciliation.completeTo() });
    let pause = PAUSE;
    for (;;) {
      run.signal.throwIfAborted();
      const began = runtime.now();
      let requests = 0;
      const counted: RunOptions = {
        ...run,
        lane: 'bulk',
        onSent: () => {
          requests++;
        },
      };
      const isPassing = await this.#once(counted, began).catch((thrown: unknown) => {
        run.signal.throwIfAborted();
        this.#tell({ failures: [asProcoreError(thrown)] });
        return true;
      });
      const every = this.parts.everyMs ?? intervalFor(requests);
      const wait = isPassing ? Math.min(pause, every) : every;
      pause = isPassing ? pause * 2 : PAUSE;
      await this.#pause(began + wait - runtime.now(), run.signal);
    }
  }

  /** Runs again at once, or as soon as the run in progress has ended. */
  soon(): void {
    this.#isDue = true;
    this.#wake();
  }

  /** Waits for so long, or until it is woken. Meanwhile it looks whether the flow has had everything. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const { runtime } = this.parts;
    const end = runtime.now() + ms;
    let look = LOOK_EVERY;
    while (!this.#isDue && runtime.now() < end) {
      const isSettled = await this.#settled();
      const left = Math.max(0, end - runtime.now());
      await this.#sleep(isSettled ? left : Math.min(left, look), signal);
      // Counting a long queue takes a while, so it is done less and less often.
      look = Math.min(look * 2, LOOK_AT_LEAST);
    }
    this.#isDue = false;
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    const either = AbortSignal.any([signal, woken.signal]);
    await this.parts.runtime.sleep(ms, either).catch(() => signal.throwIfAborted());
    this.#wake = () => undefined;
  }

  /** @returns whether something failed that may be possible soon */
  async #once(run: RunOptions, began: number): Promise<boolean> {
    const { reconciliation, state } = this.parts;
    const undone = await this.parts.ensure(run);
    const full = await this.#isFullDue(began);
    const { completeTo, failures, unlisted } = await reconciliation.run(full, run);
    if (full && failures.length === 0) await state.store.set(this.#fullKey, began);
    this.#tell({ failures: [...undone, ...failures], unlisted });
    if ([...undone, ...failures].some(({ transient }) => transient)) return true;
    this.#pending = completeTo;
    return false;
  }

  /** Moves the mark if the flow has had everything before it. @returns whether there is nothing to wait for */
  async #settled(): Promise<boolean> {
    const { state, name, reconciliation } = this.parts;
    const completeTo = this.#pending;
    if (completeTo === undefined) return true;
    const { waiting, taken } = await state.queue.counts(name);
    if (waiting + taken > 0) return false;
    await reconciliation.reached(completeTo);
    this.#pending = undefined;
    this.#tell({ completeTo });
    return true;
  }

  /** Once a day everything is compared, even if nothing seems to be wrong. */
  async #isFullDue(now: number): Promise<boolean> {
    const [kept] = await this.parts.state.store.get<number>([this.#fullKey]);
    return kept === undefined || now - kept.value >= DAY;
  }

  get #fullKey(): string {
    return `${this.parts.name}|full`;
  }

  #tell(news: Partial<Standing>): void {
    this.#standing = { ...this.#standing, ...news };
    this.parts.tell(this.#standing);
  }
}

/** How often to poll, ms, if one run takes so many requests. */
function intervalFor(requests: number): number {
  return Math.max(SHORTEST, (requests / POLLS_AN_HOUR) * HOUR);
}
