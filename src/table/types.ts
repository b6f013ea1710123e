import type { ValueType } from '../catalogue/shape.js';
import type { ColumnType } from './column.js';

const OF_SHAPE: Readonly<Record<ValueType, ColumnType>> = {
  string: 'text',
  integer: 'integer',
  number: 'decimal',
  decimal: 'decimal',
  boolean: 'boolean',
  date: 'date',
  'date-time': 'date-time',
  time: 'text',
  uuid: 'text',
  email: 'text',
  uri: 'text',
  binary: 'text',
};

/** The type of a column that the catalogue describes. */
export function typeOfShape(type: ValueType): ColumnType {
  return OF_SHAPE[type];
}

/** Types of custom fields, by what Procore writes beside their value. */
const OF_CUSTOM_FIELD: Readonly<Record<string, ColumnType>> = {
  boolean: 'boolean',
  date: 'date',
  datetime: 'date-time',
  decimal: 'decimal',
  integer: 'integer',
};

/** The type that a custom field says it has; undefined if its value must be looked at. */
export function typeOfCustomField(dataType: unknown): ColumnType | undefined {
  return typeof dataType === 'string' && Object.hasOwn(OF_CUSTOM_FIELD, dataType)
    ? OF_CUSTOM_FIELD[dataType]
    : undefined;
}

/**
 * The type of a column, by a value that was found in it and by its key. A number is an integer only where the key says
 * so: an amount of 100 is followed by one of 99.95. A text is a date only where the key says so: a subject may look like
 * one by chance.
 */
export function typeOfValue(value: unknown, key: string): ColumnType {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return isId(key) && Number.isSafeInteger(value) ? 'integer' : 'decimal';
  if (typeof value === 'string') return typeOfText(value, key);
  return Array.isArray(value) && value.every(isScalar) ? 'text' : 'json';
}

function typeOfText(text: string, key: string): ColumnType {
  if (isId(key) && isInteger(text)) return 'integer';
  if (!/(?:_at|_on|date)$/.test(key)) return 'text';
  if (isDate(text)) return 'date';
  return instantOf(text) === undefined ? 'text' : 'date-time';
}

function isId(key: string): boolean {
  return key === 'id' || key.endsWith('_id');
}

/** The type that has room for both. */
export function widest(one: ColumnType, other: ColumnType): ColumnType {
  if (one === other) return one;
  const both = [one, other];
  return both.every((type) => type === 'integer' || type === 'decimal') ? 'decimal' : 'text';
}

/** Whether a value has no parts. */
export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

const LARGEST = 2n ** 63n;

/** Whether a text is a whole number that a database keeps in 64 bits, written as the database writes it. */
export function isInteger(text: string): boolean {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return false;
  const value = BigInt(text);
  return value < LARGEST && value >= -LARGEST;
}

const DAY = /^[1-9]\d{3}-(\d\d)-(\d\d)$/;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a text is a day that exists, `2026-02-28`. Without Date, since each row has several. */
export function isDate(text: string): boolean {
  const [, month, day] = DAY.exec(text) ?? [];
  if (month === undefined || Number(day) < 1) return false;
  if (Number(day) > (DAYS[Number(month) - 1] ?? 0)) return false;
  return month !== '02' || day !== '29' || isLeap(Number(text.slice(0, 4)));
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Of a day; Date also takes midnight at its end. */
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(?:\.(\d{1,6}))?(Z|[+-]\d\d:?\d\d)$/;

/**
 * The moment that a text names, in UTC and to the microsecond, as `2026-02-28T12:00:00.000000`. Undefined without a
 * time zone: then nobody knows which moment it is.
 */
export function instantOf(text: string): string | undefined {
  const [, day, minutes, seconds = ':00', fraction = '', zone = ''] = INSTANT.exec(text) ?? [];
  if (day === undefined || minutes === undefined || !isDate(day)) return undefined;
  // What Procore writes is in UTC already, and needs no conversion.
  const time = `${minutes}${seconds}`;
  if (zone === 'Z' && TIME.test(time)) return `${day}T${time}.${fraction.padEnd(6, '0')}`;
  const colon = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const moment = new Date(`${day}T${minutes}${seconds}${colon}`);
  if (Number.isNaN(moment.getTime())) return undefined;
  const iso = moment.toISOString();
  // A day near the year 0 or 10000 may leave the range of four digits in UTC.
  return /^[1-9]\d{3}-/.test(iso) ? `${iso.slice(0, 19)}.${fraction.padEnd(6, '0')}` : undefined;
}

/** A number as plain digits: `1e-7` becomes `0.0000001`. Undefined if it is no number. */
export function decimalOf(value: string | number): string | undefined {
  const text = String(value);
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d{1,400})(?:\.(\d{1,400}))?(?:e([+-]?\d{1,3}))?$/i.exec(text) ?? [];
  if (whole === '') return undefined;
  const digits = whole + fraction;
  const point = whole.length + Number(power);
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const before = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const after = padded.slice(at);
  return `${sign}${before}${after && `.${after}`}`;
}
