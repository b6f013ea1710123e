import type { Logger, Runtime } from '../runtime.js';
import { Governor } from './governor.js';
import type { Terms } from './ledger.js';
import { MemoryLedger } from './memory-ledger.js';

/** Governors that are kept without a look at which of them are idle. A company id may come from a message, so there is no end of them. */
export const UNSWEPT = 500;

/** Between two looks, ms, once there are so many. */
const SWEEP_EVERY = 600_000;

/** What a quota belongs to, but for the company of a call. */
export interface QuotaScope {
  readonly origin: string;
  readonly clientId: string;
  /** The sign-in that calls are made with; undefined for the app itself. */
  readonly user?: string | undefined;
}

/** What a connection asks of the quota that it shares. */
export interface LeaseTerms {
  /** Share of the hour that is left to others, 0 to 1; the largest one leased counts. @default 0 */
  readonly reserve?: number | undefined;
  /** Where it is told what is odd about the quota. */
  readonly log?: Pick<Logger, 'warn'> | undefined;
}

/** The use of a quota, until it is given back. */
export interface QuotaLease {
  /**
   * The governor of a company. One that {@link Governor.isForgotten} must be asked for again.
   * @param companyId the company of the call; undefined for a call without one, or if the quota is one for the whole app
   */
  governor(companyId: string | undefined): Governor;
  /** Gives it back: its terms count no more. What was used of the quota stays known. */
  release(): void;
}

/**
 * One governor for each company of a key: every connection and node that uses the key shares it, and it outlives
 * redeployments, since Procore does not forget what was used either.
 */
export class Governors {
  readonly #governors = new Map<string, Governor>();
  readonly #terms = new Map<string, AgreedTerms>();
  #sweepAt = UNSWEPT;
  #sweptAt = 0;

  constructor(private readonly runtime: Pick<Runtime, 'now' | 'sleep'>) {}

  lease({ origin, clientId, user }: QuotaScope, terms: LeaseTerms = {}): QuotaLease {
    const scope = JSON.stringify([origin, clientId, user ?? '']);
    const agreed = this.#terms.get(scope) ?? new AgreedTerms();
    this.#terms.set(scope, agreed);
    const withdraw = agreed.add(terms);
    return {
      governor: (companyId) => this.#governor(`${scope}${companyId ?? ''}`, agreed),
      release: withdraw,
    };
  }

  /** Governors that are kept. */
  get size(): number {
    return this.#governors.size;
  }

  /** Whether new ones would decide the same. */
  get isIdle(): boolean {
    return [...this.#governors.values()].every(({ isIdle }) => isIdle);
  }

  #governor(key: string, terms: Terms): Governor {
    const known = this.#governors.get(key);
    if (known) return known;
    const governor = new Governor(this.runtime, new MemoryLedger(this.runtime, terms));
    this.#governors.set(key, governor);
    const { size } = this.#governors;
    const now = this.runtime.now();
    if (size >= this.#sweepAt || (size > UNSWEPT && now - this.#sweptAt > SWEEP_EVERY))
      this.#sweep(governor, now);
    return governor;
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

/** The terms of all who lease a quota now. */
class AgreedTerms implements Terms {
  readonly #leased = new Set<LeaseTerms>();
  #reserve = 0;

  get reserve(): number {
    return this.#reserve;
  }

  warn(text: string): void {
    for (const { log } of this.#leased) {
      if (!log) continue;
      log.warn(text);
      return;
    }
  }

  /** @returns withdraws them */
  add(terms: LeaseTerms): () => void {
    const own = { ...terms };
    this.#leased.add(own);
    this.#agree();
    return () => {
      this.#leased.delete(own);
      this.#agree();
    };
  }

  #agree(): void {
    this.#reserve = Math.max(0, ...[...this.#leased].map(({ reserve }) => reserve ?? 0));
  }
}
