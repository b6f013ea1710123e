import { asProcoreError, type ErrorCode, type ErrorContext, type ProcoreError } from '../errors.js';
import type { Quota } from '../quota/headers.js';
import type { Lane } from '../quota/lanes.js';
import type { Logger } from '../runtime.js';

/** A call as an observer knows it. All reports of one call pass the same object. */
export interface ObservedCall extends ErrorContext {
  /** The owner of the call, e.g. a node's id. */
  readonly owner: string | undefined;
  readonly lane: Lane;
  readonly method: string;
}

/** How one attempt went. */
interface Attempted {
  readonly status: number | undefined;
  /** Attempts that were sent so far. */
  readonly attempts: number;
  /** Milliseconds since this attempt was sent; undefined if it was not. */
  readonly ms: number | undefined;
}

/** An answer that is returned to the caller. */
export interface Answered extends Attempted {
  readonly status: number;
  readonly quota: Quota | undefined;
}

/** A failure, of the attempt or of the whole call. */
export interface Failed extends Attempted {
  readonly error: ProcoreError;
  /** ms until the next attempt, without the wait for quota; undefined if this ends the call. */
  readonly again: number | undefined;
}

/**
 * Watches calls. After each `sent` comes one `answered` or `failed`. A call ends with one `answered`, or with one
 * `failed` without `again`. What an observer throws does not affect the call.
 */
export interface Observer {
  /** The call waits until `until` (ms since the epoch): for quota, or after a failure with the code `after`. */
  waiting?: ((call: ObservedCall, until: number, after?: ErrorCode) => void) | undefined;
  sent?: ((call: ObservedCall) => void) | undefined;
  answered?: ((call: ObservedCall, outcome: Answered) => void) | undefined;
  failed?: ((call: ObservedCall, outcome: Failed) => void) | undefined;
}

/**
 * Combines several observers into one. The faults of one do not affect the others; the first fault of each is logged.
 */
export function observers(all: readonly Observer[], log: Logger): Observer {
  const faulty = new Set<Observer>();
  /** Calls all observers that listen to the event. Undefined if none does, since every call passes here. */
  const teller = <Event extends keyof Observer>(event: Event): Observer[Event] => {
    const listeners = all.filter((each) => each[event]);
    if (listeners.length === 0) return undefined;
    const tell = (...told: [never, never, never]) => {
      for (const each of listeners) {
        const fault = (thrown: unknown) => {
          if (faulty.has(each)) return;
          faulty.add(each);
          log.warn(`An observer of calls failed: ${asProcoreError(thrown).cause}`);
        };
        try {
          const done: unknown = each[event]?.(...told);
          // The type allows an async function too, and its rejection would end the process.
          if (done instanceof Promise) done.catch(fault);
        } catch (thrown) {
          fault(thrown);
        }
      }
    };
    return tell as Observer[Event];
  };
  return {
    waiting: teller('waiting'),
    sent: teller('sent'),
    answered: teller('answered'),
    failed: teller('failed'),
  };
}

/** Writes retries to the debug log. */
export function loggingObserver(log: Logger): Observer {
  return {
    failed: ({ operation }, { error, attempts, again }) => {
      if (again === undefined) return;
      log.debug(`${operation}: ${error.code}, attempt ${attempts}; again in ${Math.round(again)} ms`);
    },
  };
}

/** Reports one call to an observer. */
export class Telling {
  #sentAt: number | undefined;
  #until: number | undefined;

  constructor(
    private readonly observer: Observer,
    private readonly call: ObservedCall,
    private readonly now: () => number,
  ) {}

  /** Reports a wait only if its end has changed. */
  waiting(until: number, after?: ErrorCode): void {
    if (until === this.#until) return;
    this.#until = until;
    this.observer.waiting?.(this.call, until, after);
  }

  sent(): void {
    this.#sentAt = this.now();
    this.observer.sent?.(this.call);
  }

  answered(status: number, attempts: number, quota: Quota | undefined): void {
    const { answered } = this.observer;
    if (answered) answered(this.call, { status, attempts, quota, ms: this.#since() });
  }

  /** @param again ms until the next attempt; undefined if there is none */
  failed(error: ProcoreError, attempts: number, again?: number): void {
    this.observer.failed?.(this.call, { error, status: error.status, attempts, again, ms: this.#since() });
  }

  #since(): number | undefined {
    const at = this.#sentAt;
    this.#sentAt = undefined;
    return at === undefined ? undefined : this.now() - at;
  }
}
