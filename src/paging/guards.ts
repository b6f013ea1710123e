import { ProcoreError } from '../errors.js';
import type { Address } from '../transport/address.js';

/** Most pages of one list. Beyond them, something has gone wrong: 2,000 rows per page would make 20 million rows. */
export const MOST_PAGES = 10_000;

/**
 * Empty pages in a row after which a list has ended, whatever it says. One is not enough, since filters may leave a
 * page in the middle empty.
 */
export const MOST_EMPTY = 3;

export function circle(url: Address): ProcoreError {
  return astray(`The list at ${url.pathname} leads back to a page that was read already.`);
}

export function endless(url: Address): ProcoreError {
  return astray(
    `The list at ${url.pathname} has not ended after ${MOST_PAGES.toLocaleString('en-US')} pages.`,
  );
}

export function strayLink(url: Address): ProcoreError {
  return astray(`The list at ${url.pathname} goes on at an address outside the API, which is not followed.`);
}

export function noList(url: Address, page: number): ProcoreError {
  return astray(`Page ${page} of the list at ${url.pathname} is not a list.`);
}

function astray(cause: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    cause,
    fix: 'Set a limit or a filter; if it stays, please report the operation.',
    who: 'developer',
  });
}
