/** The body of a request's form: what its field and its rows say, or the message's payload. */
import { configError } from '../errors.js';
import { bodyForm } from '../transport/body-form.js';
import { kindOf } from '../transport/plain-text.js';
import { saysNothing } from './body.js';
import { placed, removed, stepsOf } from './body-tree.js';
import { type Calendar, systemCalendar } from './calendar.js';
import { parseJsonField } from './json-field.js';
import type { Operation } from './operation.js';
import {
  type FormField,
  isFilled,
  isSomething,
  type NamedField,
  NOT_GIVEN,
  placeOf,
  rowValue,
  type Source,
} from './plan-value.js';

/** What a request's form says of its body. */
export interface BodyFields {
  /** In capitals. */
  readonly method: string;
  readonly body: FormField;
  /** Places in a JSON body whose values come from elsewhere, by their names: `rfi.subject`. */
  readonly bodyRows?: readonly NamedField[];
  /** The operation of a write, if it is known: its skeleton does not count as a body. */
  readonly operation?: Operation | undefined;
  /**
   * What "today" is in rows with dates that move.
   * @default the clock and the time zone of this process
   */
  readonly calendar?: Calendar;
}

/** Methods that send the message's payload if the body's field is empty. A DELETE only sends a body from its field. */
export const PAYLOAD_METHODS: readonly string[] = ['POST', 'PUT', 'PATCH'];

export function sendsBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

export function* bodyFrom(fields: BodyFields, contentType: string): Generator<Source, unknown, unknown> {
  const { method, body, bodyRows = [], operation, calendar = systemCalendar() } = fields;
  if (!sendsBody(method)) return undefined;
  const { value, type } = body;
  const isJson = !type || type === 'json';
  const rows = isJson ? bodyRows.filter((row) => row.name && isFilled(row.value)) : [];
  const isWritten =
    isFilled(value) && !(isJson && typeof value === 'string' && saysNothing(value, operation));
  if (!isWritten && rows.length === 0) {
    if (!PAYLOAD_METHODS.includes(method)) return undefined;
    return bodyIn(yield { key: 'body', name: 'msg.payload' }, 'msg.payload', contentType);
  }
  if (rows.length > 0) return yield* mixedBody(isFilled(value) ? value : undefined, rows, calendar);
  const field = { value, type: bodyType(body, contentType) };
  const answer = yield { key: 'body', name: 'body', field };
  const found = bodyIn(answer, 'body', contentType);
  if (found !== undefined || answer === NOT_GIVEN) return found;
  throw configError(
    `The body is empty: ${placeOf(field)} holds nothing.`,
    'Set it there, or write the body.',
  );
}

/** The JSON of the body's field with the values of its rows. A place whose row finds nothing is left out. */
function* mixedBody(
  json: unknown,
  rows: readonly NamedField[],
  calendar: Calendar,
): Generator<Source, unknown, unknown> {
  const whole =
    json === undefined
      ? undefined
      : yield { key: 'body', name: 'body', field: { value: json, type: 'json' } };
  let body = whole === NOT_GIVEN ? undefined : whole;
  const absent: Array<ReturnType<typeof stepsOf>> = [];
  for (const row of rows) {
    const steps = stepsOf(row.name);
    const found = yield* rowValue(row, calendar, 'body');
    const isAbsent = found === undefined || found === NOT_GIVEN;
    if (isAbsent) absent.push(steps);
    body = placed(body, steps, isAbsent ? null : row.type === 'num' ? exactNumber(found) : found);
  }
  // From the end, so that the places of a list that are still to be removed stay where they are.
  for (const steps of absent.reverse()) body = removed(body, steps);
  return body;
}

/** A typed number as one, or as text if it would lose digits. */
function exactNumber(text: unknown): unknown {
  const number = Number(text);
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number))
    ? number
    : text;
}

/**
 * The type of the body's field: the chosen one, else JSON. It is text if the content type takes text and the field does
 * not hold that as JSON.
 */
function bodyType({ value, type }: FormField, contentType: string): string {
  if (type && type !== 'json') return type;
  const form = bodyForm(contentType);
  if (form === 'json' || form === 'multipart') return 'json';
  const text = String(value);
  const isJson = form === 'urlencoded' ? /^\s*[{["]/.test(text) : isJsonText(text);
  return isJson ? 'json' : 'str';
}

function isJsonText(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'string';
  } catch {
    return false;
  }
}

/**
 * JSON and form bodies must be objects or arrays, or text with the JSON of one. Other content types are sent unchanged.
 */
function bodyIn(value: unknown, field: string, contentType: string): unknown {
  if (!isSomething(value)) return undefined;
  const form = bodyForm(contentType);
  if (form === 'text' || form === 'bytes') return value;
  if (form === 'urlencoded' && typeof value === 'string') return value;
  const body = typeof value === 'string' ? parseJsonField(value, field) : value;
  if (typeof body === 'object' && body !== null && !ArrayBuffer.isView(body)) return body;
  throw configError(
    `The body must be a JSON object or array, but ${field} is ${kindOf(body)}.`,
    'Fill in the body, or set msg.payload to the object to send.',
  );
}
