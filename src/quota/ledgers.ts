import type { Runtime } from '../runtime.js';
import { Governor } from './governor.js';

/** Governors that are kept without a look at which of them are idle. A company id may come from a message, so there is no end of them. */
export const UNSWEPT = 500;

/** Between two looks, ms, once there are so many. */
export const SWEEP_EVERY = 600_000;

/** What a quota belongs to: Procore counts per key and, for a service account, per company named in the call. */
export interface QuotaScope {
  readonly origin: string;
  readonly clientId: string;
  /** The company of the call; undefined for a call without one, or where the quota is one for the whole app. */
  readonly companyId: string | undefined;
  /** The sign-in that a call is made with; undefined for the app itself. */
  readonly user?: string | undefined;
}

/**
 * One governor per key for the whole process: every connection and node that uses a key shares it, and it outlives
 * redeployments, since Procore does not forget what was used either. The only state this package shares on purpose.
 */
export class QuotaLedgers {
  readonly #governors = new Map<string, Governor>();
  #sweepAt = UNSWEPT;
  #sweptAt = 0;

  /** @param reserve share of the hour left to others; the newest connection of a key decides */
  governor({ origin, clientId, companyId, user }: QuotaScope, runtime: Runtime, reserve: number): Governor {
    const key = JSON.stringify([origin, clientId, companyId ?? '', user ?? '']);
    const known = this.#governors.get(key);
    if (known) {
      known.reserve = reserve;
      return known;
    }
    const governor = new Governor(runtime, reserve);
    this.#governors.set(key, governor);
    const { size } = this.#governors;
    const now = runtime.now();
    if (size >= this.#sweepAt || (size > UNSWEPT && now - this.#sweptAt > SWEEP_EVERY))
      this.#sweep(governor, now);
    return governor;
  }

  /** Governors that are kept. */
  get size(): number {
    return this.#governors.size;
  }

  /** Forgets all whose knowledge is over, but the one that is about to be used. */
  #sweep(used: Governor, now: number): void {
    this.#sweptAt = now;
    for (const [key, governor] of this.#governors) {
      if (governor === used || !governor.isIdle) continue;
      governor.forget();
      this.#governors.delete(key);
    }
    this.#sweepAt = Math.max(UNSWEPT, this.#governors.size * 2);
  }
}

export const sharedLedgers = new QuotaLedgers();
