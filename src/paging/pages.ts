import { readByKey } from './keyed.js';
import { readNumbered } from './numbered.js';
import type { Page, PageCall, PagingOptions } from './page.js';
import { pagingForm } from './paging-form.js';

/**
 * Reads a list to its end, in the form its operation pages by. Lists that tell of no other page end after one answer.
 * @param start the address of the first page; the parameters of paging are added unless it has them
 */
export function readPages(
  start: URL,
  options: PagingOptions,
  call: PageCall,
  signal?: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
  const form = pagingForm(start.pathname);
  return form === 'numbered'
    ? readNumbered(start, options, call, signal)
    : readByKey(start, form, options, call);
}
