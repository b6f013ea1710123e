import type { WorkQueue } from '../queue/work-queue.js';
import { Governors } from '../quota/governors.js';
import type { Runtime } from '../runtime.js';
import type { RowIndex, Store } from './contract.js';
import { MemoryStore } from './memory-store.js';
import { Database, IN_MEMORY } from './sqlite/database.js';
import { SqliteQueue } from './sqlite/sqlite-queue.js';
import { SqliteRowIndex } from './sqlite/sqlite-row-index.js';
import { SqliteStore } from './sqlite/sqlite-store.js';

/** Everything known about one key beyond a single call. All who open it for the same key share it. */
export interface State {
  /** Whether it outlives this process. */
  readonly isLasting: boolean;
  /** Its file, so that a worker thread can add to the queue too; undefined in memory. */
  readonly path: string | undefined;
  /** Must not be lost: sign-ins, audits, cursors, leases. */
  readonly store: Store;
  /** May be lost, since it can be fetched again: refusals, lookups, access tokens. Always in memory. */
  readonly cache: MemoryStore;
  readonly rows: RowIndex;
  readonly queue: WorkQueue;
  readonly quota: Governors;
  close(): Promise<void>;
}

/** Longest wait for the handlers of pieces to end, ms. */
const LAST_WORD = 1_000;

type StateRuntime = Pick<Runtime, 'now' | 'sleep' | 'log'>;

/** A state in memory, lost when this process ends. */
export function memoryState(runtime: StateRuntime): State {
  const store = new MemoryStore(runtime.now);
  return stateOf(store, new Database(IN_MEMORY, runtime), new Governors(runtime), runtime);
}

/**
 * A state in a SQLite file, which is opened when it is first needed. Flows that do not need it never touch the disk,
 * and go on if it cannot be opened. The others get PROCORE_STATE, and the log says so once.
 * @param quota what is already known about the key's quota
 */
export function fileState(path: string, runtime: StateRuntime, quota = new Governors(runtime)): State {
  const database = new Database(path, runtime);
  return stateOf(new SqliteStore(database), database, quota, runtime);
}

function stateOf(store: Store, database: Database, quota: Governors, runtime: StateRuntime): State {
  const queue = new SqliteQueue(database);
  return {
    isLasting: database.path !== IN_MEMORY,
    path: database.path === IN_MEMORY ? undefined : database.path,
    store,
    cache: new MemoryStore(runtime.now),
    rows: new SqliteRowIndex(database),
    queue,
    quota,
    close: async () => {
      // What is taken and not finished would belong to nobody until its lease is over. A handler that does not listen
      // must not hold up the rest.
      const over = new AbortController();
      const wait = runtime.sleep(LAST_WORD, over.signal).catch(() => undefined);
      await Promise.race([queue.close(), wait]);
      over.abort();
      await database.close();
    },
  };
}
