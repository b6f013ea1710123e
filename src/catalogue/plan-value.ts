/** The values of a request's form: how they are stored, and how its reader asks for them. */
import { type Calendar, datesFrom, isDateWords } from './calendar.js';

/** A typed input as a flow stores it. In a subflow, a JSON property may be an object instead of its text. */
export interface FormField {
  readonly value: unknown;
  readonly type: string;
}

/** A value with the name of the parameter, placeholder or place in the body that it is for. */
export interface NamedField extends FormField {
  readonly name: string;
}

/**
 * A value that the reader needs. Without a field, the message has it: `msg.query`, `msg.payload`, `msg.params.<name>`.
 */
export interface Source {
  readonly key: 'company' | 'query' | 'headers' | 'body' | `param:${string}` | `body:${string}`;
  /** Its name in errors. */
  readonly name: string;
  readonly field?: FormField | undefined;
}

/** The answer for a value that nobody can know now. The value is left out, as if the form did not need it. */
export const NOT_GIVEN = Symbol('not given');

/** Whether a field is filled in. An empty list counts as filled in. */
export function isFilled(value: unknown): boolean {
  return typeof value === 'object' ? value !== null : String(value ?? '').trim() !== '';
}

/** A row's value. Words for dates may hold a variable, and mean what they mean now. */
export function* rowValue(
  { name, value, type }: NamedField,
  calendar: Calendar,
  place: 'param' | 'body' = 'param',
): Generator<Source, unknown, unknown> {
  // A number is read as text, because beyond 2^53 it would become another id.
  const isText = !type || type === 'num' || isDateWords(type);
  const found = yield { key: `${place}:${name}`, name, field: { value, type: isText ? 'str' : type } };
  return isDateWords(type) && isSomething(found) ? datesFrom(String(found), type, name, calendar) : found;
}

/** Where a value comes from, as errors say it: `msg.ids`. */
export function placeOf({ type, value }: FormField): string {
  return type === 'jsonata' ? 'the expression' : `${type}.${value}`;
}

/** Whether a place holds nothing. An empty list is something, and so are 0 and false. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Whether a value was given, and is not nothing. */
export function isSomething(value: unknown): boolean {
  return value !== NOT_GIVEN && !isNothing(value);
}
