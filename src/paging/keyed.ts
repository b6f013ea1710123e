import { followLink } from '../transport/address.js';
import { nextLink, wholeNumber } from './answer-headers.js';
import { envelopeOpened } from './envelope.js';
import { circle, strayLink } from './guards.js';
import { type Answer, onlyPage, type Page, type PageCall, type PagingOptions } from './page.js';
import type { KeyedForm } from './paging-form.js';

/** Reads a list whose next page is named by the page before it, one after the other. */
export async function* readByKey(
  start: URL,
  form: KeyedForm,
  { perPage, limit }: PagingOptions,
  call: PageCall,
): AsyncGenerator<Page, void, undefined> {
  let url: URL | undefined = new URL(start);
  const size = Math.min(perPage, form.largest);
  if (!url.searchParams.has(form.size)) url.searchParams.set(form.size, String(size));
  const seen = new Set<string>();
  let left = limit ?? Number.POSITIVE_INFINITY;
  for (let page = 1; url; page++) {
    if (seen.has(url.href)) throw circle(url);
    seen.add(url.href);
    const answer: Answer = await call(url, page > 1 ? { lane: 'bulk' } : {});
    const body = envelopeOpened(answer.body, url.pathname);
    if (!Array.isArray(body)) return yield onlyPage(answer, url.pathname);
    const rows = body.slice(0, left);
    left -= rows.length;
    const total = wholeNumber(answer.headers.total);
    const asked: number = Number(url.searchParams.get(form.size));
    url = left > 0 && body.length > 0 ? nextByKey(url, form, answer, body, asked) : undefined;
    yield { ...answer, body: rows, isList: true, page, perPage: asked, total, last: url === undefined };
  }
}

function nextByKey(
  url: URL,
  form: KeyedForm,
  answer: Answer,
  rows: unknown[],
  size: number,
): URL | undefined {
  const link = nextLink(answer.headers.link);
  if (link) {
    const next = followLink(url, link);
    if (!next) throw strayLink(url);
    return next;
  }
  // A page that is not full is the last one.
  const key =
    form.key === 'cursor' ? nextCursor(answer.body) : rows.length < size ? undefined : idOf(rows.at(-1));
  if (key === undefined) return undefined;
  const next = new URL(url);
  next.searchParams.set(form.parameter, key);
  return next;
}

/**
 * The next cursor in an answer's body. Procore declares the parameter and not where its value comes from, so the usual
 * names are looked for beside the data and in a `meta` or `pagination` object.
 */
function nextCursor(body: unknown): string | undefined {
  const places = [
    body,
    ...['meta', 'pagination', 'paging'].map((name) => (body as Record<string, unknown>)?.[name]),
  ];
  for (const place of places) {
    if (typeof place !== 'object' || place === null) continue;
    for (const name of ['next_cursor', 'nextCursor', 'next', 'cursor']) {
      const value = (place as Record<string, unknown>)[name];
      if (typeof value === 'string' && value) return value;
    }
  }
  return undefined;
}

function idOf(row: unknown): string | undefined {
  const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : undefined;
  return id === undefined || id === null ? undefined : String(id);
}
