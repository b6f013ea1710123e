import type { Runtime } from '../runtime.js';
import type { Store } from '../state/contract.js';

/** Between two looks whether the other run has ended, ms. */
const LOOK = 50;

/**
 * Waits until no other run of this process reads under the same name: a second one would take the first for a run that
 * was cut off, and leave out what that one has read already.
 * @param cache a store in memory, so that the turn ends with the process
 * @returns what ends the turn
 * @throws the signal's reason
 */
export async function turnOf(
  cache: Store,
  name: string,
  sleep: Runtime['sleep'],
  signal: AbortSignal | undefined,
): Promise<() => Promise<unknown>> {
  const key = `${name}|turn`;
  for (;;) {
    signal?.throwIfAborted();
    const [isMine] = await cache.claim([key], Number.POSITIVE_INFINITY);
    if (isMine) return () => cache.delete(key);
    await sleep(LOOK, signal);
  }
}
