import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInOperations, CatalogueStore } from '../../../src/catalogue/load.js';
import { pack } from '../../../src/catalogue/table.js';
import { Client, parseConnection, systemRuntime } from '../../../src/index.js';
import { QuotaLedgers } from '../../../src/quota/ledgers.js';
import { withLock } from '../../../src/state/lock-file.js';
import { settings } from '../../support/client.js';
import { serve, token } from '../../support/http-server.js';
import type { Scene } from './scene.js';

/** ms in which a message must go on once there is room again. */
const SOON = 2_000;

const DISK_FULL = () =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

export const fileScenes: Readonly<Record<string, Scene>> = {
  'a full disk as a lock is written': () => inFolder(fullForLock),
  'a full disk as a lock is closed': () => inFolder((folder) => fullForLock(folder, 'close')),
  'a full disk as a sign-in is written': () => inFolder(fullForSignIn),
  'the folder of a lock is for its owner alone': () => inFolder(modeOfLock),
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

/** A lock that could not be written is not there: the next one who asks gets it at once. */
async function fullForLock(folder: string, at: 'writeFile' | 'close' = 'writeFile'): Promise<string[]> {
  const path = join(folder, 'a.lock');
  const hold = () => withLock(path, async () => 'held', { runtime: systemRuntime(), patience: 5_000 });
  const failed = await whileFull(at, () => outcomeOf(hold()));
  const start = performance.now();
  const held = await outcomeOf(hold());
  const ms = Math.round(performance.now() - start);
  return [
    ...(failed === 'ENOSPC' ? [] : [`on the full disk: ${failed}`]),
    ...(held === 'held' && ms < SOON ? [] : [`afterwards: ${held} after ${ms} ms`]),
    ...(readdirSync(folder).length === 0 ? [] : [`left: ${readdirSync(folder).join()}`]),
  ];
}

/** A person signs in while the disk is full, and again when there is room. */
async function fullForSignIn(folder: string): Promise<string[]> {
  const server = await serve((_request, response) => token(response));
  const connection = parseConnection(settings(server.url, { actAs: 'user' }));
  const place = { path: join(folder, 'procore', 'connection.json'), id: 'connection' };
  const client = new Client(connection, systemRuntime(), { ledgers: new QuotaLedgers(), signInPlace: place });
  try {
    const signIn = () =>
      client.user?.signIn({
        parameters: new URLSearchParams({ code: 'a' }),
        state: undefined,
        redirectUri: 'urn:ietf:wg:oauth:2.0:oob',
      });
    const failed = await whileFull('writeFile', () => outcomeOf(Promise.resolve(signIn())));
    const left = readdirSync(join(folder, 'procore'));
    const start = performance.now();
    await outcomeOf(Promise.resolve(client.user?.signedIn()));
    await outcomeOf(Promise.resolve(signIn()));
    const ms = Math.round(performance.now() - start);
    return [
      ...(failed === 'undefined' ? ['the full disk was not told'] : []),
      ...(left.length === 0 ? [] : [`left: ${left.join()}`]),
      ...(ms < SOON ? [] : [`afterwards it took ${ms} ms`]),
    ];
  } finally {
    await client.close();
    await server.close();
  }
}

/** Has every file that is opened for writing fail, where the compiled code looks `open` up. */
async function whileFull<T>(at: 'writeFile' | 'close', work: () => Promise<T>): Promise<T> {
  const real = fs.open;
  fs.open = (async (...given: Parameters<typeof real>) => {
    const file = await real(...given);
    if (given[1] === undefined || given[1] === 'r') return file;
    const fail = async () => {
      if (at === 'close') await file[Symbol.asyncDispose]?.().catch(() => undefined);
      throw DISK_FULL();
    };
    const failing = at === 'close' ? ['close'] : ['writeFile', 'write', 'appendFile', 'sync', 'datasync'];
    return new Proxy(file, {
      get: (target, name) => {
        if (failing.includes(String(name))) return fail;
        const found: unknown = Reflect.get(target, name);
        return typeof found === 'function' ? found.bind(target) : found;
      },
    });
  }) as typeof real;
  try {
    return await work();
  } finally {
    fs.open = real;
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

async function modeOfLock(folder: string): Promise<string[]> {
  const place = join(folder, 'procore');
  await withLock(join(place, 'a.lock'), async () => undefined, { runtime: systemRuntime() });
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
