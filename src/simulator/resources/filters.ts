/**
 * `filters[…]` and `sort` (`tutorials/filtering_on_list_actions.md`): values may be one or a list, ranges are
 * written with three dots, and a filter the list does not have is ignored.
 */
import { instant } from '../data/dates.js';
import type { Row, Rows } from '../data/rows.js';

/** From the values given to whether a row passes. */
export type Filter = (values: readonly string[]) => (row: Row) => boolean;
export type Filters = Readonly<Record<string, Filter>>;
/** From the name in `sort` to the field it orders by. */
export type Sorts = Readonly<Record<string, string>>;

/**
 * The field, or the field of an object in it (`status.id`), is one of the values, in upper or lower case: punch
 * items filter by `open` and show `Open`.
 */
export function oneOf(field: string): Filter {
  return (values) => {
    const wanted = new Set(values.map((value) => value.toLowerCase()));
    return (row) => wanted.has(String(valueAt(row, field)).toLowerCase());
  };
}

/** One of the objects in a list, such as an assignee, has one of the ids. */
export function oneOfIds(field: string): Filter {
  return (values) => {
    const wanted = new Set(values);
    return (row) => {
      const list = valueAt(row, field);
      return Array.isArray(list) && list.some((item: Row) => wanted.has(String(item.id)));
    };
  };
}

/** One of the fields contains the text, in upper or lower case. */
export function containing(...fields: readonly string[]): Filter {
  return (values) => {
    const wanted = (values[0] ?? '').toLowerCase();
    return (row) => fields.some((field) => String(valueAt(row, field)).toLowerCase().includes(wanted));
  };
}

/**
 * The time lies in `from...to`, both included; the value may stand in double quotes, as in the documentation's
 * example. A day alone is the whole day.
 */
export function inRange(field: string): Filter {
  return (values) => {
    const [from = '', to = from] = (values[0] ?? '').replaceAll('"', '').split('...');
    const least = instant(from);
    const most = instant(/^\d{4}-\d\d-\d\d$/.test(to) ? `${to}T23:59:59Z` : to);
    return (row) => {
      const at = instant(String(valueAt(row, field)));
      return at >= least && at <= most;
    };
  };
}

/** What `id`, `created_at` and `updated_at` mean on every list that has them. */
export const COMMON_FILTERS: Filters = {
  id: oneOf('id'),
  created_at: inRange('created_at'),
  updated_at: inRange('updated_at'),
};

/** The values of one filter, written as `filters[a]=`, `filters[a][]=` or `filters[a][0]=`. */
export function filterValues(query: URLSearchParams, name: string): string[] {
  const start = `filters[${name}]`;
  const values: string[] = [];
  for (const [key, value] of query) {
    if (key === start || (key.startsWith(start) && /^\[\d*\]$/.test(key.slice(start.length))))
      values.push(value);
  }
  return values;
}

/** Positions of the rows that pass, in the asked order; undefined where all rows pass in their own order. */
export function select(rows: Rows, query: URLSearchParams, filters: Filters, sorts: Sorts) {
  const tests = Object.entries(filters).flatMap(([name, filter]) => {
    const values = filterValues(query, name);
    return values.length > 0 ? [filter(values)] : [];
  });
  const order = orderOf(query, sorts);
  if (tests.length === 0 && order.length === 0) return undefined;
  const asked = [...query].filter(([key]) => key.startsWith('filters[') || key.startsWith('sort'));
  return remembered(rows, JSON.stringify(asked), () => {
    const passed: number[] = [];
    for (let index = 0; index < rows.length; index++) {
      const row = rows.at(index);
      if (tests.every((test) => test(row))) passed.push(index);
    }
    return order.length === 0 ? passed : ordered(rows, passed, order);
  });
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

function ordered(rows: Rows, indexes: readonly number[], order: readonly Key[]): number[] {
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
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Selections of a list that is read page by page: without this, each page would go through all rows again. */
const selections = new WeakMap<Rows, Map<string, { version: number; indexes: Uint32Array }>>();
const SELECTIONS_KEPT = 8;

function remembered(rows: Rows, asked: string, make: () => readonly number[]): Uint32Array {
  const known = selections.get(rows) ?? new Map();
  selections.set(rows, known);
  const before = known.get(asked);
  if (before?.version === rows.version) return before.indexes;
  const indexes = Uint32Array.from(make());
  known.delete(asked);
  known.set(asked, { version: rows.version, indexes });
  const [oldest] = known.keys();
  if (known.size > SELECTIONS_KEPT && oldest !== undefined) known.delete(oldest);
  return indexes;
}

function valueAt(row: Row, field: string): unknown {
  if (!field.includes('.')) return row[field];
  return field.split('.').reduce<unknown>((value, key) => (value as Row | undefined)?.[key], row);
}
