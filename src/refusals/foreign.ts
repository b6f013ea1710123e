import { type ErrorContext, type FailedAnswer, ProcoreError } from '../errors.js';
import { isProse } from './details.js';
import type { Explanation } from './reasons.js';

/** Most characters of a page's title that an error repeats. */
const LONGEST_TITLE = 100;

/**
 * Whether a refusal (4xx) comes from something other than Procore's API. Its bodies are JSON, a short text, or nothing;
 * a web page or a long text comes from a firewall or a proxy. A 429 is never foreign, since we have to wait for it
 * whoever sent it.
 */
export function isForeign({ status, headers, body }: FailedAnswer): boolean {
  if (status < 400 || status >= 500 || status === 429 || typeof body !== 'string') return false;
  if (body.trim() === '') return false;
  return (headers['content-type'] ?? '').toLowerCase().includes('html') || !isProse(body);
}

/** The explanation of an answer that is not Procore's. */
export function spokenByOthers({ status, body }: FailedAnswer): Explanation {
  const title = titleOf(String(body));
  return {
    code: 'PROCORE_BAD_RESPONSE',
    cause: `The answer (${status}${title && `, “${title}”`}) is not one of Procore’s API: a firewall or proxy in between refused the call.`,
    fix: 'Ask whoever runs the network to let this machine reach the API, and check the connection’s URLs and proxy.',
    who: 'developer',
  };
}

/**
 * A failure of the host that a redirect led to. It says nothing about Procore's permissions or quota, so the error
 * carries no answer to look into.
 */
export function failedElsewhere(host: string, status: number, context: ErrorContext): ProcoreError {
  const passes = status >= 500 || status === 408 || status === 429;
  return new ProcoreError({
    ...context,
    code: passes ? 'PROCORE_UNAVAILABLE' : 'PROCORE_BAD_RESPONSE',
    transient: passes,
    status,
    cause: `Procore sent the call on to ${host}, which did not give the file (${status}).`,
    fix: passes ? 'Try again later.' : 'Its address may have expired: ask Procore for it again.',
    who: passes ? 'try again later' : 'developer',
  });
}

/** The title of a web page; empty if it has none. */
function titleOf(page: string): string {
  const small = page.slice(0, 10_000).toLowerCase();
  const start = small.indexOf('<title>');
  const end = small.indexOf('</title>', start);
  if (start < 0 || end < 0) return '';
  const title = page
    .slice(start + '<title>'.length, end)
    .replace(/\s+/g, ' ')
    .trim();
  return /[<>]/.test(title) ? '' : title.slice(0, LONGEST_TITLE);
}
