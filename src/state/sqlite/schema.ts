import type { DatabaseSync } from 'node:sqlite';
import { ProcoreError } from '../../errors.js';

/** The step at index n leads to version n + 1. A released step is never changed. */
const STEPS: readonly string[] = [
  `CREATE TABLE entries (
     key TEXT PRIMARY KEY,
     value TEXT NOT NULL,
     revision TEXT NOT NULL,
     until INTEGER -- ms since the epoch; NULL: until it is deleted
   );
   CREATE INDEX entries_by_end ON entries (until) WHERE until IS NOT NULL;

   -- 128 bits of a hash stand for a key: a million of them take 30 MB.
   CREATE TABLE claims (id BLOB PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;

   CREATE TABLE scopes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, read INTEGER NOT NULL);
   CREATE TABLE kept_rows (
     scope INTEGER NOT NULL,
     key TEXT NOT NULL,
     hash TEXT NOT NULL,
     read INTEGER NOT NULL, -- the last one that saw it
     PRIMARY KEY (scope, key)
   ) WITHOUT ROWID;

   CREATE TABLE pieces (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     queue TEXT NOT NULL,
     id TEXT NOT NULL,
     data TEXT NOT NULL,
     state TEXT NOT NULL, -- waiting, taken or dead
     due INTEGER NOT NULL, -- waiting: not before; taken: until when; dead: since when. ms since the epoch
     taken INTEGER NOT NULL DEFAULT 0,
     failures INTEGER NOT NULL DEFAULT 0,
     holder TEXT,
     reason TEXT,
     UNIQUE (queue, id)
   );
   CREATE INDEX pieces_by_turn ON pieces (queue, state, due, seq);`,
  'ALTER TABLE pieces ADD COLUMN losses INTEGER NOT NULL DEFAULT 0', // of its holder
];

/**
 * Brings the tables to the version of this code.
 * @throws ProcoreError PROCORE_STATE if a newer version wrote the file
 */
export function createTables(db: DatabaseSync, path: string): void {
  if (versionOf(db) === STEPS.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have made them first.
    const version = versionOf(db);
    if (version > STEPS.length) throw fromTheFuture(path);
    for (const step of STEPS.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${STEPS.length}`);
    db.exec('COMMIT');
  } catch (thrown) {
    db.exec('ROLLBACK');
    throw thrown;
  }
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version);
}

function fromTheFuture(path: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_STATE',
    cause: `The state file ${path} was written by a newer version of this package.`,
    fix: 'Update the package, or move the file away to begin a new one.',
    who: 'developer',
  });
}
