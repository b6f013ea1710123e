import { followLink } from '../transport/address.js';
import { circle, MOST_EMPTY, noList, strayLink } from './guards.js';
import { unpaged } from './only-page.js';
import { linkIn, type Read, readOf } from './opened.js';
import type { Page, PageCall, PagingOptions } from './page.js';
import type { KeyedForm } from './paging-form.js';

/**
 * Reads a list in which each page names the next one, so one page at a time. A page with fewer rows than requested is
 * the last one only if the page after it is empty, since the server may give fewer rows per page than requested.
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
      // Read before this page is delivered, so that the last page can be marked as such.
      following = readOf(await call(next, { lane: 'bulk' }), next.pathname);
      const isRepeated = following.rows?.length === 0 || isSame(following, read);
      if (isRepeated) next = undefined;
    }
    // The page is full, but nothing says how to ask for the next one.
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

/** Whether a page repeats the one before it. If so, the operation ignores the key. */
function isSame(page: Read, before: Read): boolean {
  const key = idOf(page.rows?.at(-1));
  return key !== undefined && key === idOf(before.rows?.at(-1));
}

function idOf(row: unknown): string | undefined {
  const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : undefined;
  return id === undefined || id === null ? undefined : String(id);
}
