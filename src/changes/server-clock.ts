import type { Page } from '../paging/page.js';

/** When the server sent a page, by its own clock, ms since the epoch. */
export function dateOf({ headers }: Pick<Page, 'headers'>): number | undefined {
  const at = Date.parse(headers.date ?? '');
  return Number.isFinite(at) ? at : undefined;
}

/** Procore's time, as its answers tell it. Until the first answer it is this machine's, which may be wrong. */
export class ServerClock {
  /** ms by which Procore's clock is ahead. */
  #ahead = 0;

  /** @param own ms since the epoch */
  constructor(private readonly own: () => number) {}

  readonly now = (): number => this.own() + this.#ahead;

  /** Takes in the time of an answer. */
  set(date: number): void {
    this.#ahead = date - this.own();
  }
}
