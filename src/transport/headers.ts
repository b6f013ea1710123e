import type { Dispatcher } from 'undici';

type Raw = Dispatcher.ResponseData['headers'];

/**
 * Headers that are passed on to flows: those about the content, where more of it is, the quota and the request. No
 * others, since a flow may hand them to http response. Headers for browsers (HSTS, CORS, Refresh, Clear-Site-Data,
 * cookies) would act on the user's own site, and headers for caches would keep its pages. Headers about the connection
 * and its framing no longer hold for a body that was read and unpacked.
 */
const PASSED_ON = new Set([
  'content-type',
  'content-disposition',
  'content-language',
  'date',
  'deprecation',
  'etag',
  'last-modified',
  'link',
  'location',
  'per-page',
  'retry-after',
  'sunset',
  'total',
  'x-request-id',
]);

const RATE_LIMIT = 'x-rate-limit-';

/** Headers as flows get them: lower-case names, repeated ones joined with ", ". */
export function passedOn(raw: Raw): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in raw) {
    const value = raw[name];
    if (value !== undefined && (PASSED_ON.has(name) || name.startsWith(RATE_LIMIT)))
      headers[name] = textOf(value);
  }
  return headers;
}

/** The WWW-Authenticate header of an answer. */
export function challengeIn(raw: Raw): string | undefined {
  const value = raw['www-authenticate'];
  return value === undefined ? undefined : textOf(value);
}

export function textOf(value: string | string[]): string {
  return Array.isArray(value) ? value.join(', ') : value;
}
