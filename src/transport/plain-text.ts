import { configError } from '../errors.js';

/**
 * A value as text for the wire. Only texts, exact numbers and dates can be sent, and booleans if they are allowed:
 * `[object Object]` or `NaN` would be another request than the one that was meant.
 * @param what names the value in the error, e.g. `The value for {project_id}`
 * @throws ProcoreError PROCORE_CONFIG with the name and kind of the value, but nothing of its content
 */
export function plainText(value: unknown, what: string, allowBoolean = false): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || isExact(value) || (allowBoolean && typeof value === 'boolean')) {
    return String(value);
  }
  if (isDate(value) && !Number.isNaN(value.getTime())) return value.toISOString();
  const fix = isInexact(value) ? 'Set it as text, with every digit.' : 'Set a text or a number there.';
  throw configError(`${what} is ${kindOf(value)}, which cannot be sent as a value.`, fix);
}

/** The kind and size of a value, but nothing of its content. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return `a list of ${counted(value.length, 'item')}`;
  if (ArrayBuffer.isView(value)) return `a buffer of ${counted(value.byteLength, 'byte')}`;
  if (isDate(value)) return 'a date that does not exist';
  if (isInexact(value)) return 'a number beyond 2^53, of which digits are lost';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);
  if (typeof value === 'boolean') return 'a yes or no (boolean)';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return isPlainObject(value)
    ? `an object with ${counted(Object.keys(value).length, 'property', 'properties')}`
    : `a ${tagOf(value)}`;
}

/** Whether a value is an object of names and values. It may be of another realm, since function nodes run in one. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || tagOf(value) !== 'Object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether a value is a date, of any realm. */
export function isDate(value: unknown): value is Date {
  return typeof value === 'object' && value !== null && tagOf(value) === 'Date';
}

/** Whether a value is a whole number so large that it may have lost digits. */
export function isInexact(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

function isExact(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && !isInexact(value);
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
