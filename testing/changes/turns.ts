import type { Runtime } from '../../src/runtime.js';
import { Chance } from './chance.js';

/** Turns of the event loop without a new request or timer, after which everything under way has come to rest. */
const AT_REST = 24;

/** ms that pass with each request. */
const REQUEST = 40;

interface Waiting {
  readonly name: string;
  readonly work: () => Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/**
 * The order of everything that happens in a play, and its clock. Requests that are under way at the same time are served
 * one by one, in an order that the seed alone decides, so that a seed is the same play each time. Time passes only with
 * requests and timers.
 */
export class Turns implements Runtime {
  #now = Date.parse('2026-03-02T06:00:00Z');
  #arrived = 0;
  #isServing = false;
  readonly #waiting: Waiting[] = [];
  readonly #timers: Timer[] = [];
  readonly #chance: Chance;
  readonly log = { debug() {}, warn() {} };
  /** What else must have come to rest before time passes, such as deliveries that are being sent. */
  settled: () => Promise<void> = async () => undefined;

  constructor(seed: number) {
    this.#chance = new Chance(seed ^ 0x7a11);
  }

  readonly now = () => this.#now;

  readonly random = () => 0;

  readonly sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer: Timer = { at: this.#now + Math.max(0, ms), fire: resolve };
      this.#timers.push(timer);
      signal?.addEventListener('abort', () => {
        this.#cancel(timer);
        reject(signal.reason);
      });
      this.#begin();
    });

  /** As a simulator's clock has it. @returns a function that cancels it */
  after(ms: number, wake: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, ms), fire: wake };
    this.#timers.push(timer);
    this.#begin();
    return () => this.#cancel(timer);
  }

  /** Lets time pass between two runs. */
  pass(ms: number): void {
    this.#now += ms;
  }

  /** Does work that takes no time: nothing else happens meanwhile. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    let done: { readonly result: T } | undefined;
    await this.take('held', async () => {
      done = { result: await work() };
    });
    return (done as { readonly result: T } | undefined)?.result as T;
  }

  /** Does the work when it is the request's turn. */
  take(name: string, work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, work: () => work().then(resolve, reject) });
      this.#begin();
    });
  }

  #begin(): void {
    this.#arrived++;
    if (this.#isServing) return;
    this.#isServing = true;
    void this.#serve();
  }

  async #serve(): Promise<void> {
    while (this.#waiting.length > 0 || this.#timers.length > 0) {
      await this.#rest();
      if (this.#waiting.length > 0) await this.#next();
      else this.#fire();
    }
    this.#isServing = false;
  }

  async #next(): Promise<void> {
    // In the order of their names first: in which order they have arrived is left to the sockets.
    this.#waiting.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const [request] = this.#waiting.splice(this.#chance.below(this.#waiting.length), 1);
    this.#now += REQUEST;
    await request?.work();
  }

  #fire(): void {
    this.#timers.sort((a, b) => a.at - b.at);
    const timer = this.#timers.shift();
    if (!timer) return;
    this.#now = Math.max(this.#now, timer.at);
    timer.fire();
  }

  #cancel(timer: Timer): void {
    const place = this.#timers.indexOf(timer);
    if (place >= 0) this.#timers.splice(place, 1);
  }

  async #rest(): Promise<void> {
    let seen = this.#arrived;
    for (let quiet = 0; quiet < AT_REST; quiet++) {
      await new Promise(setImmediate);
      await this.settled();
      if (this.#arrived === seen) continue;
      seen = this.#arrived;
      quiet = 0;
    }
  }
}
