import { type FormPlan, planFromLater } from '../../src/catalogue/plan-from.js';
import type { Source } from '../../src/catalogue/plan-value.js';
import type { KnownWrite } from '../../src/catalogue/shapes.js';
import { plainText } from '../../src/transport/plain-text.js';
import type { ActionDef, RequestDef } from './flow-json.js';
import type { Inputs } from './pipe/inputs.js';

/** The fields of a form. A node without a method only reads. */
type FormDef = ActionDef &
  Pick<RequestDef, 'path' | 'params' | 'query' | 'queryType'> &
  Partial<
    Pick<
      RequestDef,
      'method' | 'headers' | 'headersType' | 'body' | 'bodyType' | 'bodyRows' | 'messageInputs'
    >
  >;

/** The method, in capitals, and the path. */
export function callOf(inputs: Inputs<FormDef>): { readonly method: string; readonly path: string } {
  const { method = 'GET', path } = inputs.config;
  return {
    method: (inputs.text(method, 'method') || textOf(inputs, 'method')).toUpperCase(),
    path: inputs.text(path, 'path') || textOf(inputs, 'path').trim(),
  };
}

/**
 * What the form's fields and the message say about the call.
 *
 * @param write what is known about the call, if it is a write
 * @throws ProcoreError PROCORE_CONFIG naming what is wrong
 */
export function formPlan(
  inputs: Inputs<FormDef>,
  call = callOf(inputs),
  write?: KnownWrite,
): Promise<FormPlan> {
  const { config } = inputs;
  const { queryType, companyType, bodyRows = [] } = config;
  const { headers = '', headersType = 'json', body = '', bodyType = 'json' } = config;
  const fields = {
    ...call,
    company: { value: config.company, type: companyType },
    params: config.params,
    query: { value: config.query, type: queryType },
    headers: { value: headers, type: headersType },
    body: { value: body, type: bodyType },
    bodyRows,
    operation: write?.operation,
    mixesQuery: keepsInputs(inputs),
  };
  return planFromLater(fields, (source) => answerTo(inputs, source));
}

async function answerTo(
  inputs: Inputs<FormDef>,
  { key, name, field }: Source,
): Promise<{ readonly found: unknown }> {
  if (key === 'company') return { found: await inputs.company() };
  if (field) return { found: await inputs.typed(field.value, field.type, name) };
  return { found: ofMessage(inputs, key, name) };
}

/** The message's value for a field that is empty. */
function ofMessage(inputs: Inputs<FormDef>, key: Source['key'], name: string): unknown {
  if (key === 'body') return inputs.msg.payload;
  if (key === 'query') return fromMessage(inputs, 'query');
  const { params } = inputs.msg as { params?: unknown };
  return keepsInputs(inputs) ? ownValue(params, name) : inputs.takeParam(name);
}

/** Nodes of older versions merge the message's values with those of their fields, and leave them on the message. */
const keepsInputs = ({ config }: Inputs<FormDef>) => config.messageInputs === 'kept';

function fromMessage(inputs: Inputs<FormDef>, property: 'method' | 'path' | 'query'): unknown {
  if (!keepsInputs(inputs)) return inputs.take(property);
  return (inputs.msg as unknown as Record<string, unknown>)[property] ?? undefined;
}

function textOf(inputs: Inputs<FormDef>, property: 'method' | 'path'): string {
  const value = fromMessage(inputs, property);
  return value === undefined ? '' : plainText(value, `msg.${property}`);
}

function ownValue(values: unknown, name: string): unknown {
  const isObject = typeof values === 'object' && values !== null;
  return isObject && Object.hasOwn(values, name) ? (values as Record<string, unknown>)[name] : undefined;
}
