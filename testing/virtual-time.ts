import type { Runtime } from '../src/runtime.js';

interface Timer {
  readonly at: number;
  readonly order: number;
  fire(): void;
}

/** A clock that jumps from one timer to the next, so that hours pass in moments. It is deterministic for a given seed. */
export class VirtualTime implements Runtime {
  #now = Date.parse('2026-03-02T06:00:00Z');
  #order = 0;
  #state: number;
  readonly #timers: Timer[] = [];
  readonly warnings: string[] = [];
  readonly log = { debug() {}, warn: (text: string) => this.warnings.push(text) };

  constructor(seed = 1) {
    this.#state = seed;
  }

  readonly now = () => this.#now;

  /** Mulberry32: small, and good enough to spread latencies. */
  readonly random = () => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };

  readonly sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const timer: Timer = { at: this.#now + Math.max(0, ms), order: this.#order++, fire: resolve };
      this.#insert(timer);
      signal?.addEventListener('abort', () => {
        const index = this.#timers.indexOf(timer);
        if (index >= 0) this.#timers.splice(index, 1);
        reject(signal.reason);
      });
    });

  /** Lets time pass until `end` (ms since the epoch), or until no timer is left. @returns whether timers are left */
  async run(end = Number.POSITIVE_INFINITY): Promise<boolean> {
    for (;;) {
      // Everything that the last timer started runs before the next timer.
      await new Promise(setImmediate);
      const next = this.#timers[0];
      if (!next || next.at > end) return next !== undefined;
      this.#timers.shift();
      this.#now = Math.max(this.#now, next.at);
      next.fire();
    }
  }

  #insert(timer: Timer): void {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#timers[middle] as Timer).at <= timer.at) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
  }
}
