import { type FormPlan, planFromLater, type Source } from '../../src/catalogue/plan-from.js';
import { plainText } from '../../src/transport/plain-text.js';
import type { ActionDef, RequestDef } from './flow-json.js';
import type { Inputs } from './pipe/inputs.js';

/** The fields of a form. A node without a method only reads. */
type FormDef = ActionDef &
  Pick<RequestDef, 'path' | 'params' | 'query' | 'queryType'> &
  Partial<Pick<RequestDef, 'method' | 'headers' | 'headersType' | 'body' | 'bodyType' | 'messageInputs'>>;

/** What the form's fields and the message say about the call. @throws ProcoreError PROCORE_CONFIG naming what is wrong */
export function formPlan(inputs: Inputs<FormDef>): Promise<FormPlan> {
  const { config } = inputs;
  const { queryType, companyType } = config;
  const { method = 'GET', headers = '', headersType = 'json', body = '', bodyType = 'json' } = config;
  const fields = {
    method: (inputs.text(method, 'method') || textOf(inputs, 'method')).toUpperCase(),
    path: inputs.text(config.path, 'path') || textOf(inputs, 'path').trim(),
    company: { value: config.company, type: companyType },
    params: config.params,
    query: { value: config.query, type: queryType },
    headers: { value: headers, type: headersType },
    body: { value: body, type: bodyType },
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
