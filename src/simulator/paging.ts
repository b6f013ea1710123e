/**
 * Pages: `page`, `per_page`, and the `Link`, `Total` and `Per-Page` headers (`plan_your_app/pagination.md`).
 *
 * The links, their order and the sorted query follow the Ruby gem api-pagination, whose headers have exactly these
 * names; the documentation's example agrees with it.
 */
import { LINKS_PAST_THE_END, V1_DEFAULT_PER_PAGE, V1_LARGEST_PER_PAGE } from './assumed.js';

/** The page sizes that one operation accepts. */
export interface PageSizes {
  readonly usual: number;
  readonly largest: number;
}

export const V1_PAGES: PageSizes = { usual: V1_DEFAULT_PER_PAGE, largest: V1_LARGEST_PER_PAGE };
/** Documented: announcements/new_rest_v2_version.md. */
export const V2_PAGES: PageSizes = { usual: 10, largest: 100 };
/** Documented for `GET /rest/v1.1/projects`. */
export const PROJECT_PAGES: PageSizes = { usual: 100, largest: 300 };
/** Documented: `view=ids` forces this size. */
export const IDS_PAGES: PageSizes = { usual: 200_000, largest: 200_000 };

export interface Page {
  readonly number: number;
  readonly size: number;
  /** Index of the first row, and of the row after the last one. */
  readonly from: number;
  readonly to: number;
  readonly headers: Record<string, string>;
}

/** The requested page of `total` rows. A page past the last one is empty; a size that is too large becomes the maximum. */
export function pageOf(total: number, sizes: PageSizes, url: string, query: URLSearchParams): Page {
  const size = Math.min(wholeNumber(query.get('per_page')) ?? sizes.usual, sizes.largest);
  const number = wholeNumber(query.get('page')) ?? 1;
  const from = Math.min((number - 1) * size, total);
  const to = Math.min(from + size, total);
  const headers: Record<string, string> = { Total: String(total), 'Per-Page': String(size) };
  const links = pageLinks(number, Math.max(1, Math.ceil(total / size)), url, query);
  if (links) headers.Link = links;
  return { number, size, from, to, headers };
}

function pageLinks(number: number, last: number, url: string, query: URLSearchParams): string {
  const pages: Array<[string, number]> = [];
  if (number > 1) pages.push(['first', 1], ['prev', number - 1]);
  if (number < last) pages.push(['last', last], ['next', number + 1]);
  if (number > last && !LINKS_PAST_THE_END) return '';
  return pages.map(([rel, page]) => `<${url}?${withPage(query, page)}>; rel="${rel}"`).join(', ');
}

/** The caller's own parameters with another page; sorted, as Rails writes a query. */
function withPage(query: URLSearchParams, page: number): string {
  const other = new URLSearchParams(query);
  other.set('page', String(page));
  other.sort();
  return other.toString();
}

/** A whole number above zero; anything else counts as not given. */
export function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^0*[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
