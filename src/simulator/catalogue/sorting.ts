/** The order that a query asks for. */
import type { Fields } from '../form.js';
import { isFields } from '../form.js';
import type { Candidate } from './matching.js';

/** Names in `sort` of fields that rows call otherwise. */
const FIELDS: Readonly<Record<string, string>> = {
  date_received: 'received_date',
  email: 'email_address',
  full_name: 'name',
};

/**
 * The rows in the order that `sort` asks for: `name`, `-created_at`, several with commas, or RFIs' attribute and direction. Rows
 * that tie keep their order; a row without a value goes before the others.
 */
export function sorted<T extends Candidate>(rows: readonly T[], query: URLSearchParams): readonly T[] {
  const orders = ordersIn(query);
  if (orders.length === 0) return rows;
  const keyed = rows.map((row) => ({ row, keys: orders.map(({ field }) => keyOf(field, row)) }));
  keyed.sort((a, b) => {
    for (const [place, { down }] of orders.entries()) {
      const difference = compare(a.keys[place], b.keys[place]);
      if (difference !== 0) return down ? -difference : difference;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

function ordersIn(query: URLSearchParams): ReadonlyArray<{ readonly field: string; readonly down: boolean }> {
  const attribute = query.get('sort[attribute]');
  const names =
    attribute === null
      ? [query.get('sort') ?? '', ...query.getAll('sort[]')].flatMap((text) => text.split(','))
      : [`${query.get('sort[direction]') === 'desc' ? '-' : ''}${attribute}`];
  return names
    .filter((name) => name !== '')
    .flatMap((name) => {
      const down = name.startsWith('-');
      // `document_type_then_name` orders by one field and then by the other.
      return name
        .replace(/^[-+]/, '')
        .split('_then_')
        .map((field) => ({ field, down }));
    });
}

/** What a row is ordered by: the field, the name of the thing in it, or a value that no answer shows. */
function keyOf(field: string, row: Candidate): unknown {
  const stem = field.replace(/_(name|id)$/, '');
  const name = [field, FIELDS[field] ?? field, stem].find((each) => each in row.shown);
  return name === undefined
    ? plainOf(row.hidden(field, { name: field, in: 'query', type: 'string' }))
    : plainOf(row.shown[name]);
}

function plainOf(value: unknown): unknown {
  const [first] = Array.isArray(value) ? value : [value];
  return isFields(first) ? nameOf(first) : first;
}

function nameOf({ name, label, title, id }: Fields): unknown {
  return name ?? label ?? title ?? id;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  return left === right ? 0 : left < right ? -1 : 1;
}
