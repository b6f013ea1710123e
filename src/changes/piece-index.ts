import type { RowIndex, RowState } from '../state/contract.js';
import type { Printed } from './collection.js';
import { dayOf } from './row-print.js';

/** Most keys in one message of removals, and in one write. */
export const KEYS_PER_PAGE = 1_000;

/**
 * What is known of the rows of one piece. Where only a window of days is read, each day has a separate index,
 * so that a row outside the window is never missing. What is written to several of them is written at once, since writes
 * that come together share a transaction.
 */
export class PieceIndex {
  readonly #reads = new Map<string, string>();
  #days: readonly string[] | undefined;

  constructor(
    private readonly index: RowIndex,
    private readonly scope: string,
  ) {}

  /** Begins a reading. @param days the days of the window; undefined if the list is read whole */
  async begin(days?: readonly string[]): Promise<void> {
    this.#days = days;
    const fresh = this.#all().filter((scope) => !this.#reads.has(scope));
    await Promise.all(
      fresh.map(async (scope) => {
        this.#reads.set(scope, await this.index.begin(scope));
      }),
    );
  }

  async compare(rows: readonly Printed[]): Promise<readonly RowState[]> {
    const states = new Map<Printed, RowState>();
    for (const [scope, part] of this.#byScope(rows)) {
      const found = await this.index.compare(
        scope,
        part.map(({ print }) => print),
      );
      for (const [place, row] of part.entries()) states.set(row, found[place] ?? 'new');
    }
    return rows.map((row) => states.get(row) ?? 'new');
  }

  async keep(rows: readonly Printed[]): Promise<void> {
    const parts = [...this.#byScope(rows)];
    await Promise.all(
      parts.map(([scope, part]) => {
        const prints = part.map(({ print }) => print);
        return this.index.keep(scope, this.#reads.get(scope) ?? '', prints);
      }),
    );
  }

  /** The keys that are known and are not among these. */
  async missing(seen: ReadonlySet<string>): Promise<string[]> {
    const missing = new Set<string>();
    for (const scope of this.#whole()) {
      for await (const keys of this.index.missing(scope, this.#reads.get(scope) ?? ''))
        for (const key of keys) if (!seen.has(key)) missing.add(key);
    }
    return [...missing];
  }

  /**
   * A key that is known and is not among these; undefined if there is none. It disturbs nobody who reads.
   * @param days the days of the window; undefined if the list is read whole
   */
  async any(days: readonly string[] | undefined, except: ReadonlySet<string>): Promise<string | undefined> {
    this.#days = days;
    for (const scope of this.#whole()) {
      for await (const keys of this.index.known(scope)) {
        const key = keys.find((each) => !except.has(each));
        if (key !== undefined) return key;
      }
    }
    return undefined;
  }

  /**
   * Those of the keys that are known. It disturbs nobody who reads.
   * @param days the days of the window; undefined if the list is read whole
   */
  async knownOf(keys: readonly string[], days: readonly string[] | undefined): Promise<ReadonlySet<string>> {
    this.#days = days;
    const known = new Set<string>();
    const prints = keys.map((key) => ({ key, hash: '' }));
    for (const scope of this.#all()) {
      const states = await this.index.compare(scope, prints);
      for (const [place, key] of keys.entries()) if (states[place] !== 'new') known.add(key);
    }
    return known;
  }

  /** Forgets rows. */
  async forget(keys: readonly string[]): Promise<void> {
    await Promise.all(this.#whole().map((scope) => this.index.forget(scope, keys)));
  }

  /** Forgets rows on every other day than their own, since they have this date now. */
  async forgetOtherDays(rows: readonly Printed[]): Promise<void> {
    if (!this.#days) return;
    const parts = [...this.#byScope(rows)];
    await Promise.all(
      this.#whole().map((scope) => {
        const others = parts.filter(([own]) => own !== scope).flatMap(([, part]) => part);
        return this.index.forget(
          scope,
          others.map(({ print }) => print.key),
        );
      }),
    );
  }

  /** Forgets every row. @param days those that a window may have had */
  async forgetAll(days: readonly string[] | undefined): Promise<void> {
    this.#days = days;
    await Promise.all(this.#all().map((scope) => this.index.forget(scope)));
  }

  /** The indexes whose rows a complete read must have. */
  #whole(): readonly string[] {
    return this.#days?.map((day) => `${this.scope}|${day}`) ?? [this.scope];
  }

  #all(): readonly string[] {
    return [...this.#whole(), ...(this.#days ? [this.#other] : [])];
  }

  /** The index of rows that say no day, or another one than was asked for. */
  get #other(): string {
    return `${this.scope}|other`;
  }

  #byScope(rows: readonly Printed[]): Map<string, Printed[]> {
    const parts = new Map<string, Printed[]>();
    for (const printed of rows) {
      const day = this.#days && dayOf(printed.row);
      const isInWindow = day !== undefined && this.#days?.includes(day);
      const scope = !this.#days ? this.scope : isInWindow ? `${this.scope}|${day}` : this.#other;
      const part = parts.get(scope);
      if (part) part.push(printed);
      else parts.set(scope, [printed]);
    }
    return parts;
  }
}
