import type { ProcoreError } from '../errors.js';

/** Attempts at one request, waits for quota not counted. */
const MOST_ATTEMPTS = 5;

/** A damaged body or a conflict is tried again less often: it is seldom chance. */
const FEW_ATTEMPTS = 3;

/**
 * 429s in a row for one request, each after the wait it told. Another user of the key may take the room several times;
 * one who always does, or a window that never ends, must not hold a message for ever.
 */
const MOST_THROTTLED = 10;

/** Backoff: the first step, ms. It doubles with each attempt, and there are few. */
const FIRST_STEP = 250;

/** Longest Retry-After we wait for, s; beyond it the flow decides. Timers of Node.js fire at once beyond 24 days. */
export const LONGEST_TOLD = 7_200;

/** What a decision about another attempt needs of the surroundings. */
export interface RetryClock {
  /** A number in [0, 1). */
  random(): number;
}

/** What was tried for one request, with the failure that is decided on. */
export interface Tried {
  /** Attempts that count, from 1; after a 429 only, 0. */
  readonly attempts: number;
  /** 429s in a row. */
  readonly throttled: number;
}

/** `again` after so many ms, and whether it counts as an attempt; or `stop` with the error to end with. */
export type Decision = { readonly again: number; readonly counts: boolean } | { readonly stop: ProcoreError };

/**
 * Whether a request that failed is sent again. Waits that Procore told are obeyed in full and without jitter; others grow
 * exponentially with full jitter. A 429 was not processed: it is sent again whatever its method, and costs no attempt,
 * since the quota's own pause does the waiting. A write is sent again only if nothing can have happened.
 */
export function retryDecision(
  error: ProcoreError,
  { attempts, throttled }: Tried,
  method: string,
  clock: RetryClock,
): Decision {
  const stop = { stop: error };
  if (isThrottled(error)) {
    return throttled < MOST_THROTTLED ? { again: 0, counts: false } : { stop: throttledForEver(error) };
  }
  const isRead = method === 'GET' || method === 'HEAD';
  const backoff = clock.random() * FIRST_STEP * 2 ** attempts;
  // A lock is not two writers at once: it stays until a person opens it.
  if (error.code === 'PROCORE_CONFLICT' && error.reason !== 'record locked') {
    // Two writers at once; a POST may have been one that was done already.
    return (isRead || method === 'PATCH') && attempts < FEW_ATTEMPTS
      ? { again: backoff, counts: true }
      : stop;
  }
  if (!error.transient) return stop;
  if (!isRead) {
    const turnedAway = error.status === 503 && error.retryAfter !== undefined;
    if (!error.unsent && !turnedAway) return stop;
  }
  const most = error.code === 'PROCORE_BAD_RESPONSE' ? FEW_ATTEMPTS : MOST_ATTEMPTS;
  const told = error.retryAfter ?? 0;
  if (attempts >= most || told > LONGEST_TOLD) return stop;
  return { again: told > 0 ? told * 1000 : backoff, counts: true };
}

/** Whether Procore turned a request away for want of quota. */
export function isThrottled({ code, status }: ProcoreError): boolean {
  return code === 'PROCORE_RATE_LIMITED' && status === 429;
}

function throttledForEver(error: ProcoreError): ProcoreError {
  return error.with({
    cause: `Procore refused the request ${MOST_THROTTLED} times in a row (429), each time after the wait it had told.`,
    fix: 'Another program may be using up this key: give each its own, or leave more of the quota to it.',
  });
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
