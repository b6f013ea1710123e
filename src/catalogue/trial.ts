import { placeholdersOf } from '../transport/address.js';
import { saysNothing } from './body.js';
import { type Calendar, DATE_WORDS } from './calendar.js';
import { parseJsonField } from './json-field.js';
import type { Operation } from './operation.js';
import { PAYLOAD_METHODS, sendsBody } from './plan-body.js';
import { type FormPlan, planFrom } from './plan-from.js';
import { type FormField, isFilled, NOT_GIVEN, type Source } from './plan-value.js';
import type { StoredRow } from './request.js';
import type { BodyValue, TypedValue } from './values.js';

/** A request in a node's dialog, before it is stored. */
export interface DraftRequest {
  readonly method: string;
  readonly path: string;
  readonly company: TypedValue;
  readonly params: readonly StoredRow[];
  readonly query: TypedValue;
  readonly headers: TypedValue;
  readonly body: BodyValue;
  /** The operation that was picked. */
  readonly operation?: Operation | undefined;
}

/** A value that comes from a message, the context or the environment. For a trial, the user types one in its place. */
export interface Unknown {
  /**
   * The key by which {@link planOf} takes the value: `company`, `path`, `query`, `headers`, `body`, or `param:` or
   * `body:` and a name.
   */
  readonly key: string;
  /** The parameter's name, or the same as the key. */
  readonly name: string;
  /** Where the node will find it, e.g. `msg.payload.id` or `$env(…)`. */
  readonly from: string;
  /** Whether nothing can be sent without it. */
  readonly required: boolean;
}

/** The values of a request that are unknown before a message arrives, in the order of the dialog. */
export function unknownIn(request: DraftRequest): Unknown[] {
  const { method, path, company, params, query, headers, body } = request;
  const placeholders = placeholdersOf(withoutVariables(path));
  const filled = params.filter(({ name, value }) => name !== '' && isFilled(value));
  const open = placeholders.filter(
    (name) => name !== 'company_id' && !filled.some((row) => row.name === name),
  );
  const whole = (key: string, value: TypedValue): Unknown[] =>
    isFilled(value.value) && isUnknown(value)
      ? [{ key, name: key, from: placeOf(value), required: key === 'company' || key === 'path' }]
      : [];
  const rows = bodyRows(body).filter(({ value }) => isFilled(value));
  const isJson = body.type === 'json' || body.type === '';
  const isWritten = isFilled(body.value) && !(isJson && saysNothing(body.value, request.operation));
  const takesPayload = PAYLOAD_METHODS.includes(method) && !isWritten && rows.length === 0;
  return [
    ...(company.type === 'connection' ? [] : whole('company', company)),
    ...whole('path', { value: path, type: 'str' }),
    ...filled
      .filter(isUnknown)
      .filter(isFirstOfName)
      .map((row) => ({
        key: `param:${row.name}`,
        name: row.name,
        from: placeOf(row),
        required: placeholders.includes(row.name),
      })),
    ...open.map((name) => ({ key: `param:${name}`, name, from: `msg.params.${name}`, required: true })),
    ...whole('query', query),
    ...whole('headers', headers),
    ...(sendsBody(method) && isWritten ? whole('body', body) : []),
    ...(sendsBody(method) ? rows : []).filter(isUnknown).map((row) => ({
      key: `body:${row.name}`,
      name: row.name,
      from: placeOf(row),
      required: false,
    })),
    ...(takesPayload ? [{ key: 'body', name: 'body', from: 'msg.payload', required: false }] : []),
  ];
}

/**
 * The call of a request, with the given values in place of the unknown ones.
 * @param calendar that of Node-RED, which may be in another time zone than the dialog
 * @throws ProcoreError PROCORE_CONFIG as the node does at run time
 */
export function planOf(
  request: DraftRequest,
  given: ReadonlyMap<string, string>,
  calendar?: Calendar,
): FormPlan {
  const path = given.get('path') ?? request.path;
  const rows = bodyRows(request.body);
  return planFrom({ ...request, path, bodyRows: rows, ...(calendar && { calendar }) }, (source) =>
    answerTo(source, given),
  );
}

function answerTo({ key, name, field }: Source, given: ReadonlyMap<string, string>): unknown {
  // Only the connection knows the default company.
  if (key === 'company' && field?.type === 'connection') return NOT_GIVEN;
  if (field && !isUnknown(field)) return literalOf(name, field);
  const text = given.get(key) ?? '';
  if (!isFilled(text)) return NOT_GIVEN;
  return key.startsWith('body:') ? jsonOrText(text) : text;
}

/** What stands in for a value inside a body: a number, a list, or else the text. */
function jsonOrText(text: string): unknown {
  try {
    return parseJsonField(text, 'body');
  } catch {
    return text;
  }
}

/** Only JSON has places in it. */
function bodyRows({ type, rows = [] }: BodyValue): readonly StoredRow[] {
  return type === 'json' || type === '' ? rows : [];
}

const LITERALS = ['', 'str', 'num', 'bool', 'json', ...DATE_WORDS];

/** `${NAME}` is filled in when the node runs. */
function isUnknown({ value, type }: FormField): boolean {
  return !LITERALS.includes(type) || String(value).includes('${');
}

function placeOf({ value, type }: TypedValue): string {
  if (LITERALS.includes(type)) return value;
  return type === 'env' ? `\${${value}}` : type === 'jsonata' ? value : `${type}.${value}`;
}

/** If several rows have the same name, it is asked for once. */
function isFirstOfName({ name }: StoredRow, place: number, rows: readonly StoredRow[]): boolean {
  return rows.findIndex((row) => row.name === name) === place;
}

/** Removes variables, because their braces would look like placeholders. */
function withoutVariables(path: string): string {
  return path.replace(/\$\{[^{}]*\}/g, '');
}

/** A literal as the node reads it. */
function literalOf(name: string, { value, type }: FormField): unknown {
  const text = String(value);
  if (type === 'bool') return /^true$/i.test(text);
  return type === 'json' ? parseJsonField(text, name) : text.trim();
}
