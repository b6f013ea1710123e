import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { Runtime } from '../runtime.js';
import { codeOf } from './encrypted-file.js';
import { ownFolder } from './own-folder.js';

/** A lock gives a sign of life this often, ms. */
const HEARTBEAT = 5_000;

/** A lock without a sign of life for this long, ms, is taken over: its process is dead or out of reach. */
const QUIET = 30_000;

/** ms between two looks at a lock that another holds. */
const LOOK = 50;

/** Somebody else holds the lock and did not let go in time. */
export class LockTaken extends Error {}

export interface LockOptions {
  readonly runtime: Pick<Runtime, 'now' | 'sleep' | 'random'>;
  /** ms to wait for the lock; longer than {@link QUIET}, or a dead one on another machine is never taken over. */
  readonly patience?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A lock that is held. */
export interface Held {
  /** Whether it still is: a process that slept for long may have lost it. */
  still(): Promise<boolean>;
}

/** Written into a lock: who holds it. */
interface Owner {
  readonly token: string;
  readonly pid: number;
  /** Within which `pid` means something. */
  readonly place: string;
}

/**
 * Runs `work` while no other process that asks for the same lock does. The lock is a file that is created exclusively,
 * which holds for processes of one machine and on shared folders. One whose process has died is taken over at once on the
 * same machine, anywhere else when it gave no sign of life for 30 s, as the one who waits sees it: clocks of two machines
 * are never compared.
 * @throws LockTaken after `patience` ms; the signal's reason; the error of the file system
 */
export async function withLock<T>(
  path: string,
  work: (lock: Held) => Promise<T>,
  options: LockOptions,
): Promise<T> {
  const mine = JSON.stringify({ token: randomUUID(), pid: process.pid, place: place() } satisfies Owner);
  await acquire(path, mine, options);
  const beat = setInterval(() => utimes(path, new Date(), new Date()).catch(() => undefined), HEARTBEAT);
  beat.unref();
  const still = async () => (await look(path))?.text === mine;
  try {
    return await work({ still });
  } finally {
    clearInterval(beat);
    // One that was lost is another's by now.
    if (await still()) await rm(path, { force: true });
  }
}

async function acquire(path: string, mine: string, options: LockOptions): Promise<void> {
  const { runtime, patience = QUIET + 15_000, signal } = options;
  const end = runtime.now() + patience;
  let seen: Seen | undefined;
  let since = runtime.now();
  await ownFolder(dirname(path));
  while (!(await created(path, mine))) {
    const now = runtime.now();
    const found = await look(path);
    if (!found) continue;
    if (!isSame(found, seen)) {
      seen = found;
      since = now;
    }
    if (isDead(found.text) || now - since >= QUIET) {
      await takeAway(path, found, options);
      continue;
    }
    if (now >= end) throw new LockTaken(`Another process holds ${path}.`);
    await runtime.sleep(LOOK * (0.5 + runtime.random()), signal);
  }
}

/**
 * Deletes a lock whose owner is dead. Of several who found it so, one at a time may do that, and only after another look:
 * else the second would delete the new lock of the first. They take turns by a lock of its own, which by the same rule is
 * taken over should its owner die within these two lines.
 */
async function takeAway(path: string, dead: Seen, options: LockOptions): Promise<void> {
  await withLock(
    `${path}~`,
    async () => {
      if (isSame(await look(path), dead)) await rm(path, { force: true });
    },
    options,
  );
}

async function created(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(text);
      // Some file systems tell only now that the disk is full.
      await file.close();
    } catch (thrown) {
      // An empty one would stay, which nobody holds and everybody waits for.
      await file.close().catch(() => undefined);
      await rm(path, { force: true });
      throw thrown;
    }
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

interface Seen {
  readonly text: string;
  readonly mtimeMs: number;
}

async function look(path: string): Promise<Seen | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { text, mtimeMs };
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

function isSame(one: Seen | undefined, other: Seen | undefined): boolean {
  return one?.text === other?.text && one?.mtimeMs === other?.mtimeMs;
}

/** Whether a lock's process has surely ended. Of an owner elsewhere, or one not written to its end yet, nobody can tell. */
function isDead(text: string): boolean {
  let owner: Partial<Owner>;
  try {
    owner = JSON.parse(text);
  } catch {
    return false;
  }
  if (owner?.place !== place() || typeof owner.pid !== 'number') return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (thrown) {
    return codeOf(thrown) === 'ESRCH';
  }
}

/** The machine and, on Linux, the namespace of process ids: two containers may have one host name. */
function place(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux.
  }
  return `${hostname()} ${namespace}`;
}
