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
    const half = pagesOf(url, size);
    const first = await this.#read(half(2 * page - 1), more, level);
    const rows = rowsOf(first, url);
    if (!rows || rows.length < size) return withSize(first, size * 2, rows);
    const second = await this.#read(half(2 * page), more, level);
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

/**
 * The addresses of a list's pages, put together as text: setting the parameters one by one costs many times as much.
 * @param url has both parameters already
 */
export function pagesOf(url: URL, perPage: number): (page: number) => URL {
  const sized = url.href.replace(/([?&]per_page=)[^&]*/g, `$1${perPage}`);
  const around = sized.split(/(?<=[?&]page=)[^&]*/);
  return (page) => new URL(around.join(String(page)));
}

/** The rows of an answer; undefined where it is no list. */
export function rowsOf(answer: Answer, url: URL): unknown[] | undefined {
  const body = envelopeOpened(answer.body, url.pathname);
  return Array.isArray(body) ? body : undefined;
}
