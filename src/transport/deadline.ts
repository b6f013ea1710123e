import { setMaxListeners } from 'node:events';
import { ProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { after } from '../timer.js';

/** The reason of a stop because time ran out, as opposed to a cancellation. */
export class DeadlineReached extends Error {
  /** @param idle whether nothing moved for that long; false if that was the total time */
  constructor(
    readonly ms: number,
    readonly idle = false,
  ) {
    super(idle ? `Nothing moved for ${ms} ms.` : `No complete answer within ${ms} ms.`);
  }
}

/** A new signal that fires when others do. */
export interface Followed {
  readonly signal: AbortSignal;
  abort(): void;
  /** Removes its listeners from the others. */
  release(): void;
}

type Parents = ReadonlyArray<AbortSignal | undefined>;

/** Allows many listeners on a signal. Each removes itself again, but Node.js 20 warns of a leak beyond ten. */
export function forMany(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}

/** Something in progress that can be stopped. */
export interface Stoppable {
  stop(reason: unknown): void;
}

/**
 * Stops what it watches after `ms` milliseconds or when `parent` is aborted, whichever comes first. Release it at the
 * end. It is a total deadline, since undici's bodyTimeout never ends a body that drips (measured). Calls of `moved`
 * make it an idle one.
 */
export class TimeLimit {
  #endTimer: () => void;
  #movedAt: number | undefined;
  readonly #cancel = () => this.#stop(this.parent?.reason);
  #over: { readonly reason: unknown } | undefined;
  #underWay: Stoppable | undefined;

  constructor(
    private readonly ms: number,
    private readonly parent: AbortSignal | undefined,
  ) {
    this.#endTimer = after(ms, this.#timeIsUp);
    if (parent?.aborted) this.#cancel();
    else parent?.addEventListener('abort', this.#cancel);
  }

  /** Whether it has stopped already, so that nothing new may start. */
  get over(): boolean {
    return this.#over !== undefined;
  }

  /** Whether its parent stopped it, not its own time. */
  get cancelled(): boolean {
    return this.#over !== undefined && !(this.#over.reason instanceof DeadlineReached);
  }

  /** Something moved, so the time starts again. */
  moved(): void {
    // No new timer, since there may be thousands of pieces per second.
    this.#movedAt = performance.now();
  }

  /** What to stop when time is up; stopped at once if it already is. */
  watch(underWay: Stoppable): void {
    this.#underWay = underWay;
    if (this.#over) underWay.stop(this.#over.reason);
  }

  release(): void {
    this.#endTimer();
    this.parent?.removeEventListener('abort', this.#cancel);
  }

  readonly #timeIsUp = () => {
    const idleFor = this.#movedAt === undefined ? this.ms : performance.now() - this.#movedAt;
    const left = Math.ceil(this.ms - idleFor);
    if (left > 0) this.#endTimer = after(left, this.#timeIsUp);
    else this.#stop(new DeadlineReached(this.ms, this.#movedAt !== undefined));
  };

  #stop(reason: unknown): void {
    this.#over ??= { reason };
    this.#underWay?.stop(reason);
  }
}

/** A signal that follows all `parents` and also fires at the deadline of the message. Release it at the end. */
export function deadlineSignal(
  deadline: number | undefined,
  parents: Parents,
  runtime: Pick<Runtime, 'now'>,
): Followed {
  const left = deadline === undefined ? undefined : Math.max(0, deadline - runtime.now());
  return followed(parents, left, messageTimedOut);
}

/** Waits for shared work until `signal` is aborted; the work itself goes on for the others. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    // Always handled, since an unhandled rejection ends the process.
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** A new signal that follows `parent`. It is cheaper to listen to than AbortSignal.any, which counts its listeners. */
export function childSignal(parent: AbortSignal | undefined): Followed {
  const child = followed([parent], undefined, messageTimedOut);
  forMany(child.signal);
  return child;
}

/** `release` removes the listeners on the parents, so that a long-lived parent (a node) gathers none. */
function followed(parents: Parents, ms: number | undefined, reason: () => Error): Followed {
  const controller = new AbortController();
  const cancels = parents.map((parent) => {
    const cancel = () => controller.abort(parent?.reason);
    if (parent?.aborted) cancel();
    parent?.addEventListener('abort', cancel, { once: true });
    return () => parent?.removeEventListener('abort', cancel);
  });
  const endTimer = ms === undefined ? undefined : after(ms, () => controller.abort(reason()));
  const release = () => {
    endTimer?.();
    for (const cancel of cancels) cancel();
  };
  return { signal: controller.signal, abort: () => controller.abort(), release };
}

function messageTimedOut(): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_TIMEOUT',
    cause: 'The time given to this message was over before everything had been read.',
    fix: 'Give the node more time, or ask for less: a filter, a limit, a shorter list.',
    who: 'developer',
  });
}
