import { configError } from '../../src/errors.js';
import type { PlanInput } from '../../src/index.js';
import { placeholdersOf } from '../../src/transport/address.js';
import type { RequestDef } from '../shared/flow-json.js';
import { type Inputs, parseJsonField } from '../shared/inputs.js';

/** Methods whose body is the message's payload when the field is empty. A DELETE takes one only from its field. */
const PAYLOAD_METHODS = new Set(['POST', 'PUT', 'PATCH']);

/**
 * The node's fields and the message as a plan. Empty fields read msg.method, msg.path, msg.query, msg.params and, for a
 * write, msg.payload; msg.headers is never read, so that one request may follow another.
 */
export async function requestPlan(inputs: Inputs<RequestDef>): Promise<PlanInput> {
  const { config, msg } = inputs;
  const method = (inputs.text(config.method, 'method') || String(msg.method ?? '')).toUpperCase();
  const path = inputs.text(config.path, 'path') || String(msg.path ?? '').trim();
  const names = placeholdersOf(path);
  const { placeholders, query } = await fromParams(inputs, names);
  const params = (msg.params ?? {}) as Record<string, unknown>;
  for (const name of names) {
    const given = params[name];
    if (given !== undefined && given !== null) placeholders[name] ??= String(given);
  }
  const companyId = await inputs.company();
  const headers = await objectFrom(inputs, config.headers, config.headersType, 'headers');
  const limit = inputs.text(config.limit, 'limit');
  const perPage = inputs.text(config.perPage, 'page size');
  const wholeQuery = isFilled(config.query)
    ? await objectFrom(inputs, config.query, config.queryType, 'query')
    : objectIn(msg.query, 'msg.query');
  return {
    operation: config.operation || undefined,
    method,
    path,
    placeholders,
    query: { ...wholeQuery, ...query },
    ...(headers && { headers: headers as Record<string, string> }),
    body: await bodyFor(inputs, method),
    ...(companyId !== undefined && { companyId }),
    response: config.response || 'auto',
    paging: config.paging || 'off',
    ...(limit && { limit: Number(limit) }),
    ...(perPage && { perPage: Number(perPage) }),
  };
}

/** Rows named like a placeholder fill the path; the others are query parameters. Rows without a value count for nothing. */
async function fromParams(inputs: Inputs<RequestDef>, names: string[]) {
  const placeholders: Record<string, string> = {};
  const query: Record<string, unknown> = {};
  for (const { name, value, type } of inputs.config.params ?? []) {
    if (!name || !isFilled(value)) continue;
    // A number is kept as text: beyond 2^53 it would become another id.
    const found = await inputs.typed(String(value), !type || type === 'num' ? 'str' : type, name);
    const isNothing = found === undefined || found === null || found === '';
    if (!names.includes(name)) {
      if (!isNothing) query[name] = found;
    } else if (isNothing) {
      throw configError(`The value for {${name}} is empty: ${type}.${value} holds nothing.`, 'Set it there.');
    } else {
      placeholders[name] = String(found);
    }
  }
  return { placeholders, query };
}

async function bodyFor(inputs: Inputs<RequestDef>, method: string): Promise<unknown> {
  const { body, bodyType = 'json' } = inputs.config;
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (isFilled(body)) {
    const found = jsonBody(await inputs.typed(String(body), bodyType, 'body'), 'body');
    if (found !== undefined) return found;
    throw configError(
      `The body is empty: ${bodyType}.${body} holds nothing.`,
      'Set it there, or write the body.',
    );
  }
  return PAYLOAD_METHODS.has(method) ? jsonBody(inputs.msg.payload, 'msg.payload') : undefined;
}

/** Procore's bodies are objects or arrays; text is taken when it is the JSON of one. */
function jsonBody(value: unknown, field: string): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  const body = typeof value === 'string' ? parseJsonField(value, field) : value;
  if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body)) return body;
  throw configError(
    `The body must be a JSON object or array, but ${field} is a ${Buffer.isBuffer(body) ? 'buffer' : typeof body}.`,
    'Fill in the body, or set msg.payload to the object to send.',
  );
}

async function objectFrom(inputs: Inputs<RequestDef>, value: string, type: string, field: string) {
  return objectIn(await inputs.typed(String(value ?? ''), type || 'json', field), field);
}

function objectIn(value: unknown, field: string): Record<string, unknown> | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const found = typeof value === 'string' ? parseJsonField(value, field) : value;
  if (typeof found === 'object' && found !== null && !Array.isArray(found))
    return found as Record<string, unknown>;
  throw configError(
    `${field} must be an object of names and values.`,
    'Correct it in the node or the message.',
  );
}

function isFilled(value: unknown): boolean {
  return String(value ?? '').trim() !== '';
}
