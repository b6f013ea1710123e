/** A value as a store keeps it. */
export interface Kept<T> {
  readonly value: T;
  /** Changes with every `set`, also where the value is the same: see {@link HowToSet.ifRevision}. */
  readonly revision: string;
}

export interface HowToSet {
  /** How long the value is kept, ms. @default until it is deleted */
  readonly ttlMs?: number | undefined;
  /** Sets the value only if the key holds none. */
  readonly ifAbsent?: true | undefined;
  /** Sets the value only if the key still holds this revision: of two who change a value, the second must read it again. */
  readonly ifRevision?: string | undefined;
}

/**
 * Keeps values by key: tokens, cursors, leases, what was seen. Values are JSON; `undefined`, functions and bigints are not.
 * Every implementation passes the suite in test/state/store.ts.
 * @throws ProcoreError PROCORE_STATE, from every method, if the store cannot be read or written
 */
export interface Store {
  /** The values of `keys`, in their order; undefined where there is none, or where its time is over. */
  get<T>(keys: readonly string[]): Promise<ReadonlyArray<Kept<T> | undefined>>;
  /** @returns the new revision; undefined if the condition did not hold, and then nothing was changed */
  set<T>(key: string, value: T, how?: HowToSet): Promise<string | undefined>;
  /**
   * Deletes a value, or lifts a claim.
   * @returns whether there was one, and of this revision
   */
  delete(key: string, ifRevision?: string): Promise<boolean>;
  /**
   * Claims keys, each for `ttlMs`: ids of events that were seen, for example. Claims and values do not see each other.
   * @returns for each key, whether nobody had claimed it before; a key that is given twice is claimed the first time
   */
  claim(keys: readonly string[], ttlMs: number): Promise<readonly boolean[]>;
}

/** What a row is, compared with what was last kept of it. */
export type RowState = 'new' | 'changed' | 'same';

/** A row by its key, with a hash of what it holds. */
export interface HashedRow {
  readonly key: string;
  /** At most 64 characters; the shorter, the smaller the index. */
  readonly hash: string;
}

/**
 * Knows, for each scope (a connection, project and operation), which rows were kept and in which read they were last seen.
 * Comparing changes nothing: what was compared is kept only when the flow has it, so that a run which is cut off loses no
 * change. Every implementation passes the suite in test/state/row-index.ts.
 * @throws ProcoreError PROCORE_STATE, from every method, if the index cannot be read or written
 */
export interface RowIndex {
  /** Begins a complete read of a scope. An earlier read that has not ended is superseded. @returns the id of the read */
  begin(scope: string): Promise<string>;
  /** What each row is, in the order of `rows`. */
  compare(scope: string, rows: readonly HashedRow[]): Promise<readonly RowState[]>;
  /**
   * Keeps rows as they are now, and that this read has seen them.
   * @throws Superseded if another read of the scope was begun since
   */
  keep(scope: string, read: string, rows: readonly HashedRow[]): Promise<void>;
  /**
   * Pages of keys that were kept and that this read has not seen. They are proof of a deletion only if the read was
   * complete, which only its reader knows.
   * @throws Superseded if another read of the scope was begun since
   */
  missing(scope: string, read: string): AsyncIterable<readonly string[]>;
  /** Forgets rows, or everything of a scope. */
  forget(scope: string, keys?: readonly string[]): Promise<void>;
}

/** A read of a scope that was begun before the newest one: what it has not seen proves nothing. */
export class Superseded extends Error {
  constructor() {
    super('Another read of the same rows was begun since.');
    this.name = 'Superseded';
  }
}
