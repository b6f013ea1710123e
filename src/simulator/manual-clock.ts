/** A clock that a test moves: hours pass in moments. */
import type { Clock } from './clock.js';

interface Alarm {
  readonly at: number;
  readonly wake: () => void;
}

export class ManualClock implements Clock {
  #now: number;
  readonly #alarms = new Set<Alarm>();

  /** @param start milliseconds since the epoch */
  constructor(start: number) {
    this.#now = start;
  }

  /** How many timers are waiting. */
  get waiting(): number {
    return this.#alarms.size;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, wake: () => void): () => void {
    const alarm: Alarm = { at: this.#now + Math.max(0, ms), wake };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /**
   * Lets `ms` milliseconds pass, timer by timer. After each timer the event loop has a turn, so that what the timer started
   * can set further timers that are due.
   * @param settled waits for more: for what a timer sends over sockets, say @default waits for no traffic
   */
  async pass(ms: number, settled: () => Promise<void> = async () => undefined): Promise<void> {
    const end = this.#now + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#alarms.delete(next);
      this.#now = next.at;
      next.wake();
      await new Promise(setImmediate);
      await settled();
    }
    this.#now = end;
  }

  /** The timer that is due first, up to `end`; if several are due together, the one that was set first. */
  #next(end: number): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (alarm.at <= end && (!first || alarm.at < first.at)) first = alarm;
    }
    return first;
  }
}
