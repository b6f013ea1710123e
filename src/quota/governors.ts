import type { Logger, Runtime } from '../runtime.js';
import { Governor } from './governor.js';
import type { Terms } from './ledger.js';
import { MemoryLedger } from './memory-ledger.js';

/**
 * Governors that are kept without checking which are idle. Company ids may come from messages, so their number has no
 * limit.
 */
export const UNSWEPT = 500;

/** Time between two checks, ms, once there are more governors than that. */
const SWEEP_EVERY = 600_000;

/** What a quota belongs to, except the company of a call. */
export interface QuotaScope {
  readonly origin: string;
  readonly clientId: string;
  /** The sign-in that calls are made with; undefined for the app itself. */
  readonly user?: string | undefined;
}

/** The terms on which a connection shares a quota. */
export interface LeaseTerms {
  /** Share of the hour that is kept free for others, 0 to 1. The largest leased share counts. @default 0 */
  readonly reserve?: number | undefined;
  /** Gets a warning when something about the quota is odd. */
  readonly log?: Pick<Logger, 'warn'> | undefined;
}

/** The use of a quota, until it is released. */
export interface QuotaLease {
  /**
   * The governor of a company. If it {@link Governor.isForgotten}, ask for it again.
   * @param companyId the company of the call; undefined for a call without one, or if the whole app has one quota
   */
  governor(companyId: string | undefined): Governor;
  /** Releases the quota: its terms no longer count. The requests that were sent still do. */
  release(): void;
}

/**
 * One governor per company of a key. Every connection and node that uses the key shares it. It outlives redeployments,
 * since Procore does not forget the used quota either.
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

  /** Whether new governors would decide the same. */
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

  /** Forgets all idle governors except the one that is about to be used. */
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

/** The combined terms of all current leases of a quota. */
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

  /** @returns a function that withdraws the terms */
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
