/** What is wrong with a body, as far as its shape tells for certain. Procore itself decides about the rest. */
import { configError, type ProcoreError } from '../errors.js';
import { isDate, isPlainObject, kindOf } from '../transport/plain-text.js';
import { isCustomField } from './body-form.js';
import { placeName, type Steps } from './body-tree.js';
import type { Shape, ValueType } from './shape.js';

/** Most keys that are named. */
const NAMED = 10;
/** Most characters of a name and of a text that are quoted. */
const QUOTED = 60;

/**
 * The keys of a body that its shape does not have, in the order of the body: `rfi.sbject`, `updates[].x`.
 * @throws ProcoreError PROCORE_CONFIG for a date that is none, and for a text or object where a number must be
 */
export function unknownKeys(shape: Shape, body: unknown): string[] {
  const unknown = new Set<string>();
  check(shape, body, [], unknown);
  return [...unknown];
}

function check(shape: Shape, value: unknown, steps: Steps, unknown: Set<string>): void {
  if (value === undefined || value === null) return;
  if (shape.kind === 'value') checkValue(shape.type, value, steps);
  else if (shape.kind === 'list' && Array.isArray(value)) {
    for (const [index, item] of value.entries()) check(shape.of, item, [...steps, index], unknown);
  } else if (shape.kind === 'object' && isPlainObject(value)) {
    const known = new Map(shape.fields.map((field) => [field.name, field.shape]));
    for (const [key, item] of Object.entries(value)) {
      const inner = known.get(key);
      if (inner) check(inner, item, [...steps, key], unknown);
      else if (!(shape.custom && isCustomField(key)) && unknown.size < NAMED) {
        unknown.add(named([...steps, key]).replace(/\[\d+\]/g, '[]'));
      }
    }
  }
}

function checkValue(type: ValueType, value: unknown, steps: Steps): void {
  if (type === 'date' || type === 'date-time') {
    if (!isMoment(value))
      throw notA('a date', 'Write it as 2026-01-31, with the time after a T if it has one.', value, steps);
  } else if (type === 'integer' || type === 'number' || type === 'decimal') {
    if (!isNumeric(value)) throw notA('a number', 'Set a number there.', value, steps);
  }
}

function notA(what: string, fix: string, value: unknown, steps: Steps): ProcoreError {
  const is = typeof value === 'string' ? `"${shortened(value)}"` : kindOf(value);
  return configError(`The field ${named(steps)} of the body must be ${what}, but is ${is}.`, fix);
}

function named(steps: Steps): string {
  return shortened(
    placeName(steps.map((step) => (typeof step === 'string' ? shortened(step) : step))),
    3 * QUOTED,
  );
}

function shortened(text: string, most = QUOTED): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** An empty text empties a field. */
function isNumeric(value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  return typeof value === 'string' && (value.trim() === '' || Number.isFinite(Number(value)));
}

const ISO = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/;
/** `31/01/2026` and the like, in any order of day and month. */
const WRITTEN = /^\s*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)/;

/** Whether a value is a date, or may be one in a form that Procore reads and we do not. */
function isMoment(value: unknown): boolean {
  if (isDate(value)) return !Number.isNaN((value as Date).getTime());
  if (typeof value !== 'string') return false;
  if (value.trim() === '') return true;
  const [, year, month, day] = ISO.exec(value.slice(0, QUOTED)) ?? [];
  if (year !== undefined) return isDay(Number(year), Number(month), Number(day));
  return WRITTEN.test(value.slice(0, QUOTED)) || !Number.isNaN(Date.parse(value.slice(0, QUOTED)));
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
