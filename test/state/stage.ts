import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '../../src/runtime.js';
import { Database, type DatabaseRuntime, IN_MEMORY } from '../../src/state/sqlite/database.js';

/** A clock that tests put forward by hand. Sleeping takes real time. */
export class HandClock implements DatabaseRuntime {
  readonly log = { debug() {}, warn: (text: string) => void this.warnings.push(text) };
  readonly warnings: string[] = [];
  readonly sleep = systemRuntime().sleep;
  #ahead = 0;

  now(): number {
    return Math.floor(Date.now() + this.#ahead);
  }

  forward(ms: number): void {
    this.#ahead += ms;
  }
}

/** A folder that is deleted with its tests. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'state-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Where a suite runs: on a file, and in memory. */
export const PLACES = ['in a file', 'in memory'] as const;

/** A database for one test, in one of the {@link PLACES}. */
export async function openDatabase(place: (typeof PLACES)[number], clock: HandClock) {
  const folder = temporaryFolder();
  const path = place === 'in memory' ? IN_MEMORY : join(folder.path, 'state.db');
  const database = await Database.open(path, clock);
  return {
    database,
    path,
    close: async () => {
      await database.close();
      folder.remove();
    },
  };
}
