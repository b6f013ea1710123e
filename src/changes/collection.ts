import { createHash } from 'node:crypto';
import { ProcoreError } from '../errors.js';
import type { Page } from '../paging/page.js';
import type { Piece } from '../scope/piece.js';
import type { HashedRow } from '../state/contract.js';
import { keyOf, printOf, updatedOf } from './row-print.js';
import { dateOf } from './server-clock.js';
import type { UnderWay } from './sightings.js';

/** A row as it was read, with its key and hash. */
export interface Printed {
  readonly print: HashedRow;
  readonly row: unknown;
}

/** A row in the piece that was found to have it. */
export interface Met {
  readonly piece: Piece;
  readonly row: Printed;
  /** Whether that piece knew it from before, so that it may never come from there by itself. */
  readonly isKnown: boolean;
}

/**
 * One reading of a list. It knows which rows it has, and whether it has all of them. It has all only if nothing speaks
 * against it: pages, counts and the end of the list must agree.
 */
export class Collection {
  readonly seen = new Set<string>();
  /** The `updated_at` of its rows, ms since the epoch. */
  readonly #times = new Map<string, number>();
  /** The newest `updated_at` of its rows, ms since the epoch. */
  newest: number | undefined;
  /** When the server answered first, by its own clock, ms since the epoch. */
  began: number | undefined;
  pages = 0;
  /** Rows that were not known before. */
  news = 0;
  #total: number | undefined;
  #fault: string | undefined;
  #hasEnded = false;
  readonly #digest = createHash('sha256');
  #sum: string | undefined;

  /** @param underWay when it began; undefined if nobody else reads */
  constructor(readonly underWay?: UnderWay) {}

  /** Takes in a page. @throws ProcoreError if it is no list, or a row has no id */
  take(page: Page): readonly Printed[] {
    if (!page.isList || !Array.isArray(page.body)) {
      throw unusable('Procore answered with something that is not a list.', page);
    }
    this.pages++;
    this.began ??= dateOf(page);
    if (page.incomplete) this.#fault ??= 'the list may go on';
    if (page.drift) this.#fault ??= 'rows moved while it was read';
    if (page.total !== undefined) {
      if (this.#total !== undefined && page.total < this.#total)
        this.#fault ??= 'its count shrank while it was read';
      this.#total = page.total;
    }
    if (page.last) this.#hasEnded = true;
    return page.body.flatMap((row) => {
      const key = keyOf(row);
      if (key === undefined)
        throw unusable('A row of this list has no id, so its changes cannot be followed.', page);
      const at = updatedOf(row);
      if (this.#isOutdated(key, at)) return [];
      const print = printOf(key, row);
      this.seen.add(key);
      this.#digest.update(`${JSON.stringify(key)}${print.hash}`);
      if (at !== undefined && at > (this.newest ?? Number.NEGATIVE_INFINITY)) this.newest = at;
      return { print, row };
    });
  }

  /**
   * Whether a row has come before, as it was later. Several pages are asked for at a time, and a row that moves between
   * them may come on a page that Procore has answered earlier.
   */
  #isOutdated(key: string, at: number | undefined): boolean {
    const before = this.#times.get(key);
    if (at === undefined) return false;
    if (before === undefined || at >= before) {
      this.#times.set(key, at);
      return false;
    }
    this.#fault ??= 'rows of it were changed while it was read';
    return true;
  }

  /** One of its rows was sent by another piece since it began, so it may be older than that. */
  overtaken(): void {
    this.#fault ??= 'rows of it were moved while it was read';
  }

  /** Why it does not have all rows, or may not have them; undefined if it has. */
  get fault(): string | undefined {
    if (!this.#hasEnded) return 'it was not read to its end';
    if (this.#fault !== undefined) return this.#fault;
    const isWhole = this.#total === undefined || this.#total === this.seen.size;
    return isWhole ? undefined : 'the number of its rows is not the one that Procore says';
  }

  /** The same for two readings if they had the same rows in the same order. Ask only at the end. */
  get digest(): string {
    this.#sum ??= this.#digest.digest('base64');
    return this.#sum;
  }
}

function unusable(cause: string, { about }: Page): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    cause,
    fix: 'Choose an operation that lists rows with ids.',
    who: 'developer',
    ...about,
  });
}
