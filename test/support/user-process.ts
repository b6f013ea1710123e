/**
 * A process that uses a kept sign-in: `user-process.ts SETTINGS TIMES [KILLED_AT]`, settings as JSON. Once a line comes in,
 * it gets a token and declares it refused, so many times, and tells what it got.
 *
 * With KILLED_AT it kills itself in place of the commit that keeps the sign-in for the so many-th time: when all is written
 * and nothing is kept.
 */
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import {
  Client,
  type ConnectionSettings,
  fileState,
  parseConnection,
  systemRuntime,
} from '../../src/index.js';
import { SqliteStore } from '../../src/state/sqlite/sqlite-store.js';
import type { Place } from './sign-in.js';

interface Given {
  readonly settings: ConnectionSettings;
  readonly place: Place;
}

async function main([given = '', times = '1', killedAt = '']: string[]): Promise<void> {
  const { settings, place } = JSON.parse(given) as Given;
  if (killedAt) killAt(Number(killedAt));
  const state = fileState(place.path, systemRuntime());
  const client = new Client(parseConnection(settings), systemRuntime(), { state, signInPlace: place });
  const user = client.user;
  if (!user) throw new Error('no user');
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  const told: string[] = [];
  for (let time = 0; time < Number(times); time++) {
    try {
      await user.tokens.discard(await user.tokens.get());
      told.push((await user.tokens.get()).accessToken);
    } catch (thrown) {
      told.push(String((thrown as { code?: string }).code));
      break;
    }
  }
  await client.close();
  await state.close();
  process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
}

/** Kills the process in place of a commit, where SQLite is asked for it. */
function killAt(time: number): void {
  const { set } = SqliteStore.prototype;
  const { exec } = DatabaseSync.prototype;
  let count = 0;
  SqliteStore.prototype.set = function (this: SqliteStore, key: string, ...more) {
    if (key === 'sign-in:connection') count++;
    return set.call(this, key, ...more);
  } as typeof set;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    if (sql === 'COMMIT' && count === time) process.kill(process.pid, 'SIGKILL');
    exec.call(this, sql);
  };
}

void main(process.argv.slice(2));
