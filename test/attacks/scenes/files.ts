import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { builtInOperations, CatalogueStore } from '../../../src/catalogue/load.js';
import { pack } from '../../../src/catalogue/table.js';
import { Client, parseConnection, systemRuntime } from '../../../src/index.js';
import { fileState } from '../../../src/state/state.js';
import { settings } from '../../support/client.js';
import { serve, token } from '../../support/http-server.js';
import type { Scene } from './scene.js';

/** ms in which a message must go on once there is room again. */
const SOON = 2_000;

/** As SQLite says it (sqlite.org/rescode.html). */
const DISK_FULL = () =>
  Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });

export const fileScenes: Readonly<Record<string, Scene>> = {
  'a full disk as a sign-in is written': () => inFolder(fullForSignIn),
  'the folder of the state is for its owner alone': () => inFolder(modeOfState),
  'the folder of an imported table is for its owner alone': () => inFolder(modeOfTable),
};

async function inFolder(work: (folder: string) => Promise<string[]>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'procore-attack-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A person signs in while the disk is full, and again when there is room. */
async function fullForSignIn(folder: string): Promise<string[]> {
  const server = await serve((_request, response) => token(response));
  const connection = parseConnection(settings(server.url, { actAs: 'user' }));
  const state = fileState(join(folder, 'procore', 'state.db'), systemRuntime());
  const client = new Client(connection, systemRuntime(), { state, signInPlace: { id: 'connection' } });
  try {
    const signIn = () =>
      client.user?.signIn({
        parameters: new URLSearchParams({ code: 'a' }),
        state: undefined,
        redirectUri: 'urn:ietf:wg:oauth:2.0:oob',
      });
    const failed = await whileFull(() => outcomeOf(Promise.resolve(signIn())));
    const start = performance.now();
    const left = await outcomeOf(Promise.resolve(client.user?.signedIn()));
    await outcomeOf(Promise.resolve(signIn()));
    const ms = Math.round(performance.now() - start);
    return [
      ...(failed === 'PROCORE_STATE' ? [] : [`on the full disk: ${failed}`]),
      ...(left === 'undefined' ? [] : [`left: ${left}`]),
      ...(ms < SOON ? [] : [`afterwards it took ${ms} ms`]),
    ];
  } finally {
    await client.close();
    await state.close();
    await server.close();
  }
}

/** Has SQLite refuse every commit. */
async function whileFull<T>(work: () => Promise<T>): Promise<T> {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    if (sql === 'COMMIT') throw DISK_FULL();
    exec.call(this, sql);
  };
  try {
    return await work();
  } finally {
    DatabaseSync.prototype.exec = exec;
  }
}

async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    return String(await work);
  } catch (thrown) {
    const { code, message } = thrown as { code?: string; message?: string };
    return code ?? String(message);
  }
}

async function modeOfState(folder: string): Promise<string[]> {
  const place = join(folder, 'procore');
  const state = fileState(join(place, 'state.db'), systemRuntime());
  await state.store.set('key', 1);
  await state.close();
  return modeOf(place);
}

async function modeOfTable(folder: string): Promise<string[]> {
  const place = join(folder, 'procore');
  const table = pack((await builtInOperations()).slice(0, 5));
  const outcome = await outcomeOf(new CatalogueStore(place).import(table));
  return outcome.startsWith('[object') ? modeOf(place) : [`the import failed: ${outcome}`];
}

function modeOf(place: string): string[] {
  const mode = statSync(place).mode & 0o777;
  return mode === 0o700 ? [] : [`the folder's mode is ${mode.toString(8)}`];
}
