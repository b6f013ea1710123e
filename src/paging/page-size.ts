import { ProcoreError } from '../errors.js';

/**
 * The largest page an operation gives. Every page costs one request of the quota, so Procore's defaults (10 to 100)
 * waste most of it. Sources: its pagination page ("at or below 2,000" for v1), the specification's maximum for
 * v1.1 projects, and the v2 announcement (at most 100). Larger values are clamped by the server.
 */
export function largestPage(path: string): number {
  if (/^\/rest\/v1\.[01]\/projects\/?(\?|$)/.test(path)) return 300;
  return /^\/rest\/v1\./.test(path) ? 2_000 : 100;
}

/** Rows per page below which no smaller size is tried. */
const SMALLEST = 20;

/** The size to try after one that was refused; undefined if that one was so small that size cannot be the reason. */
export function smallerThan(perPage: number): number | undefined {
  const half = Math.floor(perPage / 2);
  return half >= SMALLEST ? half : undefined;
}

/** The names of the page size in a refusal. */
const SIZE = /\b(per|page)[\s_-]?(page|size)\b/i;

/** Whether Procore refused a request for its page size: a field error or a text that names it. */
export function refusesSize(thrown: unknown): boolean {
  if (!(thrown instanceof ProcoreError) || (thrown.status !== 400 && thrown.status !== 422)) return false;
  return (
    thrown.details.some(({ field = '', message }) => SIZE.test(field) || SIZE.test(message)) ||
    SIZE.test(thrown.cause)
  );
}

/** Most operations whose size is remembered; more than any flow calls. */
const MOST_REMEMBERED = 1_000;

/** Remembers the largest page size that each operation was found to take, for as long as a client lives. */
export class LearnedSizes {
  readonly #sizes = new Map<string, number>();

  /** @param path with its placeholders, so that it is the same for every project */
  of(path: string): number | undefined {
    return this.#sizes.get(path);
  }

  learn(path: string, perPage: number): void {
    if (this.#sizes.size >= MOST_REMEMBERED) this.#sizes.clear();
    this.#sizes.set(path, perPage);
  }
}
