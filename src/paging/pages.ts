import { type ErrorContext, ProcoreError } from '../errors.js';
import type { Quota } from '../quota/headers.js';
import { followLink } from '../transport/address.js';
import { envelopeOpened } from './envelope.js';

/** One answered call. */
export interface Answer {
  /** What was asked for. */
  readonly about: ErrorContext;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly requestId: string | undefined;
  readonly quota: Quota | undefined;
  readonly attempts: number;
  readonly durationMs: number;
}

/** One answer as it goes into a flow: a page of a list, or the single answer of any other call. */
export interface Page extends Answer {
  /** Whether `body` is an array of rows. */
  readonly isList: boolean;
  /** 1-based; absent where the call was not paged. */
  readonly page?: number | undefined;
  readonly perPage?: number | undefined;
  /** Rows in the whole list, where Procore told. */
  readonly total?: number | undefined;
  /** Whether nothing comes after this page. */
  readonly last: boolean;
}

export interface PagingOptions {
  readonly perPage: number;
  /** At most this many rows. */
  readonly limit?: number | undefined;
}

/** A single call's answer as the only page. */
export function onlyPage(answer: Answer, path: string, limit = Number.POSITIVE_INFINITY): Page {
  const body = envelopeOpened(answer.body, path);
  const isList = Array.isArray(body);
  const total = wholeNumber(answer.headers.total);
  return { ...answer, body: isList ? body.slice(0, limit) : body, isList, total, last: true };
}

/**
 * Reads a list page by page: `Link: rel="next"` where Procore sends it, else `Total` tells whether another page is due.
 * Lists that tell neither are unpaginated and end after one answer.
 * @param start the address of the first page; page and per_page are added unless it has them
 */
export async function* readPages(
  start: URL,
  options: PagingOptions,
  call: (url: URL) => Promise<Answer>,
): AsyncGenerator<Page, void, undefined> {
  let url: URL | undefined = firstPage(start, options);
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  const seen = new Set<string>();
  while (url) {
    if (seen.has(url.href)) throw circle(url);
    seen.add(url.href);
    const answer: Answer = await call(url);
    const body = envelopeOpened(answer.body, url.pathname);
    if (!Array.isArray(body)) return yield onlyPage(answer, url.pathname);
    const page: number = Number(url.searchParams.get('page') ?? 1);
    const perPage: number =
      wholeNumber(answer.headers['per-page']) ?? Number(url.searchParams.get('per_page'));
    const total = wholeNumber(answer.headers.total);
    const rows = body.length > left ? body.slice(0, left) : body;
    left -= rows.length;
    const next: URL | undefined =
      left > 0 && rows.length > 0 ? nextPage(url, answer, page, perPage, total) : undefined;
    yield { ...answer, body: rows, isList: true, page, perPage, total, last: next === undefined };
    url = next;
  }
}

function firstPage(start: URL, { perPage, limit }: PagingOptions): URL {
  const url = new URL(start);
  const size = String(Math.min(perPage, limit ?? perPage));
  if (!url.searchParams.has('per_page')) url.searchParams.set('per_page', size);
  if (!url.searchParams.has('page')) url.searchParams.set('page', '1');
  return url;
}

function nextPage(
  url: URL,
  answer: Answer,
  page: number,
  perPage: number,
  total: number | undefined,
): URL | undefined {
  const link = nextLink(answer.headers.link);
  if (link) return followLink(url, link);
  if (total === undefined || page * perPage >= total) return undefined;
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  return next;
}

/** The target of `rel="next"` in a Link header (RFC 8288), if there is one. */
function nextLink(header: string | undefined): string | undefined {
  return /<([^<>]*)>\s*;[^<]*\brel="?next"?/i.exec(header ?? '')?.[1];
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function circle(url: URL): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    cause: `The list at ${url.pathname} leads back to a page that was read already.`,
    fix: 'Please report this operation; reading it without paging still gives its first page.',
    who: 'developer',
  });
}
