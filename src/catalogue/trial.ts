import { configError } from '../errors.js';
import { placeholdersOf } from '../transport/address.js';
import { bodyForm, contentTypeIn, declaredType } from '../transport/body-form.js';
import { parseJsonText } from '../transport/json-text.js';
import { plainText } from '../transport/plain-text.js';
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

/** The call to try, in the shape of the route behind the dialog. */
export interface TrialPlan {
  readonly method: string;
  readonly path: string;
  readonly companyId?: string;
  readonly placeholders: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Those of a name that several rows have, in order. */
  readonly parameters?: ReadonlyArray<readonly [string, unknown]>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Methods whose body is the message's payload where the field is empty. */
const PAYLOAD_METHODS = ['POST', 'PUT', 'PATCH'];

/** What of a request cannot be known before a message arrives, in the order of the dialog. */
export function unknownIn(request: DraftRequest): Unknown[] {
  const { method, path, company, params, query, headers, body } = request;
  const placeholders = placeholdersOf(withoutVariables(path));
  const filled = params.filter(({ name, value }) => name !== '' && value.trim() !== '');
  const open = placeholders.filter(
    (name) => name !== 'company_id' && !filled.some((row) => row.name === name),
  );
  const whole = (key: string, value: TypedValue): Unknown[] =>
    value.value.trim() !== '' && isUnknown(value)
      ? [{ key, name: key, from: placeOf(value), required: key === 'company' || key === 'path' }]
      : [];
  const takesPayload = PAYLOAD_METHODS.includes(method) && body.value.trim() === '';
  return [
    ...(company.type === 'connection' ? [] : whole('company', company)),
    ...whole('path', { value: path, type: 'str' }),
    ...filled
      .filter(isUnknown)
      .filter(isFirstOfName)
      .map((row) => ({
        ...{ key: `param:${row.name}`, name: row.name, from: placeOf(row) },
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
 * @throws ProcoreError PROCORE_CONFIG where a JSON text cannot be read
 */
export function planOf(request: DraftRequest, given: ReadonlyMap<string, string>): TrialPlan {
  const { method, company, params } = request;
  const path = given.get('path') ?? request.path;
  const names = placeholdersOf(path);
  const placeholders: Record<string, string> = {};
  const query: Record<string, unknown> = { ...objectOf('query', request.query, given) };
  const rows: StoredRow[] = params.filter(({ name }) => name !== '');
  const open = names.filter((name) => !rows.some((row) => row.name === name));
  const sent: Array<readonly [string, unknown]> = [];
  for (const row of [...rows, ...open.map((name) => ({ name, value: '', type: 'str' }))]) {
    const { name } = row;
    const value = given.get(`param:${name}`) ?? (isUnknown(row) ? '' : literalOf(name, row));
    if (value === '') continue;
    if (!names.includes(name)) sent.push([name, value]);
    else if (Object.hasOwn(placeholders, name)) {
      throw configError(`The placeholder {${name}} has two rows.`, 'Remove one of them.');
    } else placeholders[name] = plainText(value, `The value for {${name}}`);
  }
  for (const [name] of sent) delete query[name];
  const isOnce = (name: string) => sent.filter(([each]) => each === name).length === 1;
  for (const [name, value] of sent) if (isOnce(name)) query[name] = value;
  const parameters = sent.filter(([name]) => !isOnce(name));
  const isDefault = company.type === 'connection';
  const companyId = given.get('company') ?? (isDefault || isUnknown(company) ? '' : company.value.trim());
  const headers = objectOf('headers', request.headers, given);
  const contentType = contentTypeIn(headers) ?? declaredType(method, path);
  const body = sendsBody(method) ? bodyOf(request.body, given, contentType) : undefined;
  return {
    ...{ method, path, placeholders, query },
    ...(companyId !== '' && { companyId }),
    ...(parameters.length > 0 && { parameters }),
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
  };
}

const LITERALS = ['', 'str', 'num', 'bool', 'json'];

/** `${NAME}` is filled in when the node runs. */
function isUnknown({ value, type }: TypedValue): boolean {
  return !LITERALS.includes(type) || value.includes('${');
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

function sendsBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** A literal as the node sends it: numbers stay text, since beyond 2^53 they would become others. */
function literalOf(name: string, { value, type }: TypedValue): unknown {
  if (type === 'bool') return value === 'true';
  return type === 'json' ? parsed(name, value) : value.trim();
}

function jsonOf(key: string, value: TypedValue, given: ReadonlyMap<string, string>): unknown {
  const text = given.get(key) ?? (isUnknown(value) ? '' : value.value);
  return text.trim() === '' ? undefined : parsed(key, text);
}

/** JSON, or for a type that is none the text as it is. */
function bodyOf(value: TypedValue, given: ReadonlyMap<string, string>, contentType: string): unknown {
  const form = bodyForm(contentType);
  if (form === 'json' || form === 'multipart') return jsonOf('body', value, given);
  const text = given.get('body') ?? (isUnknown(value) ? '' : value.value);
  if (text.trim() === '') return undefined;
  return form === 'urlencoded' && /^\s*\{/.test(text) ? parsed('body', text) : text;
}

function objectOf(
  key: string,
  value: TypedValue,
  given: ReadonlyMap<string, string>,
): Record<string, unknown> | undefined {
  const found = jsonOf(key, value, given);
  if (found === undefined) return undefined;
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) {
    return found as Record<string, unknown>;
  }
  throw configError(`The ${key} must be a JSON object of names and values.`, 'Correct it in the dialog.');
}

function parsed(name: string, text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    throw configError(`The value of "${name}" is not valid JSON.`, 'Correct it in the dialog.');
  }
}
