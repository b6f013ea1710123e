/** The only reader of a request's form: the node uses it at run time, and its dialog uses it for a trial. */
import { configError } from '../errors.js';
import { placeholdersOf } from '../transport/address.js';
import { contentTypeIn, declaredType } from '../transport/body-form.js';
import { kindOf, plainText } from '../transport/plain-text.js';
import { type Calendar, systemCalendar } from './calendar.js';
import { parseJsonField } from './json-field.js';
import { type BodyFields, bodyFrom } from './plan-body.js';
import {
  type FormField,
  isFilled,
  isNothing,
  isSomething,
  type NamedField,
  NOT_GIVEN,
  placeOf,
  rowValue,
  type Source,
} from './plan-value.js';

/** A request as the fields of a node contain it. */
export interface RequestFields extends BodyFields {
  readonly path: string;
  readonly company: FormField;
  readonly params: readonly NamedField[];
  readonly query: FormField;
  readonly headers: FormField;
  /**
   * Whether `msg.query` is read in addition to rows for the query, as in flows of earlier versions.
   * @default false
   */
  readonly mixesQuery?: boolean;
}

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

/** Values of the placeholders: from the rows with their names, else from msg.params. */
function* placeholdersFrom(
  names: readonly string[],
  rows: readonly NamedField[],
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
  rows: readonly NamedField[],
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

function emptyFilter(row: NamedField) {
  return configError(
    `The filter ${row.name} is empty: ${placeOf(row)} holds nothing, and without it the whole list would come.`,
    'Set it there; a filter that is not always wanted belongs in msg.query.',
  );
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
