/** What is wrong with a body, as far as its shape tells for certain. Procore itself decides about the rest. */
import { configError, type ProcoreError } from '../errors.js';
import { isDate, isPlainObject, kindOf } from '../transport/plain-text.js';
import { isCustomField } from './body-form.js';
import { placeName, type Steps } from './body-tree.js';
import { isIsoDate } from './iso-date.js';
import type { Shape, ValueType } from './shape.js';

/** Most keys that are named. */
const NAMED = 10;
/** Most characters of a name and of a text that are quoted. */
const QUOTED = 60;

const DATE_FORM =
  'Write it as 2026-01-31, or with a time as 2026-01-31T08:00:00Z: Procore stores other forms as null.';

/**
 * The keys of a body that its shape does not have, in the order of the body: `rfi.sbject`, `updates[].x`.
 * @throws ProcoreError PROCORE_CONFIG for a date that is none or is not written by ISO 8601, and for a text or object
 *   where a number must be
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
    if (!isMoment(value)) throw notA('a date', DATE_FORM, value, steps);
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

/** Whether a value is a date in a form that Procore reads. An empty text empties a field. */
function isMoment(value: unknown): boolean {
  // A date object is sent as its ISO text, which has six digits for a year beyond 9999.
  if (isDate(value)) return !Number.isNaN(value.getTime()) && isIsoDate(value.toISOString());
  return typeof value === 'string' && (value.trim() === '' || isIsoDate(value));
}
