import type { Runtime } from '../runtime.js';
import type { Store } from './contract.js';
import { type Holder, hasDied, newHolder } from './holder.js';

/** Time between two looks at a lease that another process holds, ms. */
const LOOK = 50;

/** Another process holds the lease and did not release it in time. */
export class LeaseTaken extends Error {}

export interface LeaseOptions {
  readonly runtime: Pick<Runtime, 'now' | 'sleep' | 'random'>;
  /** How long the lease lasts without a renewal, ms; it is renewed three times as often. @default 30_000 */
  readonly ttlMs?: number;
  /** How long to wait for it, ms. @default 1.5 times `ttlMs`, longer than the lease of a holder that died elsewhere */
  readonly patience?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A lease that this process has taken. */
export interface Lease {
  /** Whether it is still held: a process that was suspended for long may have lost it. */
  still(): Promise<boolean>;
}

/**
 * Runs `work` while nobody else runs under the same lease of the same store. If the holder's process has died on this
 * machine, its lease is taken at once; otherwise only after the holder has not renewed it for `ttlMs`.
 * @throws LeaseTaken after `patience`; the signal's reason
 */
export async function withLease<T>(
  store: Store,
  key: string,
  work: (lease: Lease) => Promise<T>,
  options: LeaseOptions,
): Promise<T> {
  const { ttlMs = 30_000 } = options;
  const holder = newHolder();
  let revision = await acquire(store, key, holder, ttlMs, options);
  const renew = async () => {
    const renewed = await store.set(key, holder, { ttlMs, ifRevision: revision });
    if (renewed !== undefined) revision = renewed;
    return renewed !== undefined;
  };
  // One renewal at a time, because each needs the revision of the one before.
  let last: Promise<boolean> = Promise.resolve(true);
  const giveSign = () => {
    last = last.catch(() => false).then(renew);
    return last;
  };
  const beat = setInterval(() => void giveSign().catch(() => undefined), ttlMs / 3);
  beat.unref();
  try {
    return await work({ still: giveSign });
  } finally {
    clearInterval(beat);
    await last.catch(() => undefined);
    // A lost lease belongs to another holder and stays. A lease that cannot be released expires.
    await store.delete(key, revision).catch(() => undefined);
  }
}

async function acquire(
  store: Store,
  key: string,
  holder: Holder,
  ttlMs: number,
  { runtime, patience = ttlMs * 1.5, signal }: LeaseOptions,
): Promise<string> {
  const end = runtime.now() + patience;
  for (;;) {
    signal?.throwIfAborted();
    const revision = await store.set(key, holder, { ttlMs, ifAbsent: true });
    if (revision !== undefined) return revision;
    const [found] = await store.get<Holder>([key]);
    if (!found) continue;
    if (hasDied(found.value)) {
      const taken = await store.set(key, holder, { ttlMs, ifRevision: found.revision });
      if (taken !== undefined) return taken;
      continue;
    }
    if (runtime.now() >= end) throw new LeaseTaken(`Another process holds ${key}.`);
    await runtime.sleep(LOOK * (0.5 + runtime.random()), signal);
  }
}
