import { followLink } from '../transport/address.js';
import { circle, MOST_EMPTY, noList, strayLink } from './guards.js';
import { unpaged } from './only-page.js';
import { linkIn, type Read, readOf } from './opened.js';
import type { Page, PageCall, PagingOptions } from './page.js';
import type { KeyedForm } from './paging-form.js';

/**
 * Reads a list whose next page is named by the page before it, one after the other. A page of fewer rows than were asked
 * for is the last one only if the page after it is empty: the server may give fewer a page than it is asked for.
 */
export async function* readByKey(
  start: URL,
  form: KeyedForm,
  { perPage, limit }: PagingOptions,
  call: PageCall,
): AsyncGenerator<Page, void, undefined> {
  let url = new URL(start);
  const size = Math.min(perPage, form.largest);
  if (!url.searchParams.has(form.size)) url.searchParams.set(form.size, String(size));
  const asked = Number(url.searchParams.get(form.size));
  const seen = new Set([url.href]);
  let left = limit ?? Number.POSITIVE_INFINITY;
  let count = 0;
  let delivered = 0;
  let empty = 0;
  let read = readOf(await call(url, {}), url.pathname);
  if (!read.rows) return yield unpaged(read, limit);
  for (let number = 1; ; number++) {
    if (!read.rows && read.content !== null) throw noList(url, number);
    const rows = read.rows ?? [];
    count += rows.length;
    empty = rows.length === 0 ? empty + 1 : 0;
    const { total } = read;
    const isWhole = total !== undefined && count >= total;
    const isEnough = rows.length >= left || isWhole || empty >= MOST_EMPTY;
    let next = isEnough ? undefined : nextByKey(url, form, read);
    if (next && seen.has(next.href)) throw circle(next);
    let following: Read | undefined;
    if (next && rows.length < asked && read.words === undefined) {
      // Asked for before this page is given, so that the last one can be told as such.
      following = readOf(await call(next, { lane: 'bulk' }), next.pathname);
      const isRepeated = following.rows?.length === 0 || isSame(following, read);
      if (isRepeated) next = undefined;
    }
    // A full page, and nothing that the next one could be asked for by.
    const isOpen = !next && !isEnough && rows.length >= asked && read.words === undefined;
    const body = rows.length > left ? rows.slice(0, left) : rows;
    left -= body.length;
    delivered += body.length;
    yield {
      ...read.answer,
      body,
      isList: true,
      page: number,
      perPage: asked,
      total,
      last: next === undefined,
      ...(read.envelope && { envelope: read.envelope }),
      ...(isOpen && { incomplete: { read: delivered } }),
    };
    if (!next) return;
    seen.add(next.href);
    url = next;
    read = following ?? readOf(await call(url, { lane: 'bulk' }), url.pathname);
  }
}

function nextByKey(url: URL, form: KeyedForm, read: Read): URL | undefined {
  const link = linkIn(read);
  if (link) {
    const next = followLink(url, link);
    if (!next) throw strayLink(url);
    return next;
  }
  const { words } = read;
  if (words?.another === false) return undefined;
  const key = form.key === 'cursor' ? words?.cursor : idOf(read.rows?.at(-1));
  if (key === undefined) return undefined;
  const next = new URL(url);
  next.searchParams.set(form.parameter, key);
  return next;
}

/** Whether a page is the one before it again: the operation does not look at the key. */
function isSame(page: Read, before: Read): boolean {
  const key = idOf(page.rows?.at(-1));
  return key !== undefined && key === idOf(before.rows?.at(-1));
}

function idOf(row: unknown): string | undefined {
  const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : undefined;
  return id === undefined || id === null ? undefined : String(id);
}
