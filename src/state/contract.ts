/** A value in a store. */
export interface Kept<T> {
  readonly value: T;
  /** Changes with every `set`, even if the value is the same: see {@link HowToSet.ifRevision}. */
  readonly revision: string;
}

export interface HowToSet {
  /** How long the value is kept, ms. @default until it is deleted */
  readonly ttlMs?: number | undefined;
  /** Sets the value only if the key has none. */
  readonly ifAbsent?: true | undefined;
  /**
   * Sets the value only if the key still has this revision: if two callers change a value, the second must read it
   * again.
   */
  readonly ifRevision?: string | undefined;
}

/**
 * Keeps values by key: tokens, cursors, leases, ids of events. Values must be JSON: no `undefined`, functions or
 * bigints. Every implementation passes the suite in test/state/store.ts.
 * @throws ProcoreError PROCORE_STATE, from every method, if the store cannot be read or written
 */
export interface Store {
  /** The values of `keys`, in the same order; undefined if a key has none or its time is over. */
  get<T>(keys: readonly string[]): Promise<ReadonlyArray<Kept<T> | undefined>>;
  /** @returns the new revision; undefined if the condition was not met, and then nothing was changed */
  set<T>(key: string, value: T, how?: HowToSet): Promise<string | undefined>;
  /**
   * Deletes a value, or ends a claim.
   * @returns whether there was one, with this revision
   */
  delete(key: string, ifRevision?: string): Promise<boolean>;
  /**
   * Claims keys, each for `ttlMs`, e.g. ids of events that were seen. Claims and values are separate.
   * @returns for each key, whether nobody had claimed it before; if a key is given twice, its first place counts as
   *   new
   */
  claim(keys: readonly string[], ttlMs: number): Promise<readonly boolean[]>;
}

/** How a row compares with its last kept version. */
export type RowState = 'new' | 'changed' | 'same';

/** A row's key, with a hash of its content. */
export interface HashedRow {
  readonly key: string;
  /** At most 64 characters; a shorter hash makes a smaller index. */
  readonly hash: string;
}

/**
 * Knows, for each scope (a connection, project and operation), which rows were kept and which read saw them last.
 * Comparing changes nothing: rows are kept only once the flow has them, so that a run which is cut off loses no change.
 * Every implementation passes the suite in test/state/row-index.ts.
 * @throws ProcoreError PROCORE_STATE, from every method, if the index cannot be read or written
 */
export interface RowIndex {
  /**
   * Begins a complete read of a scope. It supersedes an earlier read that has not ended. @returns the id of the read
   */
  begin(scope: string): Promise<string>;
  /** How each row compares with its kept version, in the order of `rows`. */
  compare(scope: string, rows: readonly HashedRow[]): Promise<readonly RowState[]>;
  /**
   * Keeps rows as they are now, and notes that this read has seen them.
   * @throws Superseded if another read of the scope has begun since
   */
  keep(scope: string, read: string, rows: readonly HashedRow[]): Promise<void>;
  /**
   * Pages of keys that were kept and that this read has not seen. They prove a deletion only if the read was complete,
   * which only its reader knows.
   * @throws Superseded if another read of the scope has begun since
   */
  missing(scope: string, read: string): AsyncIterable<readonly string[]>;
  /** Pages of all keys that are kept, whoever reads the scope meanwhile; none if it was never begun. */
  known(scope: string): AsyncIterable<readonly string[]>;
  /** Forgets these rows; all rows of the scope if no keys are given. */
  forget(scope: string, keys?: readonly string[]): Promise<void>;
}

/** A newer read of the same scope has begun, so the rows that this one has not seen prove nothing. */
export class Superseded extends Error {
  constructor() {
    super('Another read of the same rows was begun since.');
    this.name = 'Superseded';
  }
}
