import type { Drift } from './page.js';

/**
 * Watches for rows that move between pages while a list is read: a row that is added at the front pushes others over
 * to the next page, where they come a second time. Only neighbouring pages are compared, since a row moves no further
 * while its neighbours are read, and a list may have millions. While ids only rise, or only fall, as they do in most
 * lists, nothing can have come twice, and nothing is compared at all.
 */
export class MovedRows {
  readonly #recent: RecentPage[] = [];
  readonly #order = new IdOrder();
  #duplicates = 0;
  #read = 0;
  #firstTotal: number | undefined;

  /** @param pages neighbours to compare with */
  constructor(private readonly pages: number) {}

  /** The rows of the next page without those that came before. */
  fresh(rows: unknown[], total: number | undefined): unknown[] {
    this.#firstTotal ??= total;
    const ids = rows.map(idOf);
    const kept = this.#order.continues(ids) ? rows : rows.filter((_, index) => !this.#cameBefore(ids[index]));
    this.#duplicates += rows.length - kept.length;
    this.#read += kept.length;
    this.#recent.push(new RecentPage(ids));
    if (this.#recent.length > this.pages) this.#recent.shift();
    return kept;
  }

  /** What moved, once all has been read; undefined where nothing did. @param total rows by the newest count */
  drift(total: number | undefined): Drift | undefined {
    if (total === undefined) return undefined;
    if (this.#duplicates === 0 && total === this.#firstTotal && total === this.#read) return undefined;
    return { duplicates: this.#duplicates, total, read: this.#read };
  }

  #cameBefore(id: unknown): boolean {
    return id !== undefined && this.#recent.some((page) => page.has(id));
  }
}

/** The ids of a page that was read, and not its rows: those are the flow's, and may be large. */
class RecentPage {
  #lookup: Set<unknown> | undefined;

  constructor(private readonly ids: readonly unknown[]) {}

  has(id: unknown): boolean {
    this.#lookup ??= new Set(this.ids);
    return this.#lookup.has(id);
  }
}

/** Whether all ids so far are numbers that strictly rise, or strictly fall. */
class IdOrder {
  #last: number | undefined;
  /** 1 rising, -1 falling; undefined until there are two. */
  #direction: 1 | -1 | undefined;
  #broken = false;

  /** Takes in a page. Once the order is broken it stays so: an id may then come again from anywhere. */
  continues(ids: readonly unknown[]): boolean {
    for (let index = 0; index < ids.length && !this.#broken; index++) {
      const id = ids[index];
      if (typeof id !== 'number') this.#broken = true;
      else if (this.#last !== undefined) {
        this.#direction ??= id > this.#last ? 1 : -1;
        if ((id - this.#last) * this.#direction <= 0) this.#broken = true;
        this.#last = id;
      } else this.#last = id;
    }
    return !this.#broken;
  }
}

function idOf(row: unknown): unknown {
  return typeof row === 'object' && row !== null && 'id' in row ? (row.id ?? undefined) : undefined;
}
