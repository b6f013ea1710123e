import type { Dispatcher } from 'undici';

type Raw = Dispatcher.ResponseData['headers'];

/**
 * Headers that are passed on: what they say of the content, of where more of it is, of quota and of the request. No
 * others, since a flow hands them to http response: those for browsers (HSTS, CORS, Refresh, Clear-Site-Data, cookies)
 * would act on the user's own site, those for caches would keep its pages, and those of the connection and its framing no
 * longer hold for a body that was read and unpacked.
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

/** What an answer asks for before it gives anything. */
export function challengeIn(raw: Raw): string | undefined {
  const value = raw['www-authenticate'];
  return value === undefined ? undefined : textOf(value);
}

export function textOf(value: string | string[]): string {
  return Array.isArray(value) ? value.join(', ') : value;
}
