import { asProcoreError } from '../errors.js';
import type { Address } from '../transport/address.js';
import { noList } from './guards.js';
import { mergedEnvelopes, type Read, readOf, saysNext } from './opened.js';
import type { PageCall } from './page.js';

/** Rows per page below which a page is not halved any further. */
const SMALLEST_PAGE = 50;

/**
 * Reads pages, and halves them if a large one takes Procore too long (408): page n of 200 rows is pages 2n-1 and 2n of
 * 100 rows. Once a size was too large, the pages that follow are halved too.
 */
export class HalvingReader {
  #halvings = 0;
  #clamped = false;

  constructor(private readonly call: PageCall) {}

  /**
   * Stops halving. It is for a server that gives fewer rows than requested and does not say so: halves of the requested
   * size would be other rows.
   */
  keepSize(): void {
    this.#clamped = true;
  }

  read(url: Address, more: More): Promise<Read> {
    return this.#read(url, more, 0);
  }

  /** @param level how many times the requested page was halved to get this one */
  async #read(url: Address, more: More, level: number): Promise<Read> {
    if (level < this.#halvings) return this.#halves(url, more, level + 1);
    try {
      return readOf(await this.call(url, more), url.pathname);
    } catch (thrown) {
      const error = asProcoreError(thrown);
      const size = numberIn(url, 'per_page');
      const isTooLarge = error.status === 408 && !this.#clamped;
      if (!isTooLarge || size % 2 !== 0 || size / 2 < SMALLEST_PAGE) throw error;
      this.#halvings = Math.max(this.#halvings, level + 1);
      return this.#halves(url, more, level + 1);
    }
  }

  /** Reads two half pages, one after the other, and joins them into the page they make up. */
  async #halves(url: Address, { onAnswered: _, ...more }: More, level: number): Promise<Read> {
    const page = numberIn(url, 'page');
    const size = numberIn(url, 'per_page') / 2;
    const half = pagesOf(url, size);
    const first = await this.#read(half(2 * page - 1), more, level);
    const { rows } = first;
    if (!rows || rows.length === 0 || isLast(first, rows.length, 2 * page - 1, size)) {
      return withSize(first, size * 2);
    }
    const second = await this.#read(half(2 * page), more, level);
    if (!second.rows && second.content !== null) throw noList(url, page);
    const both = [...rows, ...(second.rows ?? [])];
    const { attempts, durationMs } = first.answer;
    const answer = {
      ...second.answer,
      attempts: attempts + second.answer.attempts,
      durationMs: durationMs + second.answer.durationMs,
    };
    const envelope = mergedEnvelopes(first.envelope, second.envelope);
    const again = bothAgain(first, second);
    return withSize({ ...second, answer, content: both, rows: both, envelope, again }, size * 2);
  }
}

type More = NonNullable<Parameters<PageCall>[1]>;

/**
 * Whether a page is its list's last. By Total, it is if the rows up to its end are all there are. These are counted
 * both by the requested size and by the page's own rows, since a server may give fewer rows per page without saying so.
 */
export function isLast(read: Read, rows: number, page: number, size: number): boolean {
  const { total } = read;
  if (saysNext(read)) return false;
  if (total === undefined) return rows < size;
  return (page - 1) * size + rows === total || page * rows >= total;
}

function bothAgain({ again: first }: Read, { rows, again: second }: Read): Read['again'] {
  if (!first || (rows && !second)) return undefined;
  return () => [...first(), ...(second?.() ?? [])];
}

function withSize(read: Read, size: number): Read {
  const headers = { ...read.answer.headers, 'per-page': String(size) };
  return { ...read, answer: { ...read.answer, headers } };
}

/**
 * Makes the addresses of a list's pages as text, since setting the parameters one by one costs many times as much.
 * @param url has both parameters already
 */
export function pagesOf(url: Address, perPage: number): (page: number) => Address {
  const { origin, host, pathname } = url;
  const sized = url.search.replace(/([?&]per_page=)[^&]*/g, `$1${perPage}`);
  const around = sized.split(/(?<=[?&]page=)[^&]*/);
  return (page) => {
    const search = around.join(String(page));
    return { href: `${origin}${pathname}${search}`, origin, host, pathname, search };
  };
}

function numberIn({ search }: Address, name: string): number {
  return Number(new URLSearchParams(search).get(name));
}
