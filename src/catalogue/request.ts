import { largestPage } from '../paging/page-size.js';
import { flattened, itemsIn } from './flat-query.js';
import { type Field, fieldsOf } from './form.js';
import { needsOf } from './needs.js';
import type { Operation, OperationMethod } from './operation.js';
import { readRange, writeRange } from './ranges.js';
import {
  apart,
  type FieldValue,
  type FormValues,
  isList,
  isRange,
  type NamedValue,
  NO_QUERY,
  type TypedValue,
} from './values.js';

/** One path or query parameter as a node stores it. */
export type StoredRow = NamedValue;

/** The part of a request node that an operation's form writes, in the shapes that a node stores. */
export interface StoredRequest {
  /** The operation's name, which messages and errors use for the call. */
  readonly operation: string;
  readonly method: OperationMethod;
  readonly path: string;
  readonly params: readonly StoredRow[];
  readonly query: string;
  readonly queryType: string;
  readonly body: string;
  readonly bodyType: string;
  /** The places in a JSON body whose values come from elsewhere. */
  readonly bodyRows: readonly StoredRow[];
  readonly paging: 'off' | 'all';
  /** Set only if the operation allows more rows per page than its kind does. */
  readonly perPage: string;
}

/**
 * What a node stores for a form: one row per field. An empty `{company_id}` is left out, since the node fills it from
 * its company. A row with a list is JSON.
 */
export function requestOf(operation: Operation, values: FormValues): StoredRequest {
  const { paged, pageSize = 0 } = needsOf(operation);
  const known = fieldsOf(operation).map(({ name }) => name);
  const names = new Set([...known, ...values.fields.keys()]);
  return {
    operation: operation.name,
    method: operation.method,
    path: operation.path,
    params: [...[...names].flatMap((name) => row(name, values.fields.get(name))), ...(values.repeated ?? [])],
    query: values.query.value,
    queryType: values.query.type,
    body: values.body.value,
    bodyType: values.body.type,
    bodyRows: values.body.rows ?? [],
    paging: paged ? 'all' : 'off',
    perPage: pageSize > largestPage(operation.path) ? String(pageSize) : '',
  };
}

/** The form that a node has stored for an operation. `requestOf` turns it into an equivalent request. */
export function valuesFrom(
  operation: Operation,
  stored: Pick<StoredRequest, 'params' | 'query' | 'queryType' | 'body' | 'bodyType'> &
    Partial<Pick<StoredRequest, 'bodyRows'>>,
): FormValues {
  const form = fieldsOf(operation);
  const fieldOf = (name: string) =>
    form.find((field) => field.name === name || sentName(field.name) === name);
  const flat = stored.queryType === 'json' ? flattened(stored.query) : undefined;
  const { bodyRows = [] } = stored;
  const fields = new Map<string, FieldValue>();
  for (const [name, value] of flat ?? []) fields.set(fieldOf(name)?.name ?? name, value);
  // Rows win over the query, as they do at run time.
  const { single, repeated } = apart(stored.params.filter(({ name, value }) => name !== '' && value !== ''));
  for (const { name } of repeated) fields.delete(fieldOf(name)?.name ?? name);
  for (const { name, value, type } of single) {
    const field = fieldOf(name);
    if (value !== '') fields.set(field?.name ?? name, shown(field, { value, type }));
  }
  return {
    fields,
    query: flat ? NO_QUERY : { value: stored.query, type: stored.queryType },
    body: { value: stored.body, type: stored.bodyType, ...(bodyRows.length > 0 && { rows: bodyRows }) },
    ...(repeated.length > 0 && { repeated }),
  };
}

/** The node adds `[]` to the name of a list. */
function sentName(name: string): string {
  return name.replace(/\[\]$/, '');
}

function row(name: string, value: FieldValue | undefined): StoredRow[] {
  if (!value) return [];
  const { value: text, type } = typed(value);
  return text === '' ? [] : [{ name: isList(value) ? sentName(name) : name, value: text, type }];
}

function typed(value: FieldValue): TypedValue {
  if (isRange(value)) return { value: writeRange(value), type: 'str' };
  if (!isList(value)) return value;
  return { value: value.items.length > 0 ? JSON.stringify(value.items) : '', type: 'json' };
}

function shown(field: Field | undefined, stored: TypedValue): FieldValue {
  if (field?.kind.endsWith('-range') && stored.type === 'str') return readRange(stored.value) ?? stored;
  const takesList = field?.kind === 'list' || field?.many;
  if (takesList && stored.type === 'json') return itemsIn(stored.value) ?? stored;
  return stored;
}
