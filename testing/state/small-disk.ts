/**
 * Runs inside a mount namespace, on a file system of 1 MB that the test mounts. It fills the file system, then makes it
 * read-only, and prints as JSON what a store said. Argument: the mount point.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asProcoreError } from '../../src/errors.js';
import { systemRuntime } from '../../src/runtime.js';
import { Database } from '../../src/state/sqlite/database.js';
import { SqliteStore } from '../../src/state/sqlite/sqlite-store.js';

async function main(disk: string): Promise<void> {
  const warnings: string[] = [];
  const runtime = systemRuntime({ debug() {}, warn: (text) => void warnings.push(text) });
  const database = await Database.open(join(disk, 'procore', 'state.db'), runtime);
  const store = new SqliteStore(database);
  const tried = (key: string, bytes: number) =>
    store.set(key, 'x'.repeat(bytes)).then(
      (revision) => revision !== undefined,
      (thrown: unknown) => asProcoreError(thrown).toJSON(),
    );
  await tried('before', 10);
  const full = await Promise.all([tried('one', 2_000_000), tried('two', 2_000_000)]);
  const [kept] = await store.get(['before']);
  const afterwards = await tried('small', 10);
  await database.close();

  execFileSync('mount', ['-o', 'remount,ro', disk]);
  const readOnly = await Database.open(join(disk, 'other', 'state.db'), runtime).catch((thrown: unknown) =>
    asProcoreError(thrown).toJSON(),
  );
  const report = { full, kept: kept?.value, afterwards, warnings, readOnly };
  writeFileSync(1, JSON.stringify(report));
}

main(process.argv[2] as string);
