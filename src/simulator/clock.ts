/** The simulator's time: what time it is, and timers. The code that starts a simulator may pass a clock in. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls `wake` once, after `ms` milliseconds.
   * @returns a function that cancels it
   */
  after(ms: number, wake: () => void): () => void;
}

/** The machine's time. Its timers do not keep the process alive; the listeners of a simulator do. */
export function systemClock(): Clock {
  return clockTelling(() => Date.now());
}

/** A clock that takes the time from a function and uses the machine's timers. */
export function clockTelling(now: () => number): Clock {
  return {
    now,
    after(ms, wake) {
      const timer = setTimeout(wake, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** One simulator's view of a clock: it knows the timers that it set and can end them all. */
export class ClosableClock implements Clock {
  readonly #clock: Clock;
  readonly #cancels = new Set<() => void>();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  after(ms: number, wake: () => void): () => void {
    if (this.#closed) return () => undefined;
    const stop = this.#clock.after(ms, () => {
      this.#cancels.delete(cancel);
      wake();
    });
    const cancel = () => {
      this.#cancels.delete(cancel);
      stop();
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  /** Cancels all timers. */
  close(): void {
    this.#closed = true;
    for (const cancel of [...this.#cancels]) cancel();
  }
}
