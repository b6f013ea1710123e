/**
 * `filters[…]` (`tutorials/filtering_on_list_actions.md`): values may be one or a list, ranges are written with
 * three dots, and a filter the list does not have is ignored.
 */
import { instant } from '../data/dates.js';
import type { Row } from '../data/rows.js';

/** Makes a test for rows from the values of a filter. */
export type Filter = (values: readonly string[]) => (row: Row) => boolean;
export type Filters = Readonly<Record<string, Filter>>;

/**
 * A field, or the field of an object in it (`status.id`), is one of the values. Upper and lower case are equal: punch
 * items are filtered by `open` and show `Open`.
 */
export function oneOf(...fields: readonly string[]): Filter {
  return (values) => {
    const wanted = new Set(values.map((value) => value.toLowerCase()));
    return (row) => fields.some((field) => wanted.has(String(valueAt(row, field)).toLowerCase()));
  };
}

/** One of the objects in a list, such as an assignee, has one of the ids; `inner` is where the id is in it. */
export function oneOfIds(field: string, inner = 'id'): Filter {
  return (values) => {
    const wanted = new Set(values);
    return (row) => {
      const list = valueAt(row, field);
      return Array.isArray(list) && list.some((item: Row) => wanted.has(String(valueAt(item, inner))));
    };
  };
}

/** One of the fields contains the text; upper and lower case are equal. */
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
export const COMMON_FILTERS = {
  id: oneOf('id'),
  created_at: inRange('created_at'),
  updated_at: inRange('updated_at'),
} satisfies Filters;

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

/** A field, or the field of an object in it (`status.id`). */
export function valueAt(row: Row, field: string): unknown {
  if (!field.includes('.')) return row[field];
  return field.split('.').reduce<unknown>((value, key) => (value as Row | undefined)?.[key], row);
}
