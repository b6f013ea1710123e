/**
 * What Procore said about the quota. Its headers describe the window (hour or 10 s) that is closer to being used up.
 */
export interface Quota {
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds. */
  readonly resetAt: number;
}

type Headers = Readonly<Record<string, string>>;

/** What one answer said about the quota. */
export interface Told {
  readonly quota: Quota | undefined;
  /**
   * Time until the window ends by the server's clock, ms; negative if it has ended. It means nothing without `quota`.
   */
  readonly resetIn: number;
  /** How long nobody may send, ms; undefined if the answer asks for no pause. */
  readonly pause: number | undefined;
}

/** Reads what answers say about the quota. */
export class AnswerReader {
  readonly #clock = new ServerClock();

  /** @param now milliseconds since the epoch */
  read(status: number, headers: Headers, now: number): Told {
    const quota = quotaFrom(headers);
    const resetIn = quota ? quota.resetAt * 1000 - this.#clock.time(headers, now) : 0;
    return { quota, resetIn, pause: pauseFrom(status, headers, now) };
  }
}

function pauseFrom(status: number, headers: Headers, now: number): number | undefined {
  if (status !== 429 && !(status === 503 && headers['retry-after'])) return undefined;
  const told = (retryAfterFrom(status, headers, now) ?? 1) * 1000;
  return status === 429 && told === 0 ? (untilReset(headers, now) ?? 0) : told;
}

/** The `X-Rate-Limit-…` headers; undefined if one is missing or is not a number. */
export function quotaFrom(headers: Headers): Quota | undefined {
  const limit = wholeNumber(headers['x-rate-limit-limit']);
  const remaining = wholeNumber(headers['x-rate-limit-remaining']);
  const resetAt = wholeNumber(headers['x-rate-limit-reset']);
  if (limit === undefined || remaining === undefined || resetAt === undefined) return undefined;
  return { limit, remaining, resetAt };
}

/**
 * Seconds until Procore wants to be asked again. A 429 may carry Retry-After, X-Rate-Limit-Reset or both (Procore's
 * pages disagree); the later one counts. With other statuses only Retry-After counts, as every answer carries
 * X-Rate-Limit-Reset.
 * @param now milliseconds since the epoch
 */
export function retryAfterFrom(status: number, headers: Headers, now: number): number | undefined {
  const told = toldSeconds(headers, now);
  const reset = status === 429 ? untilReset(headers, now) : undefined;
  if (reset === undefined) return told;
  return Math.max(0, told ?? 0, Math.ceil(reset / 1000));
}

/** Milliseconds until Reset by the server's clock, negative if it is past; undefined if there is no Reset. */
function untilReset(headers: Headers, now: number): number | undefined {
  const resetAt = wholeNumber(headers['x-rate-limit-reset']);
  return resetAt === undefined ? undefined : resetAt * 1000 - serverTime(headers, now);
}

/** Retry-After is seconds or a date (RFC 9110, section 10.2.3). */
function toldSeconds(headers: Headers, now: number): number | undefined {
  const text = headers['retry-after'];
  const seconds = wholeNumber(text);
  if (seconds !== undefined || text === undefined) return seconds;
  // Date.parse reads "-1" as a year, but an HTTP date always has letters.
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - serverTime(headers, now)) / 1000));
}

function serverTime(headers: Headers, now: number): number {
  return new ServerClock().time(headers, now);
}

/**
 * The server's clock, from its Date headers (whole seconds, rounded down), so that a wait for a Reset does not depend
 * on this machine's clock. All answers of one second carry the same date, so it is parsed once.
 */
class ServerClock {
  #date: string | undefined;
  #told = Number.NaN;

  /** @returns milliseconds since the epoch; `now` if the answer has no date */
  time({ date }: Headers, now: number): number {
    if (date !== this.#date) {
      this.#date = date;
      this.#told = Date.parse(date ?? '');
    }
    return Number.isNaN(this.#told) ? now : this.#told;
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined;
}
