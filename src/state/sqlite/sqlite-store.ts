import { hash, randomUUID } from 'node:crypto';
import type { HowToSet, Kept, Store } from '../contract.js';
import type { Database } from './database.js';

/**
 * Bytes of the hash that stands for a claimed key. Among 10^9 keys, the chance that two have the same hash is 10^-21.
 */
const CLAIM_BYTES = 16;

/** Claims that one sweep looks at: about 2 ms of work. */
const SWEPT_AT_ONCE = 5_000;

interface Entry {
  readonly value: string;
  readonly revision: string;
}

/** A store in a SQLite file. */
export class SqliteStore implements Store {
  /** The next sweep over the claims continues after this id. */
  #sweptTo: Uint8Array = new Uint8Array();

  constructor(private readonly database: Database) {
    database.onSweep((now) => this.#sweep(now));
  }

  get<T>(keys: readonly string[]): Promise<ReadonlyArray<Kept<T> | undefined>> {
    return this.database.read(() =>
      keys.map((key) => {
        const entry = this.#entry(key);
        return entry && { value: JSON.parse(entry.value) as T, revision: entry.revision };
      }),
    );
  }

  async set<T>(key: string, value: T, how: HowToSet = {}): Promise<string | undefined> {
    const { ttlMs, ifAbsent, ifRevision } = how;
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`The value for ${key} is not JSON.`);
    return this.database.write(() => {
      if (ifAbsent || ifRevision !== undefined) {
        const entry = this.#entry(key);
        if ((ifAbsent && entry) || (ifRevision !== undefined && entry?.revision !== ifRevision))
          return undefined;
      }
      const revision = randomUUID();
      const until = ttlMs === undefined ? null : Math.ceil(this.database.runtime.now() + ttlMs);
      this.database
        .sql('INSERT OR REPLACE INTO entries (key, value, revision, until) VALUES (?, ?, ?, ?)')
        .run(key, text, revision, until);
      return revision;
    });
  }

  delete(key: string, ifRevision?: string): Promise<boolean> {
    return this.database.write(() => {
      const entry = this.#entry(key);
      if (ifRevision !== undefined && entry?.revision !== ifRevision) return false;
      this.database.sql('DELETE FROM entries WHERE key = ?').run(key);
      if (ifRevision !== undefined) return true;
      const lifted = this.database
        .sql('DELETE FROM claims WHERE id = ? RETURNING until > ? AS live')
        .get(claimId(key), this.database.runtime.now());
      return entry !== undefined || lifted?.live === 1;
    });
  }

  claim(keys: readonly string[], ttlMs: number): Promise<readonly boolean[]> {
    return this.database.write(() => {
      const now = this.database.runtime.now();
      const insert = this.database.sql(
        `INSERT INTO claims (id, until) VALUES (?, ?)
         ON CONFLICT (id) DO UPDATE SET until = excluded.until WHERE until <= ?`,
      );
      return keys.map((key) => insert.run(claimId(key), Math.ceil(now + ttlMs), now).changes > 0);
    });
  }

  #entry(key: string): Entry | undefined {
    return this.database
      .sql('SELECT value, revision FROM entries WHERE key = ? AND (until IS NULL OR until > ?)')
      .get(key, this.database.runtime.now()) as Entry | undefined;
  }

  #sweep(now: number): void {
    this.database.sql('DELETE FROM entries WHERE until <= ?').run(now);
    // The claims have no index by time, since it would double their size. So each sweep looks at a part of them.
    const last = this.database
      .sql('SELECT id FROM (SELECT id FROM claims WHERE id > ? ORDER BY id LIMIT ?) ORDER BY id DESC LIMIT 1')
      .get(this.#sweptTo, SWEPT_AT_ONCE)?.id as Uint8Array | undefined;
    if (last) {
      this.database
        .sql('DELETE FROM claims WHERE id > ? AND id <= ? AND until <= ?')
        .run(this.#sweptTo, last, now);
    }
    this.#sweptTo = last ?? new Uint8Array();
  }
}

function claimId(key: string): Uint8Array {
  return hash('sha256', key, 'buffer').subarray(0, CLAIM_BYTES);
}
