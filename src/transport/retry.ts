import type { ProcoreError } from '../errors.js';

/** Most attempts at one request. Waits for quota do not count. */
const MOST_ATTEMPTS = 5;

/** Most attempts after a damaged body or a conflict. These are fewer, since such failures are seldom chance. */
const FEW_ATTEMPTS = 3;

/**
 * Most 429s in a row for one request, each after the wait it asked for. Another user of the key may use up the quota
 * several times. But one who always does, or a window that never ends, must not hold a message forever.
 */
const MOST_THROTTLED = 10;

/** First step of the backoff, ms. It doubles with each attempt; there are too few attempts to need a longest step. */
const FIRST_STEP = 250;

/** Longest Retry-After we wait for, s; beyond it the flow decides. Timers of Node.js fire at once beyond 24 days. */
export const LONGEST_TOLD = 7_200;

/** What a retry decision needs from its surroundings. */
export interface RetryClock {
  /** A number in [0, 1). */
  random(): number;
}

/** What was tried for one request, including the failure to decide on. */
export interface Tried {
  /** Attempts that count, including the failed one; 0 if all were 429s. */
  readonly attempts: number;
  /** 429s in a row. */
  readonly throttled: number;
}

/** `again`: the ms until the next attempt, and whether that counts as an attempt. `stop`: the error to end with. */
export type Decision = { readonly again: number; readonly counts: boolean } | { readonly stop: ProcoreError };

/**
 * Decides whether a failed request is sent again. Waits that Procore asks for are kept in full and without jitter;
 * others grow exponentially with full jitter. A request that got a 429 was not processed, so it is sent again whatever
 * its method. It costs no attempt, since the quota's own pause does the waiting. A write is sent again only if nothing
 * can have happened.
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
  // A locked record does not mean two writers at once: it stays locked until a person opens it.
  if (error.code === 'PROCORE_CONFLICT' && error.reason !== 'record locked') {
    // Two writers at once. A POST is not repeated, since it may have been done already.
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

/** Whether Procore turned a request away because the quota was used up. */
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
 * Limits the retries of all requests of a client, so that not every flow hammers a Procore that is down. The figures
 * are those of the AWS SDKs' standard mode.
 */
export class RetryBudget {
  #tokens = 500;

  /** Takes the price of one more attempt; false if not enough is left. */
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
