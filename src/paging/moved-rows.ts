import type { Drift } from './pages.js';

/**
 * Watches for rows that move between pages while a list is read: a row that is added at the front pushes others over
 * to the next page, where they come a second time. Only the ids of neighbouring pages are kept, since a row moves no
 * further while its neighbours are read, and a list may have millions.
 */
export class MovedRows {
  readonly #recent: Array<Set<unknown>> = [];
  #duplicates = 0;
  #read = 0;
  #firstTotal: number | undefined;

  /** @param pages neighbours to compare with */
  constructor(private readonly pages: number) {}

  /** The rows of the next page without those that came before. */
  fresh(rows: readonly unknown[], total: number | undefined): unknown[] {
    this.#firstTotal ??= total;
    const ids = new Set<unknown>();
    let repeated = false;
    for (const row of rows) {
      const id = idOf(row);
      if (id === undefined) continue;
      repeated ||= this.#recent.some((page) => page.has(id));
      ids.add(id);
    }
    const kept = repeated
      ? rows.filter((row) => !this.#recent.some((page) => page.has(idOf(row))))
      : [...rows];
    this.#duplicates += rows.length - kept.length;
    this.#read += kept.length;
    this.#recent.push(ids);
    if (this.#recent.length > this.pages) this.#recent.shift();
    return kept;
  }

  /** What moved, once all has been read; undefined where nothing did. @param total rows by the newest count */
  drift(total: number | undefined): Drift | undefined {
    if (total === undefined) return undefined;
    if (this.#duplicates === 0 && total === this.#firstTotal && total === this.#read) return undefined;
    return { duplicates: this.#duplicates, total, read: this.#read };
  }
}

function idOf(row: unknown): unknown {
  return typeof row === 'object' && row !== null && 'id' in row ? (row.id ?? undefined) : undefined;
}
