/** The only reader of a request's form: the node uses it at run time, and its dialog uses it for a trial. */
import { configError } from '../errors.js';
import { placeholdersOf } from '../transport/address.js';
import { bodyForm, contentTypeIn, declaredType } from '../transport/body-form.js';
import { kindOf, plainText } from '../transport/plain-text.js';
import { saysNothing } from './body.js';
import { placed, removed, stepsOf } from './body-tree.js';
import { type Calendar, datesFrom, isDateWords, systemCalendar } from './calendar.js';
import { parseJsonField } from './json-field.js';
import type { Operation } from './operation.js';

/** A typed input as a flow stores it. In a subflow, a JSON property may be an object instead of its text. */
export interface FormField {
  readonly value: unknown;
  readonly type: string;
}

/** A request as the fields of a node contain it. */
export interface RequestFields {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly company: FormField;
  readonly params: ReadonlyArray<FormField & { readonly name: string }>;
  readonly query: FormField;
  readonly headers: FormField;
  readonly body: FormField;
  /** Places in a JSON body whose values come from elsewhere, by their names: `rfi.subject`. */
  readonly bodyRows?: ReadonlyArray<FormField & { readonly name: string }>;
  /** The operation of a write, if it is known: its skeleton does not count as a body. */
  readonly operation?: Operation | undefined;
  /**
   * Whether `msg.query` is read in addition to rows for the query, as in flows of earlier versions.
   * @default false
   */
  readonly mixesQuery?: boolean;
  /**
   * What "today" is in rows with dates that move.
   * @default the clock and the time zone of this process
   */
  readonly calendar?: Calendar;
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

/** The part of a plan that the form decides. Properties that are absent have the plan's defaults. */
export interface FormPlan {
  readonly method: string;
  readonly path: string;
  readonly companyId?: string;
  readonly placeholders: Record<string, string>;
  readonly query: Record<string, unknown>;
  /** Query parameters whose name several rows have, in order. */
  readonly parameters?: Array<[string, unknown]>;
  readonly headers?: Record<string, unknown>;
  readonly body?: unknown;
}

/** Reads a form: yields one needed value after the other, and returns the plan. */
export type Reading = Generator<Source, FormPlan, unknown>;

/** Reads a form whose values are available at once. @throws ProcoreError PROCORE_CONFIG naming what is wrong */
export function planFrom(fields: RequestFields, answerTo: (source: Source) => unknown): FormPlan {
  const reading = reader(fields);
  let step = reading.next();
  while (!step.done) step = reading.next(answerTo(step.value));
  return step.value;
}

/**
 * Reads a form whose values must be awaited. Each value comes inside an object, because a value that has a `then` would
 * itself be awaited.
 * @throws ProcoreError PROCORE_CONFIG naming what is wrong
 */
export async function planFromLater(
  fields: RequestFields,
  answerTo: (source: Source) => Promise<{ readonly found: unknown }>,
): Promise<FormPlan> {
  const reading = reader(fields);
  let step = reading.next();
  while (!step.done) step = reading.next((await answerTo(step.value)).found);
  return step.value;
}

/** Methods that send the message's payload if the body's field is empty. A DELETE only sends a body from its field. */
export const PAYLOAD_METHODS: readonly string[] = ['POST', 'PUT', 'PATCH'];

export function sendsBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** Whether a field is filled in. An empty list counts as filled in. */
export function isFilled(value: unknown): boolean {
  return typeof value === 'object' ? value !== null : String(value ?? '').trim() !== '';
}

function* reader(fields: RequestFields): Reading {
  const { method, path, calendar = systemCalendar() } = fields;
  const names = placeholdersOf(path);
  const rows = fields.params.filter(({ name, value }) => name && isFilled(value));
  const placeholders = yield* placeholdersFrom(
    names,
    rows.filter(({ name }) => names.includes(name)),
    calendar,
  );
  const query = yield* queryFrom(
    fields,
    rows.filter(({ name }) => !names.includes(name)),
    calendar,
  );
  const companyId = yield { key: 'company', name: 'company', field: fields.company };
  const headers = yield* objectFrom('headers', fields.headers);
  const body = yield* bodyFrom(fields, contentTypeIn(headers) ?? declaredType(method, path));
  return {
    method,
    path,
    placeholders,
    ...query,
    ...(isSomething(companyId) && { companyId: String(companyId) }),
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
  };
}

type Row = RequestFields['params'][number];

/** Values of the placeholders: from the rows with their names, else from msg.params. */
function* placeholdersFrom(
  names: readonly string[],
  rows: readonly Row[],
  calendar: Calendar,
): Generator<Source, Record<string, string>, unknown> {
  const values = new Map<string, string>();
  const seen = new Set<string>();
  for (const row of rows) {
    const { name } = row;
    if (seen.has(name)) {
      throw configError(`The placeholder {${name}} has two rows.`, 'Remove one of them.');
    }
    seen.add(name);
    const found = yield* rowValue(row, calendar);
    if (found === NOT_GIVEN) continue;
    if (isNothing(found)) {
      throw configError(`The value for {${name}} is empty: ${placeOf(row)} holds nothing.`, 'Set it there.');
    }
    values.set(name, plainText(found, `The value for {${name}}`));
  }
  for (const name of names) {
    if (seen.has(name)) continue;
    seen.add(name);
    const found = yield { key: `param:${name}`, name };
    if (isSomething(found)) values.set(name, plainText(found, `The value of msg.params.${name}`));
  }
  return Object.fromEntries(values);
}

/** The query of the field or the message, together with the rows. If rows have the same name, all are sent. */
function* queryFrom(
  { query: whole, mixesQuery }: RequestFields,
  rows: readonly Row[],
  calendar: Calendar,
): Generator<Source, Pick<FormPlan, 'query' | 'parameters'>, unknown> {
  const isRead = isFilled(whole.value) || rows.length === 0 || mixesQuery === true;
  const beside = isRead ? yield* objectFrom('query', whole) : undefined;
  const given: Array<[string, unknown]> = [];
  for (const row of rows) {
    const found = yield* rowValue(row, calendar);
    if (found === NOT_GIVEN) continue;
    if (!isNothing(found)) given.push([row.name, found]);
    else if (FILTER.test(row.name) && COMES_FROM_ELSEWHERE.includes(row.type)) throw emptyFilter(row);
  }
  const counts = new Map<string, number>();
  for (const [name] of given) counts.set(name, (counts.get(name) ?? 0) + 1);
  const parameters = given.filter(([name]) => counts.get(name) !== 1);
  return {
    query: Object.fromEntries([
      ...Object.entries(beside ?? {}).filter(([name]) => !counts.has(name)),
      ...given.filter(([name]) => counts.get(name) === 1),
    ]),
    ...(parameters.length > 0 && { parameters }),
  };
}

/** Parameters that select which list is returned: filters, and ids of what the list belongs to. */
const FILTER = /^filters?(\[|$)|(^|_)ids?(\[\])?$/;

/** Types of a row whose value is not stored in the node. */
const COMES_FROM_ELSEWHERE = ['msg', 'flow', 'global', 'jsonata'];

function emptyFilter(row: Row) {
  return configError(
    `The filter ${row.name} is empty: ${placeOf(row)} holds nothing, and without it the whole list would come.`,
    'Set it there; a filter that is not always wanted belongs in msg.query.',
  );
}

/** A row's value. Words for dates may hold a variable, and mean what they mean now. */
function* rowValue(
  { name, value, type }: Row,
  calendar: Calendar,
  place: 'param' | 'body' = 'param',
): Generator<Source, unknown, unknown> {
  // A number is read as text, because beyond 2^53 it would become another id.
  const isText = !type || type === 'num' || isDateWords(type);
  const found = yield { key: `${place}:${name}`, name, field: { value, type: isText ? 'str' : type } };
  return isDateWords(type) && isSomething(found) ? datesFrom(String(found), type, name, calendar) : found;
}

/** An object of names and values; undefined if there is none. */
function* objectFrom(
  key: 'query' | 'headers',
  { value, type }: FormField,
): Generator<Source, Record<string, unknown> | undefined, unknown> {
  // If the field is empty, the query comes from the message, but headers never do.
  const isOwn = isFilled(value);
  if (!isOwn && key === 'headers') return undefined;
  const found = yield { key, name: key, field: isOwn ? { value, type: type || 'json' } : undefined };
  if (!isSomething(found)) return undefined;
  const read = typeof found === 'string' ? parseJsonField(found, isOwn ? key : `msg.${key}`) : found;
  if (typeof read === 'object' && read !== null && !Array.isArray(read) && !ArrayBuffer.isView(read)) {
    return read as Record<string, unknown>;
  }
  const what = isOwn ? `The ${key} must be a JSON object` : `msg.${key} must be an object`;
  throw configError(
    `${what} of names and values, but is ${kindOf(read)}.`,
    'Correct it in the node or the message.',
  );
}

function* bodyFrom(fields: RequestFields, contentType: string): Generator<Source, unknown, unknown> {
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
  rows: readonly Row[],
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

function placeOf({ type, value }: FormField): string {
  return type === 'jsonata' ? 'the expression' : `${type}.${value}`;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isSomething(value: unknown): boolean {
  return value !== NOT_GIVEN && !isNothing(value);
}
