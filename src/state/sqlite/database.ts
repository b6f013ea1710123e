import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ProcoreError } from '../../errors.js';
import { ownFolder } from '../../own-folder.js';
import type { Runtime } from '../../runtime.js';
import { createTables } from './schema.js';
import { isBusy, resultOf, stateError } from './state-error.js';

/** A database that ends with its process. */
export const IN_MEMORY = ':memory:';

/** Longest time that one transaction collects writes, ms, because it blocks the event loop. */
const LONGEST_BATCH = 8;

/** Longest wait for another process that writes, and the time between two tries, ms. */
const PATIENCE = 10_000;
const PAUSE = 20;

/** Time between two sweeps of expired entries, ms. */
const SWEEP_EVERY = 60_000;

/** The parts of the runtime that a database uses. */
export type DatabaseRuntime = Pick<Runtime, 'now' | 'sleep' | 'log'>;

/** A write that waits for a transaction. */
interface Write {
  run(): void;
  done(): void;
  fail(thrown: unknown): void;
}

/**
 * One SQLite file, in WAL mode, synced to the disk with every commit. Writes that come at the same time share a commit,
 * since the sync costs more than all of them together (measured: 88,000 instead of 2,000 adds/s).
 */
export class Database {
  readonly #statements = new Map<string, StatementSync>();
  readonly #sweeps: Array<(now: number) => void> = [];
  #waiting: Write[] = [];
  #flushing: Promise<void> | undefined;
  #db: DatabaseSync | undefined;
  #opening: Promise<DatabaseSync> | undefined;
  #sweptAt = 0;
  #failing = false;
  #closed = false;

  /**
   * A file that is opened when it is first read or written. If there is none, it is made then (mode 0600, in a folder
   * of mode 0700). If it cannot be opened, the next use tries again.
   * @param path {@link IN_MEMORY} for no file
   */
  constructor(
    readonly path: string,
    readonly runtime: DatabaseRuntime,
  ) {}

  /**
   * Opens a file at once.
   * @throws ProcoreError PROCORE_STATE
   */
  static async open(path: string, runtime: DatabaseRuntime): Promise<Database> {
    const database = new Database(path, runtime);
    await database.#opened().catch((thrown: unknown) => {
      throw stateError(thrown, path);
    });
    return database;
  }

  /** A statement, compiled once. Use it only in the `work` of {@link read} and {@link write}. */
  sql(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known) return known;
    const made = this.#open().prepare(text);
    this.#statements.set(text, made);
    return made;
  }

  /**
   * Reads what is committed.
   * @throws ProcoreError PROCORE_STATE; other errors of `work` unchanged
   */
  async read<T>(work: () => T): Promise<T> {
    try {
      await this.#opened();
    } catch (thrown) {
      throw this.#failed(thrown);
    }
    try {
      this.#open();
      return work();
    } catch (thrown) {
      throw resultOf(thrown) === undefined ? thrown : this.#failed(thrown);
    }
  }

  /**
   * Writes, in one transaction with other waiting writes. When the promise resolves, the data is on the disk.
   * @param work runs again if the transaction fails because of another write, so it must change nothing but the
   *   database. An error that it throws before it has changed anything is passed on
   * @throws ProcoreError PROCORE_STATE, and nothing was written
   */
  write<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let outcome: { readonly value: T } | { readonly thrown: unknown };
      this.#waiting.push({
        run: () => {
          try {
            outcome = { value: work() };
          } catch (thrown) {
            if (resultOf(thrown) !== undefined) throw thrown;
            outcome = { thrown };
          }
        },
        done: () => ('value' in outcome ? resolve(outcome.value) : reject(outcome.thrown)),
        fail: (thrown) => reject(this.#failed(thrown)),
      });
      this.#flushing ??= this.#flush();
    });
  }

  /**
   * Calls `sweep` in a transaction once a minute, while there are writes. It should delete a part of what has expired.
   */
  onSweep(sweep: (now: number) => void): void {
    this.#sweeps.push(sweep);
  }

  /** Closes the file once everything is written. */
  async close(): Promise<void> {
    await this.#flushing;
    if (this.#closed) return;
    this.#closed = true;
    const db = await this.#opening?.catch(() => undefined);
    this.#statements.clear();
    this.#db = undefined;
    try {
      db?.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Another process uses the file. The last process to close it writes the checkpoint.
    }
    db?.close();
  }

  /** Opens the file unless it is open. @throws why it cannot be opened */
  #opened(): Promise<DatabaseSync> {
    if (this.#closed) return Promise.reject(closed(this.path));
    this.#opening ??= this.#patientlyOpened().then(
      (db) => {
        this.#db = db;
        return db;
      },
      (thrown: unknown) => {
        this.#opening = undefined;
        throw thrown;
      },
    );
    return this.#opening;
  }

  /**
   * Waits while the file is busy: another process may be making the tables, or recovering the log of one that crashed.
   */
  async #patientlyOpened(): Promise<DatabaseSync> {
    const since = this.runtime.now();
    for (;;) {
      try {
        return await opened(this.path);
      } catch (thrown) {
        if (!isBusy(thrown) || this.runtime.now() - since >= PATIENCE) throw thrown;
        await this.runtime.sleep(PAUSE);
      }
    }
  }

  /** The open file. @throws ProcoreError PROCORE_STATE after `close` */
  #open(): DatabaseSync {
    if (!this.#db) throw closed(this.path);
    return this.#db;
  }

  async #flush(): Promise<void> {
    let since = this.runtime.now();
    while (this.#waiting.length > 0) {
      // Writes that are requested in this turn of the event loop share the commit.
      await new Promise(setImmediate);
      const unopened = await this.#opened().then(
        () => undefined,
        (thrown: unknown) => ({ thrown }),
      );
      const batch = this.#waiting;
      this.#waiting = [];
      if (unopened) {
        for (const write of batch) write.fail(unopened.thrown);
        continue;
      }
      const { left, failure } = this.#commit(batch);
      this.#waiting = [...left, ...this.#waiting];
      if (failure === undefined) {
        since = this.runtime.now();
      } else if (isBusy(failure) && this.runtime.now() - since < PATIENCE) {
        await this.runtime.sleep(PAUSE);
      } else {
        // A write that fails must not stop the others, so the first one is tried alone.
        const [first, ...rest] = this.#waiting;
        this.#waiting = rest;
        if (first && this.#commit([first]).failure !== undefined) first.fail(failure);
      }
    }
    this.#flushing = undefined;
  }

  /** Runs as many writes as fit into the time of one transaction. @returns the writes that are left */
  #commit(batch: readonly Write[]): { readonly left: readonly Write[]; readonly failure?: unknown } {
    const begun = performance.now();
    let ran = 0;
    try {
      const db = this.#open();
      db.exec('BEGIN IMMEDIATE');
      this.#sweep(db);
      while (ran < batch.length && (ran === 0 || performance.now() - begun < LONGEST_BATCH))
        batch[ran++]?.run();
      db.exec('COMMIT');
    } catch (failure) {
      this.#rollBack();
      return { left: batch, failure };
    }
    this.#failing = false;
    for (const write of batch.slice(0, ran)) write.done();
    return { left: batch.slice(ran) };
  }

  #rollBack(): void {
    try {
      this.#db?.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back already, as it does on a full disk, or no transaction had begun.
    }
  }

  #sweep(db: DatabaseSync): void {
    const now = this.runtime.now();
    if (Math.abs(now - this.#sweptAt) < SWEEP_EVERY) return;
    this.#sweptAt = now;
    for (const sweep of this.#sweeps) sweep(now);
    db.exec('PRAGMA incremental_vacuum(1000)');
  }

  /** Logs the first of several failures in a row; every caller gets the error as well. */
  #failed(thrown: unknown): ProcoreError {
    const error = stateError(thrown, this.path);
    if (!this.#failing && !this.#closed) this.runtime.log.warn(error.message);
    this.#failing = true;
    return error;
  }
}

async function opened(path: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await import('node:sqlite').catch(() => {
    throw tooOld();
  });
  if (path !== IN_MEMORY) {
    await ownFolder(dirname(path));
    // SQLite makes the files beside this one (-wal, -shm) with the same mode.
    closeSync(openSync(path, 'a', 0o600));
  }
  const db = new DatabaseSync(path);
  try {
    db.exec(`
      PRAGMA busy_timeout = ${PAUSE};
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA journal_size_limit = 8388608;
      PRAGMA temp_store = MEMORY;
      PRAGMA trusted_schema = OFF;
    `);
    createTables(db, path);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function closed(path: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_STATE',
    cause: `The state file ${path} was closed.`,
    fix: 'Send the message again if it is still needed.',
    who: 'try again later',
  });
}

function tooOld(): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_STATE',
    cause: `Node.js ${process.versions.node} has no SQLite, which what outlasts a message is kept in.`,
    fix: 'Run Node-RED with Node.js 22.13 or newer.',
    who: 'developer',
  });
}
