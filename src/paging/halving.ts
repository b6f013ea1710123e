import { asProcoreError } from '../errors.js';
import { envelopeOpened } from './envelope.js';
import type { Answer, PageCall } from './page.js';

/** Rows a page below which it is not halved any further. */
const SMALLEST_PAGE = 50;

/**
 * Reads pages, halved where Procore gives up on a large one (408): page n of 200 rows is pages 2n-1 and 2n of 100. What
 * was learned holds for the pages that follow.
 */
export class HalvingReader {
  #halvings = 0;

  constructor(private readonly call: PageCall) {}

  read(url: URL, more: More): Promise<Answer> {
    return this.#read(url, more, 0);
  }

  /** @param level how often this page is a half of the one that was asked for */
  async #read(url: URL, more: More, level: number): Promise<Answer> {
    if (level < this.#halvings) return this.#halves(url, more, level + 1);
    try {
      return await this.call(url, more);
    } catch (thrown) {
      const error = asProcoreError(thrown);
      const size = Number(url.searchParams.get('per_page'));
      if (error.status !== 408 || size % 2 !== 0 || size / 2 < SMALLEST_PAGE) throw error;
      this.#halvings = Math.max(this.#halvings, level + 1);
      return this.#halves(url, more, level + 1);
    }
  }

  /** Two half pages as the one they make up. */
  async #halves(url: URL, more: More, level: number): Promise<Answer> {
    const page = Number(url.searchParams.get('page'));
    const size = Number(url.searchParams.get('per_page')) / 2;
    const first = await this.#read(numbered(url, 2 * page - 1, size), more, level);
    const rows = rowsOf(first, url);
    if (!rows || rows.length < size) return withSize(first, size * 2, rows);
    const second = await this.#read(numbered(url, 2 * page, size), more, level);
    return {
      ...withSize(second, size * 2, [...rows, ...(rowsOf(second, url) ?? [])]),
      attempts: first.attempts + second.attempts,
      durationMs: first.durationMs + second.durationMs,
    };
  }
}

type More = Parameters<PageCall>[1];

function withSize(answer: Answer, size: number, rows: unknown[] | undefined): Answer {
  return { ...answer, ...(rows && { body: rows }), headers: { ...answer.headers, 'per-page': String(size) } };
}

/** The same list, another page. @param url has both parameters already; setting them one by one costs four times as much */
export function numbered(url: URL, page: number, perPage: number): URL {
  return new URL(
    url.href.replace(/([?&]page=)[^&]*/g, `$1${page}`).replace(/([?&]per_page=)[^&]*/g, `$1${perPage}`),
  );
}

/** The rows of an answer; undefined where it is no list. */
export function rowsOf(answer: Answer, url: URL): unknown[] | undefined {
  const body = envelopeOpened(answer.body, url.pathname);
  return Array.isArray(body) ? body : undefined;
}
