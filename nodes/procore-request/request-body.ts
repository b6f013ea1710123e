import { configError } from '../../src/errors.js';
import { bodyForm, declaredType, placeOfFile } from '../../src/transport/body-form.js';
import { kindOf } from '../../src/transport/plain-text.js';
import type { RequestDef } from '../shared/flow-json.js';
import { type Inputs, isFilled, parseJsonField } from '../shared/pipe/inputs.js';

/** Methods whose body is the message's payload when the field is empty. A DELETE takes one only from its field. */
const PAYLOAD_METHODS = new Set(['POST', 'PUT', 'PATCH']);

/**
 * The body of a request, and the content type it needs where no header names one: a body with files is sent as a form
 * where its operation declares one.
 */
export async function requestBody(
  inputs: Inputs<RequestDef>,
  method: string,
  path: string,
  contentType: string | undefined,
): Promise<{ readonly body?: unknown; readonly contentType?: { 'content-type': string } }> {
  const body = await bodyFor(inputs, method, contentType ?? declaredType(method, path));
  if (contentType !== undefined || placeOfFile(body) === undefined) return { body };
  return (await takesForm(method, path)) ? { body, contentType: { 'content-type': MULTIPART } } : { body };
}

const MULTIPART = 'multipart/form-data';

async function bodyFor(inputs: Inputs<RequestDef>, method: string, contentType: string): Promise<unknown> {
  const { body, bodyType = 'json' } = inputs.config;
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (isFilled(body)) {
    const found = bodyIn(await inputs.typed(body, bodyType, 'body'), 'body', contentType);
    if (found !== undefined) return found;
    throw configError(
      `The body is empty: ${bodyType}.${body} holds nothing.`,
      'Set it there, or write the body.',
    );
  }
  return PAYLOAD_METHODS.has(method) ? bodyIn(inputs.msg.payload, 'msg.payload', contentType) : undefined;
}

/** JSON and forms are objects or arrays; text is taken when it is the JSON of one. Other types are sent as they are. */
function bodyIn(value: unknown, field: string, contentType: string): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  const form = bodyForm(contentType);
  if (form === 'text' || form === 'bytes') return value;
  if (form === 'urlencoded' && typeof value === 'string') return value;
  const body = typeof value === 'string' ? parseJsonField(value, field) : value;
  if (typeof body === 'object' && body !== null && !ArrayBuffer.isView(body)) return body;
  throw configError(
    `The body must be a JSON object or array, but ${field} is ${kindOf(body)}.`,
    'Fill in the body, or set msg.payload to the object to send.',
  );
}

/** Whether an operation of Procore's declares its body as a form with files. Asked only for a body that has some. */
async function takesForm(method: string, path: string): Promise<boolean> {
  const [{ builtInOperations }, { OperationMatcher }, { mayHoldFiles }] = await Promise.all([
    import('../../src/catalogue/load.js'),
    import('../../src/catalogue/match.js'),
    import('../../src/catalogue/body.js'),
  ]);
  const operation = new OperationMatcher(await builtInOperations()).match(method, path);
  return operation !== undefined && mayHoldFiles(operation);
}
