import { inOrder } from '../queue/in-order.js';
import { type Address, followLink } from '../transport/address.js';
import { childSignal } from '../transport/deadline.js';
import { countIn } from './answer-headers.js';
import { circle, endless, MOST_EMPTY, MOST_PAGES, noList, strayLink } from './guards.js';
import { HalvingReader, isLast, pagesOf } from './halving.js';
import { MovedRows } from './moved-rows.js';
import { unpaged } from './only-page.js';
import { linkIn, type Read, saysAnything } from './opened.js';
import type { Page, PageCall, PagingOptions } from './page.js';

/**
 * Reads a list by page numbers. The `Total` of the first page says how many pages there are. The others are read
 * several at a time and delivered in order. If the list goes on beyond that (`Link: rel="next"`, a word in the body, or
 * missing rows), the rest is read page by page. A list that says nothing about its pages is not paginated. A list that
 * grows while it is read is followed to its new end.
 */
export async function* readNumbered(
  start: URL,
  options: PagingOptions,
  call: PageCall,
  signal: AbortSignal | undefined,
): AsyncGenerator<Page, void, undefined> {
  const url = firstPage(start, options);
  const reader = new HalvingReader(call);
  const first = await reader.read(url, {});
  if (!first.rows) return yield unpaged(first, options.limit);
  const list = new NumberedList(url, first, options);
  if (list.clampedInSilence) reader.keepSize();

  if (list.pagesLeft() > 0 && !list.isFilled) {
    // Pages in progress are cancelled when the reading ends, or when the message is cancelled, even before they began.
    const reading = childSignal(signal);
    const more = { lane: 'bulk', signal: reading.signal } as const;
    // The first page is among them, so that the next ones are requested before the flow has taken it.
    const read = (index: number, onAnswered: () => void) =>
      index === 0
        ? Promise.resolve(first)
        : reader.read(list.address(list.first + index), { ...more, onAnswered });
    try {
      for await (const next of inOrder(() => list.planned() + 1, options.parallel, read, reading.abort)) {
        if (next !== first) list.reached(next);
        if (list.pagesLeft() === 0 || list.isOver || list.isFilled) break;
        yield list.page(false);
      }
    } finally {
      reading.release();
    }
  }
  for (;;) {
    const next = list.isFilled ? undefined : list.next();
    yield list.page(next === undefined);
    if (!next) return;
    list.reached(await reader.read(next, { lane: 'bulk' }), next);
  }
}

/** Knows how far the reading of one list has come, and how it goes on. */
class NumberedList {
  /** The number of the page that was read first. */
  readonly first: number;
  /** Whether the server gives fewer rows per page than requested, and names another number or none. */
  readonly clampedInSilence: boolean;
  /** The address of a page by its number. */
  readonly address: (page: number) => Address;
  readonly #moved: MovedRows;
  /**
   * Rows per page. Unless the first page is the last, its rows count, since they show what the server does, whatever it
   * says.
   */
  readonly #size: number;
  readonly #asked: number;
  readonly #told: number | undefined;
  readonly #seen: Set<string>;
  /** The address that the current page was read at, if it was told and does not follow from the number. */
  #at: URL | undefined;
  #page: number;
  #total: number | undefined;
  #left: number;
  /** Rows that came, including those that came twice. */
  #read = 0;
  #delivered = 0;
  /** Empty pages in a row. */
  #empty = 0;
  #current: Read;
  /** The rows of the current page that did not come before. */
  #fresh: unknown[] = [];

  constructor(
    url: URL,
    first: Read,
    private readonly options: PagingOptions,
  ) {
    const rows = first.rows?.length ?? 0;
    this.first = Number(url.searchParams.get('page'));
    this.#page = this.first;
    this.#at = url;
    this.#seen = new Set([url.href]);
    this.#asked = Number(url.searchParams.get('per_page')) || options.perPage;
    this.#told = countIn(first.answer.headers['per-page']) || undefined;
    this.#left = options.limit ?? Number.POSITIVE_INFINITY;
    const sizes = [this.#asked, this.#told ?? this.#asked];
    const ended = rows === 0 || sizes.some((size) => isLast(first, rows, this.first, size));
    this.#size = ended ? (this.#told ?? this.#asked) : rows;
    this.#moved = new MovedRows(options.parallel + 1);
    const clamped = !ended && rows < this.#asked;
    this.clampedInSilence = clamped && this.#told !== rows;
    // If the server does what it says, its own size can be halved. Otherwise page 2 is page 2 of the requested size.
    this.address = pagesOf(url, clamped && !this.clampedInSilence ? rows : this.#asked);
    this.#current = first;
    this.#takeIn(first);
  }

  /** Whether so many empty pages came in a row that the list counts as ended. */
  get isOver(): boolean {
    return this.#empty >= MOST_EMPTY;
  }

  /** Whether the current page reaches the limit. */
  get isFilled(): boolean {
    return this.#fresh.length >= this.#left;
  }

  /**
   * The number of pages after the first, by the newest Total; no more than the limit needs.
   * @throws ProcoreError PROCORE_BAD_RESPONSE if there are far too many
   */
  planned(): number {
    const limited = (this.first - 1) * this.#size + (this.options.limit ?? Number.POSITIVE_INFINITY);
    const rows = Math.min(this.#total ?? 0, limited);
    if (Math.ceil(rows / Math.max(this.#size, this.#asked)) - this.first > MOST_PAGES)
      throw endless(this.#url);
    return Math.min(MOST_PAGES, Math.max(0, Math.ceil(rows / this.#size) - this.first));
  }

  /** The number of planned pages that have not been reached. */
  pagesLeft(): number {
    return Math.max(0, this.planned() - (this.#page - this.first));
  }

  /** Takes in the next page. @param url its address; by default that of the page after the current one */
  reached(read: Read, url?: URL): void {
    const numbered = url?.searchParams.get('page');
    this.#page = numbered ? Number(numbered) : this.#page + 1;
    this.#at = url;
    // A null body means no rows; anything else that is not a list is a fault.
    if (!read.rows && read.content !== null) throw noList(this.#url, this.#page);
    this.#takeIn(read);
  }

  /** The current page as it goes into the flow. @param last whether nothing comes after it */
  page(last: boolean): Page {
    const { answer, envelope } = this.#current;
    const body = this.#fresh.length > this.#left ? this.#fresh.slice(0, this.#left) : this.#fresh;
    this.#left -= body.length;
    this.#delivered += body.length;
    const isWhole = last && this.first === 1 && this.options.limit === undefined;
    const drift = isWhole ? this.#moved.drift(this.#total) : undefined;
    const incomplete = last && this.#left > 0 && this.#isOpen() ? { read: this.#delivered } : undefined;
    return {
      ...answer,
      body,
      isList: true,
      page: this.#page,
      perPage: this.#size,
      total: this.#total,
      last,
      ...(envelope && { envelope }),
      ...(drift && { drift }),
      ...(incomplete && { incomplete }),
    };
  }

  /**
   * The address of the next page; undefined if the list has ended.
   * @throws ProcoreError PROCORE_BAD_RESPONSE if it leads in a circle or outside the API
   */
  next(): URL | undefined {
    const rows = this.#current.rows?.length ?? 0;
    const total = this.#total;
    const position = (this.first - 1) * this.#size + this.#read;
    const isWhole = total !== undefined && position >= total;
    if (this.isOver || (isWhole && rows === 0)) return undefined;
    const told = this.#nextTold();
    if (told) {
      // A link that leads back or outside the API means nothing if all rows have been read.
      const fault = told === 'astray' ? strayLink(this.#url) : this.#wasRead(told) ? circle(told) : undefined;
      if (fault && isWhole) return undefined;
      if (fault) throw fault;
      this.#seen.add((told as URL).href);
      return told as URL;
    }
    if (total === undefined) return undefined;
    const isMissing = position < total && rows >= this.#size;
    return this.#page * this.#size < total || isMissing ? this.#urlOf(this.#page + 1) : undefined;
  }

  /** The address of the current page. Made only when it is needed: for most pages it never is. */
  get #url(): URL {
    return this.#at ?? this.#urlOf(this.#page);
  }

  #urlOf(page: number): URL {
    return new URL(this.address(page).href);
  }

  #takeIn(read: Read): void {
    const rows = read.rows ?? [];
    this.#current = read;
    this.#total = read.total ?? this.#total;
    this.#read += rows.length;
    this.#empty = rows.length === 0 ? this.#empty + 1 : 0;
    const isLast = this.#total !== undefined && this.#page * this.#size >= this.#total;
    this.#fresh = this.#moved.fresh({ rows, again: read.again }, this.#total, isLast);
  }

  /** The next address that the current page itself gives. */
  #nextTold(): URL | 'astray' | undefined {
    const link = linkIn(this.#current);
    if (link) return followLink(this.#url, link) ?? 'astray';
    const { words } = this.#current;
    const next = new URL(this.#url);
    if (words?.cursor !== undefined) {
      next.searchParams.delete('page');
      next.searchParams.set('cursor', words.cursor);
      return next;
    }
    if (words?.page === undefined && !words?.another) return undefined;
    next.searchParams.set('page', String(words.page ?? this.#page + 1));
    return next;
  }

  /** Whether the page at this address was read before. */
  #wasRead(url: URL): boolean {
    if (this.#seen.has(url.href)) return true;
    const page = url.searchParams.get('page');
    const isSameSize = url.searchParams.get('per_page') === this.#url.searchParams.get('per_page');
    return isSameSize && page !== null && Number(page) >= this.first && Number(page) <= this.#page;
  }

  /** Whether the list may go on: the page is full, and nothing was said about the pages of the list. */
  #isOpen(): boolean {
    const rows = this.#current.rows?.length ?? 0;
    const isFull = rows > 0 && (rows === this.#asked || rows === this.#told);
    return isFull && this.#total === undefined && !saysAnything(this.#current);
  }
}

function firstPage(start: URL, { perPage, limit }: PagingOptions): URL {
  const url = new URL(start);
  const size = String(Math.min(perPage, limit ?? perPage));
  if (!url.searchParams.has('per_page')) url.searchParams.set('per_page', size);
  if (!url.searchParams.has('page')) url.searchParams.set('page', '1');
  return url;
}
