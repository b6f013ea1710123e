import { placeholdersOf } from '../transport/address.js';
import { parseJsonField } from './json-field.js';
import {
  type FormField,
  type FormPlan,
  isFilled,
  NOT_GIVEN,
  PAYLOAD_METHODS,
  planFrom,
  type Source,
  sendsBody,
} from './plan-from.js';
import type { StoredRow } from './request.js';
import type { TypedValue } from './values.js';

/** A request as a node's dialog holds it, before it is stored. */
export interface DraftRequest {
  readonly method: string;
  readonly path: string;
  readonly company: TypedValue;
  readonly params: readonly StoredRow[];
  readonly query: TypedValue;
  readonly headers: TypedValue;
  readonly body: TypedValue;
}

/** A value that only a message, the context or the environment holds: who tries the request out types one in its place. */
export interface Unknown {
  /** By which {@link planOf} takes the value: `company`, `path`, `query`, `headers`, `body`, or `param:` and a name. */
  readonly key: string;
  /** The parameter's name, or the same as the key. */
  readonly name: string;
  /** Where the node will find it: `msg.payload.id`, `$env(…)` and the like. */
  readonly from: string;
  /** Without it there is nothing to send. */
  readonly required: boolean;
}

/** What of a request cannot be known before a message arrives, in the order of the dialog. */
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
  const takesPayload = PAYLOAD_METHODS.includes(method) && !isFilled(body.value);
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
    ...(sendsBody(method) ? whole('body', body) : []),
    ...(takesPayload ? [{ key: 'body', name: 'body', from: 'msg.payload', required: false }] : []),
  ];
}

/**
 * The call of a request, with what was given in place of what is unknown.
 * @throws ProcoreError PROCORE_CONFIG as the node does when it runs
 */
export function planOf(request: DraftRequest, given: ReadonlyMap<string, string>): FormPlan {
  const path = given.get('path') ?? request.path;
  return planFrom({ ...request, path }, (source) => answerTo(source, given));
}

function answerTo({ key, name, field }: Source, given: ReadonlyMap<string, string>): unknown {
  // The default company is the connection's to know.
  if (key === 'company' && field?.type === 'connection') return NOT_GIVEN;
  if (field && !isUnknown(field)) return literalOf(name, field);
  const text = given.get(key) ?? '';
  return isFilled(text) ? text : NOT_GIVEN;
}

const LITERALS = ['', 'str', 'num', 'bool', 'json'];

/** `${NAME}` is filled in when the node runs. */
function isUnknown({ value, type }: FormField): boolean {
  return !LITERALS.includes(type) || String(value).includes('${');
}

function placeOf({ value, type }: TypedValue): string {
  if (LITERALS.includes(type)) return value;
  return type === 'env' ? `\${${value}}` : type === 'jsonata' ? value : `${type}.${value}`;
}

/** Rows of one name are asked for once. */
function isFirstOfName({ name }: StoredRow, place: number, rows: readonly StoredRow[]): boolean {
  return rows.findIndex((row) => row.name === name) === place;
}

/** The braces of a variable are no placeholder's. */
function withoutVariables(path: string): string {
  return path.replace(/\$\{[^{}]*\}/g, '');
}

/** A literal as the node reads it. */
function literalOf(name: string, { value, type }: FormField): unknown {
  const text = String(value);
  if (type === 'bool') return /^true$/i.test(text);
  return type === 'json' ? parseJsonField(text, name) : text.trim();
}
