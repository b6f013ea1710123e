import type { ProcoreError } from '../errors.js';

/** Attempts at one request, waits for quota not counted. */
const MOST_ATTEMPTS = 5;

/** A damaged body or a conflict is tried again less often: it is seldom chance. */
const FEW_ATTEMPTS = 3;

/** Backoff: the first step and the longest, ms. */
const FIRST_STEP = 250;
const LONGEST_STEP = 20_000;

/** What a decision about another attempt needs of the surroundings. */
export interface RetryClock {
  /** A number in [0, 1). */
  random(): number;
}

/** `again` after so many ms, and whether it counts as an attempt; or `stop`. */
export type Decision = { readonly again: number; readonly counts: boolean } | 'stop';

/**
 * Whether a request that failed is sent again. Waits that Procore told are obeyed in full and without jitter; others grow
 * exponentially with full jitter. A 429 was not processed: it is sent again whatever its method, and costs no attempt,
 * since the quota's own pause does the waiting. A write is sent again only where nothing can have happened.
 * @param attempt how many attempts were made, from 1
 */
export function retryDecision(
  error: ProcoreError,
  attempt: number,
  method: string,
  clock: RetryClock,
): Decision {
  if (error.code === 'PROCORE_RATE_LIMITED' && error.status === 429) return { again: 0, counts: false };
  const isRead = method === 'GET' || method === 'HEAD';
  const backoff = clock.random() * Math.min(LONGEST_STEP, FIRST_STEP * 2 ** attempt);
  if (error.code === 'PROCORE_CONFLICT') {
    // Two writers at once; a POST may have been one that was done already.
    return (isRead || method === 'PATCH') && attempt < FEW_ATTEMPTS
      ? { again: backoff, counts: true }
      : 'stop';
  }
  if (!error.transient) return 'stop';
  if (!isRead) {
    const turnedAway = error.status === 503 && error.retryAfter !== undefined;
    if (!error.unsent && !turnedAway) return 'stop';
  }
  const most = error.code === 'PROCORE_BAD_RESPONSE' ? FEW_ATTEMPTS : MOST_ATTEMPTS;
  if (attempt >= most) return 'stop';
  const told = (error.retryAfter ?? 0) * 1000;
  return { again: told > 0 ? told : backoff, counts: true };
}

/**
 * How much may be spent on further attempts, over all requests of a client: a Procore that is down is not hammered by
 * every flow at once. The figures are those of the AWS SDKs' standard mode.
 */
export class RetryBudget {
  #tokens = 500;

  /** Whether there is enough left for one more attempt; takes it. */
  spend(error: ProcoreError): boolean {
    const price = error.code === 'PROCORE_TIMEOUT' ? 10 : 5;
    if (this.#tokens < price) return false;
    this.#tokens -= price;
    return true;
  }

  /** A request that succeeded gives a little back. */
  refund(): void {
    this.#tokens = Math.min(500, this.#tokens + 1);
  }
}
