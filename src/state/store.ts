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

/** A store in this process: gone with it. */
export class MemoryStore implements Store {
  readonly #entries = new Map<string, { value: unknown; until: number }>();

  constructor(private readonly now: () => number) {}

  async get<T>(key: string): Promise<T | undefined> {
    const entry = this.#entries.get(key);
    if (entry && entry.until > this.now()) return entry.value as T;
    this.#entries.delete(key);
    return undefined;
  }

  async set<T>(key: string, value: T, ttlMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.#entries.set(key, { value, until: this.now() + ttlMs });
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
  }
}
