import type { HowToSet, Kept, Store } from './contract.js';

/** Entries that are kept without checking for expired ones. */
const UNSWEPT = 1_000;

interface Entry {
  /** A new copy each time, so that changing an object after `set` or after `get` does not change the stored value. */
  copy(): unknown;
  readonly revision: string;
  readonly until: number;
}

/** A store in this process, lost when the process ends. */
export class MemoryStore implements Store {
  readonly #entries = new Map<string, Entry>();
  /** When the claim on each key ends, ms since the epoch. */
  readonly #claims = new Map<string, number>();
  #revisions = 0;
  #sweepAt = UNSWEPT;

  constructor(private readonly now: () => number) {}

  async get<T>(keys: readonly string[]): Promise<ReadonlyArray<Kept<T> | undefined>> {
    return keys.map((key) => {
      const entry = this.#entry(key);
      return entry && { value: entry.copy() as T, revision: entry.revision };
    });
  }

  async set<T>(key: string, value: T, how: HowToSet = {}): Promise<string | undefined> {
    const { ttlMs = Number.POSITIVE_INFINITY, ifAbsent, ifRevision } = how;
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`The value for ${key} is not JSON.`);
    const entry = this.#entry(key);
    if ((ifAbsent && entry) || (ifRevision !== undefined && entry?.revision !== ifRevision)) return undefined;
    const revision = String(++this.#revisions);
    this.#entries.set(key, { copy: copier(text), revision, until: this.now() + ttlMs });
    this.#sweep();
    return revision;
  }

  async delete(key: string, ifRevision?: string): Promise<boolean> {
    const entry = this.#entry(key);
    if (ifRevision !== undefined && entry?.revision !== ifRevision) return false;
    this.#entries.delete(key);
    const lifted = ifRevision === undefined && (this.#claims.get(key) ?? 0) > this.now();
    if (ifRevision === undefined) this.#claims.delete(key);
    return entry !== undefined || lifted;
  }

  async claim(keys: readonly string[], ttlMs: number): Promise<readonly boolean[]> {
    const now = this.now();
    const claimed = keys.map((key) => {
      if ((this.#claims.get(key) ?? 0) > now) return false;
      this.#claims.set(key, now + ttlMs);
      return true;
    });
    this.#sweep();
    return claimed;
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
    this.#claims.clear();
  }

  /** Entries and claims in memory, including expired ones. */
  get size(): number {
    return this.#entries.size + this.#claims.size;
  }

  #entry(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.until > this.now() ? entry : undefined;
  }

  /** Deletes expired entries once there are many entries. */
  #sweep(): void {
    if (this.size < this.#sweepAt) return;
    const now = this.now();
    for (const [key, { until }] of this.#entries) if (until <= now) this.#entries.delete(key);
    for (const [key, until] of this.#claims) if (until <= now) this.#claims.delete(key);
    // Twice as many as are left, so that sweeps are rare even if many entries are alive.
    this.#sweepAt = Math.max(UNSWEPT, this.size * 2);
  }
}

/** Makes copies of a JSON text's value. A flat object, such as the token that each call reads, takes no parsing. */
function copier(text: string): () => unknown {
  return copierOfFlat(text) ?? (() => JSON.parse(text) as unknown);
}

/** Apart from {@link copier}, since a function made there would keep the value in memory beside its text. */
function copierOfFlat(text: string): (() => unknown) | undefined {
  const value = JSON.parse(text) as unknown;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const isFlat = Object.values(value).every((each) => typeof each !== 'object' || each === null);
  return isFlat ? () => ({ ...value }) : undefined;
}
