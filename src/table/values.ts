import { Extent } from '../extent.js';
import { type Column, type ColumnType, isRow } from './column.js';
import { decimalOf, instantOf, isDate, isInteger, isScalar } from './types.js';

/** Digits that every database keeps before and after the point. */
const MOST_WHOLE = 20;
export const MOST_FRACTION = 18;
export const DECIMAL_DIGITS = MOST_WHOLE + MOST_FRACTION;

/** Whether a column of this type can keep a value as it is. Text and JSON keep everything. */
export function fits(value: unknown, { type, count }: Pick<Column, 'type' | 'count'>): boolean {
  if (count) return Array.isArray(value);
  return type === 'text' || type === 'json' || value === '' || FITS[type](value);
}

const FITS: Readonly<Record<Exclude<ColumnType, 'text' | 'json'>, (value: unknown) => boolean>> = {
  integer: (value) => Number.isSafeInteger(value) || (typeof value === 'string' && isInteger(value)),
  decimal: (value) => (typeof value === 'number' || typeof value === 'string') && isBounded(decimalOf(value)),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && isDate(value),
  'date-time': (value) => typeof value === 'string' && instantOf(value) !== undefined,
};

function isBounded(decimal: string | undefined): boolean {
  if (decimal === undefined) return false;
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  return whole.length <= MOST_WHOLE && !/[1-9]/.test(fraction.slice(MOST_FRACTION));
}

/** A value as a flat row has it: null, a text, a number or a truth value. */
export function flatValue(value: unknown, column: Pick<Column, 'type' | 'count' | 'names'>): Flat {
  if (value === undefined || value === null) return null;
  if (isScalar(value)) return value;
  if (Array.isArray(value)) {
    if (column.count) return value.length;
    const items = column.names ? value.map(nameOf) : value;
    if (column.type !== 'json' && items.every(isScalar)) return joined(items);
  }
  return jsonOf(value);
}

/** Most values in a row. Procore's largest rows have a few thousand. */
export const MOST_VALUES = 100_000;

/** A value of a row as JSON. @throws ProcoreError PROCORE_CONFIG as {@link Extent.json} does */
export function jsonOf(value: unknown): string {
  return new Extent('row', 0, MOST_VALUES).json(value);
}

export type Flat = string | number | boolean | null;

/** The name of an item, by which people know it; the item itself if it has none. */
function nameOf(item: unknown): unknown {
  if (!isRow(item)) return item;
  return NAMES.map((key) => item[key]).find(isScalar) ?? item;
}

const NAMES: readonly string[] = ['name', 'label', 'title', 'login'];

/** A list as a text. An item that has a comma or a quote is quoted, so that two lists never give the same text. */
function joined(items: ReadonlyArray<string | number | boolean>): string {
  return items
    .map(String)
    .map((item) => (/[",]|^\s|\s$|^$/.test(item) ? `"${item.replaceAll('"', '""')}"` : item))
    .join(', ');
}
