import { ProcoreError } from '../errors.js';

/** Pages of one list beyond which a reading is taken to have gone astray: 20 million rows of 2,000. */
export const MOST_PAGES = 10_000;

/** Empty pages in a row after which a list has ended, whatever it says: filters may leave one empty in the middle. */
export const MOST_EMPTY = 3;

export function circle(url: URL): ProcoreError {
  return astray(`The list at ${url.pathname} leads back to a page that was read already.`);
}

export function endless(url: URL): ProcoreError {
  return astray(
    `The list at ${url.pathname} has not ended after ${MOST_PAGES.toLocaleString('en-US')} pages.`,
  );
}

export function strayLink(url: URL): ProcoreError {
  return astray(`The list at ${url.pathname} goes on at an address outside the API, which is not followed.`);
}

export function noList(url: URL, page: number): ProcoreError {
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
