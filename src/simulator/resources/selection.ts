/** The rows of a list that a query asks for, and their order (`tutorials/filtering_on_list_actions.md`). */
import type { Row, Rows } from '../data/rows.js';
import { valueAt } from './filters.js';

/** Maps a name in `sort` to the field that it orders by. */
export type Sorts = Readonly<Record<string, string>>;

/** Positions of rows, in the requested order. */
export type Selection = Uint32Array;

/** Selections that are kept for one list; the oldest is dropped first. */
const KEPT = 8;

/** The selections of one simulator. They are kept because otherwise each page of a filtered list would go through all rows. */
export class Selections {
  readonly #known = new WeakMap<Rows, Map<string, { version: number; selection: Selection }>>();

  /**
   * The rows a query asks for; undefined if it asks for all rows in their natural order.
   * @param tests what the query asks of a row
   */
  of(rows: Rows, query: URLSearchParams, tests: readonly Test[], sorts: Sorts): Selection | undefined {
    const order = orderOf(query, sorts);
    if (tests.length === 0 && order.length === 0) return undefined;
    const asked = JSON.stringify([...query].filter(([key]) => !/^(per_)?page$/.test(key)));
    const known = this.#known.get(rows) ?? new Map();
    this.#known.set(rows, known);
    const before = known.get(asked);
    if (before?.version === rows.version) return before.selection;
    const selection = Uint32Array.from(ordered(rows, passing(rows, tests), order));
    known.delete(asked);
    known.set(asked, { version: rows.version, selection });
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    return selection;
  }
}

/** Whether a row is asked for. */
export type Test = (row: Row) => boolean;

function passing(rows: Rows, tests: readonly Test[]): number[] {
  const passed: number[] = [];
  for (let index = 0; index < rows.length; index++) {
    const row = rows.at(index);
    if (tests.every((test) => test(row))) passed.push(index);
  }
  return passed;
}

interface Key {
  readonly field: string;
  readonly direction: 1 | -1;
}

/** `sort=name,-created_at`, or as RFIs have it `sort[attribute]=name&sort[direction]=desc`. */
function orderOf(query: URLSearchParams, sorts: Sorts): Key[] {
  const attribute = query.get('sort[attribute]');
  const sign = query.get('sort[direction]') === 'desc' ? '-' : '';
  const names = attribute === null ? (query.get('sort') ?? '').split(',') : [`${sign}${attribute}`];
  return names.flatMap((name) => {
    const field = sorts[name.replace(/^-/, '')];
    return field === undefined ? [] : [{ field, direction: name.startsWith('-') ? -1 : 1 } as const];
  });
}

function ordered(rows: Rows, indexes: readonly number[], order: readonly Key[]): readonly number[] {
  if (order.length === 0) return indexes;
  const keyed = indexes.map((index) => {
    const row = rows.at(index);
    return { index, keys: order.map(({ field }) => valueAt(row, field)) };
  });
  keyed.sort((a, b) => {
    for (const [place, { direction }] of order.entries()) {
      const difference = compare(a.keys[place], b.keys[place]);
      if (difference !== 0) return difference * direction;
    }
    return a.index - b.index;
  });
  return keyed.map(({ index }) => index);
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
