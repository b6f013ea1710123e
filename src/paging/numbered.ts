import { followLink } from '../transport/address.js';
import { childSignal } from '../transport/deadline.js';
import { nextLink, wholeNumber } from './answer-headers.js';
import { circle, endless, MOST_PAGES, strayLink } from './guards.js';
import { HalvingReader, pagesOf, rowsOf } from './halving.js';
import { inOrder } from './in-order.js';
import { MovedRows } from './moved-rows.js';
import { type Answer, onlyPage, type Page, type PageCall, type PagingOptions } from './page.js';

/**
 * Reads a list by page numbers: the first page tells by `Total` how many there are, and the rest is read several at a
 * time and given in order. Without `Total`, `Link: rel="next"` leads from page to page. A list that tells neither is
 * unpaginated. A list that grows while it is read is followed to its new end.
 */
export async function* readNumbered(
  start: URL,
  options: PagingOptions,
  call: PageCall,
  signal: AbortSignal | undefined,
): AsyncGenerator<Page, void, undefined> {
  const url = firstPage(start, options);
  const moved = new MovedRows(options.parallel + 1);
  const reader = new HalvingReader(call);
  const first = await reader.read(url, {});
  const rows = rowsOf(first, url);
  if (!rows) return yield onlyPage(first, url.pathname);
  const number = Number(url.searchParams.get('page'));
  const asked = Number(url.searchParams.get('per_page'));
  let total = wholeNumber(first.headers.total);
  // A server that clamps the size and does not say so shows it by a short first page.
  const short = total !== undefined && rows.length > 0 && rows.length < Math.min(asked, total);
  const perPage = wholeNumber(first.headers['per-page']) ?? (short ? rows.length : asked);
  let left = options.limit ?? Number.POSITIVE_INFINITY;

  const page = (answer: Answer, fresh: unknown[], page: number, last: boolean): Page => {
    const body = fresh.length > left ? fresh.slice(0, left) : fresh;
    left -= body.length;
    const ended = last || left <= 0;
    const drift = last && options.limit === undefined ? moved.drift(total) : undefined;
    return { ...answer, body, isList: true, page, perPage, total, last: ended, ...(drift && { drift }) };
  };

  if (total === undefined) return yield* linked(url, first, rows, call, page, moved);

  /** Pages after the first, by the newest Total; no more than the limit needs. */
  const others = () => {
    const wanted = Math.min(total ?? 0, (number - 1) * perPage + (options.limit ?? Number.POSITIVE_INFINITY));
    const pages = Math.ceil(wanted / perPage) - number;
    if (pages > MOST_PAGES) throw endless(url);
    return rows.length === 0 ? 0 : Math.max(0, pages);
  };
  yield page(first, moved.fresh(rows, total), number, others() === 0);
  if (left <= 0) return;
  // Pages under way end with the reading, and with the message, even if that was cancelled before they began.
  const reading = childSignal(signal);
  const address = pagesOf(url, perPage);
  const more = { lane: 'bulk', signal: reading.signal } as const;
  const read = (offset: number) => reader.read(address(number + 1 + offset), more);
  let index = 0;
  try {
    for await (const answer of inOrder(others, options.parallel, read, reading.abort)) {
      total = wholeNumber(answer.headers.total) ?? total;
      index++;
      const found = rowsOf(answer, url) ?? [];
      const fresh = moved.fresh(found, total);
      const next = page(answer, fresh, number + index, index >= others() || found.length === 0);
      yield next;
      if (next.last) return;
    }
  } finally {
    reading.release();
  }
}

/** From page to page by Link, one after the other. */
async function* linked(
  start: URL,
  first: Answer,
  firstRows: unknown[],
  call: PageCall,
  page: (answer: Answer, fresh: unknown[], number: number, last: boolean) => Page,
  moved: MovedRows,
): AsyncGenerator<Page, void, undefined> {
  const seen = new Set([start.href]);
  let url = start;
  let answer = first;
  let rows: unknown[] = firstRows;
  for (;;) {
    const link = rows.length > 0 ? nextLink(answer.headers.link) : undefined;
    const next = link ? followLink(url, link) : undefined;
    if (link && !next) throw strayLink(url);
    const number = Number(url.searchParams.get('page') ?? seen.size);
    const read = page(answer, moved.fresh(rows, undefined), number, next === undefined);
    yield read;
    if (read.last || !next) return;
    if (seen.has(next.href)) throw circle(next);
    if (seen.size >= MOST_PAGES) throw endless(next);
    seen.add(next.href);
    url = next;
    answer = await call(url, { lane: 'bulk' });
    rows = rowsOf(answer, url) ?? [];
  }
}

function firstPage(start: URL, { perPage, limit }: PagingOptions): URL {
  const url = new URL(start);
  const size = String(Math.min(perPage, limit ?? perPage));
  if (!url.searchParams.has('per_page')) url.searchParams.set('per_page', size);
  if (!url.searchParams.has('page')) url.searchParams.set('page', '1');
  return url;
}
