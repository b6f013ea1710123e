/** What Procore said about the quota. Its headers describe whichever window (hour or 10 s) is closer to being used up. */
export interface Quota {
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds. */
  readonly resetAt: number;
}

/** The `X-Rate-Limit-…` headers; undefined where they are missing or not numbers. */
export function quotaFrom(headers: Readonly<Record<string, string>>): Quota | undefined {
  const limit = wholeNumber(headers['x-rate-limit-limit']);
  const remaining = wholeNumber(headers['x-rate-limit-remaining']);
  const resetAt = wholeNumber(headers['x-rate-limit-reset']);
  if (limit === undefined || remaining === undefined || resetAt === undefined) return undefined;
  return { limit, remaining, resetAt };
}

/**
 * Seconds until Procore wants to be asked again. A 429 may carry Retry-After, X-Rate-Limit-Reset or both (Procore's pages
 * disagree): the later one counts. Elsewhere only Retry-After means anything, as every answer carries the other.
 * @param now milliseconds since the epoch
 */
export function retryAfterFrom(
  status: number,
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const told = wholeNumber(headers['retry-after']);
  const resetAt = status === 429 ? wholeNumber(headers['x-rate-limit-reset']) : undefined;
  if (resetAt === undefined) return told;
  return Math.max(0, told ?? 0, Math.ceil(resetAt - now / 1000));
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined;
}
