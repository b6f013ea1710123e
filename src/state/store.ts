/**
 * Where tokens, ledgers, cursors and seen ids live. In memory by default; shared between instances behind the same three
 * calls, which is why they are asynchronous.
 */
export interface Store {
  get<T>(key: string): Promise<T | undefined>;
  /** Keeps a value; `ttlMs` milliseconds, or until it is deleted. */
  set<T>(key: string, value: T, ttlMs?: number): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Entries that are kept without a look at which of them are over. */
const UNSWEPT = 1_000;

/** A store in this process: gone with it. What nobody asks for again is swept out when there has come to be much of it. */
export class MemoryStore implements Store {
  readonly #entries = new Map<string, { value: unknown; until: number }>();
  #sweepAt = UNSWEPT;

  constructor(private readonly now: () => number) {}

  async get<T>(key: string): Promise<T | undefined> {
    const entry = this.#entries.get(key);
    if (entry && entry.until > this.now()) return entry.value as T;
    this.#entries.delete(key);
    return undefined;
  }

  async set<T>(key: string, value: T, ttlMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.#entries.set(key, { value, until: this.now() + ttlMs });
    if (this.#entries.size >= this.#sweepAt) this.#sweep();
  }

  /** Entries held, whether they are over or not. */
  get size(): number {
    return this.#entries.size;
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
  }

  #sweep(): void {
    const now = this.now();
    for (const [key, { until }] of this.#entries) if (until <= now) this.#entries.delete(key);
    // Twice as many as are left: however many live, a sweep is seldom.
    this.#sweepAt = Math.max(UNSWEPT, this.#entries.size * 2);
  }
}
