import { type FormPlan, planFromLater, type Source, sendsBody } from '../../src/catalogue/plan-from.js';
import type { KnownWrite } from '../../src/catalogue/shapes.js';
import type { PlanInput } from '../../src/index.js';
import { plainText } from '../../src/transport/plain-text.js';
import type { RequestDef } from '../shared/flow-json.js';
import type { Inputs } from '../shared/pipe/inputs.js';
import { formType } from './form-type.js';

/** Most rows per page. */
const MOST_ROWS = 10_000;

/** A request, and the operation that it is a write of, if it is a known one. */
export interface Planned {
  readonly plan: PlanInput;
  readonly write: KnownWrite | undefined;
}

/**
 * The plan that the node's fields and the message describe. Empty fields read msg.method, msg.path, msg.query,
 * msg.params and, for a write, msg.payload. msg.headers is never read, so that one request may follow another.
 */
export async function requestPlan(inputs: Inputs<RequestDef>): Promise<Planned> {
  const { config } = inputs;
  const call = callOf(inputs);
  const write = await writeOf(call);
  const form = await formPlan(inputs, call, write);
  const limit = inputs.count(config.limit, 'row limit');
  const perPage = inputs.count(config.perPage, 'page size', MOST_ROWS);
  const plan: PlanInput = {
    ...form,
    operation: config.operation || undefined,
    headers: { ...(form.headers as Record<string, string> | undefined), ...formType(form, write) },
    response: config.response,
    paging: config.paging,
    ...(limit !== undefined && { limit }),
    ...(perPage !== undefined && { perPage }),
  };
  return { plan, write };
}

/** The method, in capitals, and the path. */
function callOf(inputs: Inputs<RequestDef>): { readonly method: string; readonly path: string } {
  const { config } = inputs;
  return {
    method: (inputs.text(config.method, 'method') || textOf(inputs, 'method')).toUpperCase(),
    path: inputs.text(config.path, 'path') || textOf(inputs, 'path').trim(),
  };
}

/** What is known about a write. The tables are read by the first write, and never by a read. */
async function writeOf({ method, path }: { method: string; path: string }): Promise<KnownWrite | undefined> {
  if (!sendsBody(method)) return undefined;
  const { knownWrite } = await import('../../src/catalogue/shapes.js');
  return knownWrite(method, path);
}

/** What the form's fields and the message say about the call. @throws ProcoreError PROCORE_CONFIG naming what is wrong */
export function formPlan(
  inputs: Inputs<RequestDef>,
  call = callOf(inputs),
  write?: KnownWrite,
): Promise<FormPlan> {
  const { config } = inputs;
  const { queryType, headersType, bodyType, companyType } = config;
  const fields = {
    ...call,
    company: { value: config.company, type: companyType },
    params: config.params,
    query: { value: config.query, type: queryType },
    headers: { value: config.headers, type: headersType },
    body: { value: config.body, type: bodyType },
    bodyRows: config.bodyRows,
    operation: write?.operation,
    mixesQuery: keepsInputs(inputs),
  };
  return planFromLater(fields, (source) => answerTo(inputs, source));
}

async function answerTo(
  inputs: Inputs<RequestDef>,
  { key, name, field }: Source,
): Promise<{ readonly found: unknown }> {
  if (key === 'company') return { found: await inputs.company() };
  if (field) return { found: await inputs.typed(field.value, field.type, name) };
  return { found: ofMessage(inputs, key, name) };
}

/** The message's value for a field that is empty. */
function ofMessage(inputs: Inputs<RequestDef>, key: Source['key'], name: string): unknown {
  if (key === 'body') return inputs.msg.payload;
  if (key === 'query') return fromMessage(inputs, 'query');
  const { params } = inputs.msg as { params?: unknown };
  return keepsInputs(inputs) ? ownValue(params, name) : inputs.takeParam(name);
}

/** Nodes of older versions merge the message's values with those of their fields, and leave them on the message. */
const keepsInputs = ({ config }: Inputs<RequestDef>) => config.messageInputs === 'kept';

function fromMessage(inputs: Inputs<RequestDef>, property: 'method' | 'path' | 'query'): unknown {
  if (!keepsInputs(inputs)) return inputs.take(property);
  return (inputs.msg as unknown as Record<string, unknown>)[property] ?? undefined;
}

function textOf(inputs: Inputs<RequestDef>, property: 'method' | 'path'): string {
  const value = fromMessage(inputs, property);
  return value === undefined ? '' : plainText(value, `msg.${property}`);
}

function ownValue(values: unknown, name: string): unknown {
  const isObject = typeof values === 'object' && values !== null;
  return isObject && Object.hasOwn(values, name) ? (values as Record<string, unknown>)[name] : undefined;
}
