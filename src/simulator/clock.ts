/** The simulator's time: what it is now, and what happens later. Whoever starts a simulator may bring the clock. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls a function once, after so many milliseconds.
   * @returns cancels it
   */
  after(ms: number, wake: () => void): () => void;
}

/** The machine's time. Its timers keep no process alive: the listeners of a simulator do. */
export function systemClock(): Clock {
  return clockTelling(() => Date.now());
}

/** A clock whose time a function tells and whose timers are the machine's. */
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

/** One simulator's view of a clock: it knows the timers that it set, and ends them all. */
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

  /** Nothing that was to happen later happens any more. */
  close(): void {
    this.#closed = true;
    for (const cancel of [...this.#cancels]) cancel();
  }
}
