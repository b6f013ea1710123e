import { Governor } from '../../src/quota/governor.js';
import { MemoryLedger } from '../../src/quota/memory-ledger.js';
import type { Runtime } from '../../src/runtime.js';

/** A governor with a ledger in this process, which leaves a share of the hour to others. */
export function governorOf(runtime: Pick<Runtime, 'now' | 'sleep' | 'log'>, reserve: number): Governor {
  const terms = { reserve, warn: (text: string) => runtime.log.warn(text) };
  return new Governor(runtime, new MemoryLedger(runtime, terms));
}
