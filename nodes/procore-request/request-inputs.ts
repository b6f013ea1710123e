import { configError } from '../../src/errors.js';
import type { PlanInput } from '../../src/index.js';
import { placeholdersOf } from '../../src/transport/address.js';
import { contentTypeIn } from '../../src/transport/body-form.js';
import { kindOf, plainText } from '../../src/transport/plain-text.js';
import type { Param, RequestDef } from '../shared/flow-json.js';
import { type Inputs, isFilled, parseJsonField } from '../shared/pipe/inputs.js';
import { requestBody } from './request-body.js';

/**
 * The node's fields and the message as a plan. Empty fields read msg.method, msg.path, msg.query, msg.params and, for a
 * write, msg.payload; msg.headers is never read, so that one request may follow another.
 */
export async function requestPlan(inputs: Inputs<RequestDef>): Promise<PlanInput> {
  const { config } = inputs;
  const method = (inputs.text(config.method, 'method') || textOf(inputs, 'method')).toUpperCase();
  const path = inputs.text(config.path, 'path') || textOf(inputs, 'path').trim();
  const names = placeholdersOf(path);
  const rows = (config.params ?? []).filter(({ name, value }) => name && isFilled(value));
  const placeholders = await placeholdersFrom(inputs, names, rows);
  const query = await queryFrom(
    inputs,
    rows.filter(({ name }) => !names.includes(name)),
  );
  const companyId = await inputs.company();
  const headers = await objectFrom(inputs, config.headers, config.headersType, 'headers');
  const limit = inputs.count(config.limit, 'row limit');
  const perPage = inputs.count(config.perPage, 'page size', MOST_ROWS);
  const { body, contentType } = await requestBody(inputs, method, path, contentTypeIn(headers));
  return {
    operation: config.operation || undefined,
    method,
    path,
    placeholders,
    ...query,
    headers: { ...(headers as Record<string, string> | undefined), ...contentType },
    body,
    ...(companyId !== undefined && { companyId }),
    response: config.response || 'auto',
    paging: config.paging || 'off',
    ...(limit !== undefined && { limit }),
    ...(perPage !== undefined && { perPage }),
  };
}

/** Rows a page, at most. */
const MOST_ROWS = 10_000;

/** Nodes of before have the message's values beside those of their fields, and leave them on the message. */
const keepsInputs = ({ config }: Inputs<RequestDef>) => config.messageInputs === 'kept';

function fromMessage(inputs: Inputs<RequestDef>, property: 'method' | 'path' | 'query'): unknown {
  if (!keepsInputs(inputs)) return inputs.take(property);
  return (inputs.msg as unknown as Record<string, unknown>)[property] ?? undefined;
}

function textOf(inputs: Inputs<RequestDef>, property: 'method' | 'path'): string {
  const value = fromMessage(inputs, property);
  return value === undefined ? '' : plainText(value, `msg.${property}`);
}

/** Rows named like a placeholder fill the path; for the others msg.params is read. */
async function placeholdersFrom(
  inputs: Inputs<RequestDef>,
  names: readonly string[],
  rows: readonly Param[],
) {
  const values = new Map<string, string>();
  for (const { name, value, type } of rows) {
    if (!names.includes(name)) continue;
    if (values.has(name)) {
      throw configError(`The placeholder {${name}} has two rows.`, 'Remove one of them.');
    }
    const found = await rowValue(inputs, { name, value, type });
    if (isNothing(found)) {
      throw configError(
        `The value for {${name}} is empty: ${placeOf(type, value)} holds nothing.`,
        'Set it there.',
      );
    }
    values.set(name, plainText(found, `The value for {${name}}`));
  }
  for (const name of names) {
    if (values.has(name)) continue;
    const params = keepsInputs(inputs) ? (inputs.msg as { params?: unknown }).params : undefined;
    const given = keepsInputs(inputs) ? ownValue(params, name) : inputs.takeParam(name);
    if (!isNothing(given)) values.set(name, plainText(given, `The value of msg.params.${name}`));
  }
  return Object.fromEntries(values);
}

/** The query of the field or the message, and the rows; of rows with the same name each is sent. */
async function queryFrom(inputs: Inputs<RequestDef>, rows: readonly Param[]) {
  const { config } = inputs;
  const isOwn = isFilled(config.query);
  const whole = isOwn
    ? await objectFrom(inputs, config.query, config.queryType, 'query')
    : rows.length === 0 || keepsInputs(inputs)
      ? objectIn(fromMessage(inputs, 'query'), 'msg.query')
      : undefined;
  const given: Array<[string, unknown]> = [];
  for (const row of rows) {
    const found = await rowValue(inputs, row);
    if (!isNothing(found)) given.push([row.name, found]);
    else if (FILTER.test(row.name) && COMES_FROM_ELSEWHERE.includes(row.type)) throw emptyFilter(row);
  }
  const isOnce = (name: string) => given.filter(([each]) => each === name).length === 1;
  const names = new Set(given.map(([name]) => name));
  return {
    query: Object.fromEntries([
      ...Object.entries(whole ?? {}).filter(([name]) => !names.has(name)),
      ...given.filter(([name]) => isOnce(name)),
    ]),
    parameters: given.filter(([name]) => !isOnce(name)),
  };
}

/** Parameters without which a list is another one: filters, and ids of what it belongs to. */
const FILTER = /^filters?(\[|$)|(^|_)ids?(\[\])?$/;

/** Types of a row whose value is not in the node. */
const COMES_FROM_ELSEWHERE = ['msg', 'flow', 'global', 'jsonata'];

function emptyFilter({ name, type, value }: Param) {
  return configError(
    `The filter ${name} is empty: ${placeOf(type, value)} holds nothing, and without it the whole list would come.`,
    'Set it there; a filter that is not always wanted belongs in msg.query.',
  );
}

/** A row's value. A number is kept as text: beyond 2^53 it would become another id. */
function rowValue(inputs: Inputs<RequestDef>, { name, value, type }: Param): Promise<unknown> {
  return inputs.typed(value, !type || type === 'num' ? 'str' : type, name);
}

function placeOf(type: string, value: string): string {
  return type === 'jsonata' ? 'the expression' : `${type}.${value}`;
}

async function objectFrom(inputs: Inputs<RequestDef>, value: string, type: string, field: string) {
  return objectIn(await inputs.typed(value ?? '', type || 'json', field), field);
}

function objectIn(value: unknown, field: string): Record<string, unknown> | undefined {
  if (isNothing(value)) return undefined;
  const found = typeof value === 'string' ? parseJsonField(value, field) : value;
  if (typeof found === 'object' && found !== null && !Array.isArray(found) && !ArrayBuffer.isView(found))
    return found as Record<string, unknown>;
  throw configError(
    `${field} must be an object of names and values, but is ${kindOf(found)}.`,
    'Correct it in the node or the message.',
  );
}

function ownValue(values: unknown, name: string): unknown {
  const isObject = typeof values === 'object' && values !== null;
  return isObject && Object.hasOwn(values, name) ? (values as Record<string, unknown>)[name] : undefined;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
