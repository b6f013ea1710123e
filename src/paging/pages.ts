import { ProcoreError } from '../errors.js';
import { endless, MOST_PAGES } from './guards.js';
import { readByKey } from './keyed.js';
import { readNumbered } from './numbered.js';
import type { Page, PageCall, PagingOptions } from './page.js';
import { refusesSize, smallerThan } from './page-size.js';
import { pagingForm } from './paging-form.js';

/**
 * Reads a list to its end, by the paging form of its operation. Lists that name no other page end after one answer. If
 * the server refuses the page size that we chose, a smaller one is tried.
 * @param start the address of the first page; the paging parameters are added unless it has them
 * @throws ProcoreError PROCORE_BAD_RESPONSE if a list of either form has no end
 */
export async function* readPages(
  start: URL,
  options: PagingOptions,
  call: PageCall,
  signal?: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
  const form = pagingForm(start.pathname);
  const isNumbered = form === 'numbered';
  const isOurs = !start.searchParams.has(isNumbered ? 'per_page' : form.size);
  const largest = Math.min(options.limit ?? options.perPage, isNumbered ? options.perPage : form.largest);
  let perPage = Math.min(options.perPage, largest);
  let read = 0;
  for (;;) {
    const sized = { ...options, perPage };
    const pages = isNumbered ? readNumbered(start, sized, call, signal) : readByKey(start, form, sized, call);
    try {
      for await (const page of pages) {
        if (++read > MOST_PAGES) throw endless(start);
        yield page;
      }
      return;
    } catch (thrown) {
      const smaller = smallerThan(perPage);
      const isRefused = read === 0 && isOurs && options.onSmallerPage && refusesSize(thrown);
      if (!isRefused || smaller === undefined || !(thrown instanceof ProcoreError)) throw thrown;
      perPage = smaller;
      options.onSmallerPage?.(perPage);
    }
  }
}
