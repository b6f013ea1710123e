import type { NodeMessage } from 'node-red';
import { configError, type ProcoreError } from '../../../src/errors.js';
import type { ActionDef } from '../flow-json.js';
import { isShallow } from './copyable.js';
import type { Parcel, Parts } from './delivery.js';
import type { Host } from './host.js';
import type { About, Result } from './outcome.js';
import { answered } from './patience.js';

/** Where a payload goes. */
export interface Target {
  readonly output: string;
  readonly outputType: 'msg' | 'flow' | 'global';
}

/**
 * Writes one parcel on its own clone of the incoming message, which shares the request and response objects. Only the
 * target, statusCode, headers, procore, parts and the result's own properties are changed.
 */
export function outgoing(
  host: Host,
  incoming: NodeMessage,
  parcel: Parcel,
  { target, environment }: Destination,
): NodeMessage | Promise<NodeMessage> {
  const msg = ownCopy(host, withoutTarget(incoming, target));
  const { result, payload, parts } = parcel;
  if (result.answer) {
    msg.statusCode = result.answer.status;
    msg.headers = { ...result.answer.headers };
  }
  msg.procore = toldOf(result, environment);
  Object.assign(msg, result.properties);
  if (parts) msg.parts = { ...parts, ...(msg.parts !== undefined && { parts: msg.parts }) };
  return assign(host, msg, target, payload)?.then(() => msg) ?? msg;
}

/**
 * Checks, before any request is sent, that the message as it is has a place for the result.
 * @throws ProcoreError PROCORE_CONFIG
 */
export async function checkTarget(
  host: Host,
  msg: NodeMessage,
  { output, outputType }: Target,
): Promise<void> {
  if (outputType === 'msg') {
    const [first, ...way] = partsOf(host, output.replace(/^msg\./, ''), 'msg', msg);
    // By then, the message also has the properties that the node itself writes.
    const written: Record<string, unknown> = { ...msg, statusCode: 200, headers: {}, procore: {} };
    if (way.length > 0 && !canHold(written, [first as string, ...way])) throw noPlace(`msg.${output}`);
    return;
  }
  const { key, store } = host.contextKey(output);
  const [first, ...way] = partsOf(host, key, outputType, msg);
  if (way.length === 0) return;
  const root = await host.context(outputType, String(first), store).get();
  if (root !== undefined && !canHold({ root }, ['root', ...way])) throw noPlace(`${outputType}.${output}`);
}

/** The steps of a property expression. @throws ProcoreError PROCORE_CONFIG if it is invalid */
function partsOf(host: Host, output: string, type: Target['outputType'], msg: NodeMessage) {
  try {
    return host.steps(output, msg);
  } catch {
    throw configError(
      `The output "${type}.${output}" is not a property.`,
      'Correct the Output field of the node.',
    );
  }
}

/** Whether a property can be set, by Node-RED's rules: each step before it is an object, or does not exist yet. */
function canHold(root: object, parts: ReadonlyArray<string | number>): boolean {
  let at: object = root;
  for (const part of parts.slice(0, -1)) {
    const isItem = Array.isArray(at) && typeof part === 'number';
    const next: unknown = (at as Record<string | number, unknown>)[part];
    if (isItem ? next === undefined : !Object.hasOwn(at, part)) return true;
    if ((typeof next !== 'object' && typeof next !== 'function') || next === null) return false;
    at = next;
  }
  return true;
}

function noPlace(where: string): ProcoreError {
  return configError(
    `The result cannot be put at ${where}: something on the way there is not an object.`,
    'Choose another property in the Output field of the node.',
  );
}

/** The message without the value that will be overwritten: a large payload must not be cloned for every row. */
function withoutTarget(incoming: NodeMessage, { output, outputType }: Target): NodeMessage {
  if (outputType !== 'msg' || !(output in incoming)) return incoming;
  const { [output]: _, ...rest } = incoming;
  return rest;
}

/** Where results go, and the environment that they come from. */
export interface Destination {
  readonly target: Target;
  readonly environment: string;
}

/** The target that a node's output field names; msg.payload if it is empty. */
export function fieldTarget({ output, outputType }: ActionDef): Target {
  return { output, outputType };
}

/** What is known about the place where a message failed. */
export interface Place {
  /** Where the result was to go. */
  readonly target?: Target | undefined;
  readonly environment?: string | undefined;
  /** Its place in the sequence that the result would have been. */
  readonly parts?: Parts | undefined;
}

/**
 * Node-RED's clone walks the whole message. Most messages are flat, and a list becomes many messages, so flat ones are
 * copied in a simpler way.
 */
function ownCopy(host: Host, msg: NodeMessage): NodeMessage {
  const flat = Object.values(msg).every((value) => typeof value !== 'object' && typeof value !== 'function');
  return flat ? { ...msg } : host.clone(msg);
}

/**
 * What msg.procore says about a result: never a secret or a token. Built in one pass, since a list becomes many
 * messages.
 */
function toldOf({ about = {} }: Result, environment: string): Record<string, unknown> {
  const { quota, more } = about;
  const told: Record<string, unknown> = { environment };
  for (const name in about) {
    const value = about[name as keyof About];
    if (value !== undefined && name !== 'more') told[name] = value;
  }
  // Each message gets its own copy, so that a flow's change to one message does not show on others.
  if (quota) told.quota = { ...quota };
  return more ? Object.assign(told, defined(more)) : told;
}

/**
 * Marks a message as failed. The error is at msg.procore.error. If Procore answered, status, headers and body are added
 * too, since a Catch node copies only the error's message, code, stack and cause. A body that Node-RED could not copy
 * is left out.
 */
export function markFailed(
  host: Host,
  msg: NodeMessage,
  error: ProcoreError,
  { target, environment, parts }: Place,
): void {
  const { operation, companyId, projectId } = error;
  msg.procore = defined({ environment, operation, companyId, projectId, error: error.toJSON() });
  // Only once: a message that could not be copied is marked a second time, as a smaller one.
  const isPlaced = (msg.parts as { id?: unknown } | undefined)?.id === parts?.id;
  if (parts && !isPlaced) msg.parts = { ...parts, ...(msg.parts !== undefined && { parts: msg.parts }) };
  // Values left there by an earlier node are not about this failure.
  delete msg.statusCode;
  delete msg.headers;
  if (error.status !== undefined) msg.statusCode = error.status;
  if (!error.answer) return;
  msg.headers = { ...error.answer.headers };
  const { body } = error.answer;
  if (body === undefined || !isShallow(body)) return;
  // The body goes where the result would have gone, or to msg.payload if that place is not on the message.
  const property = target?.outputType === 'msg' ? target.output : 'payload';
  try {
    host.put(msg, property, body);
  } catch {
    // If the body cannot be set, the message still has the error.
  }
}

/** Sets a value on the message, or in flow or global context under a key that may name a store. */
function assign(host: Host, msg: NodeMessage, target: Target, value: unknown): Promise<void> | undefined {
  const { output, outputType } = target;
  if (outputType === 'msg') {
    if (host.put(msg, output, value)) return undefined;
    throw noPlace(`msg.${output}`);
  }
  const { key, store } = host.contextKey(output);
  return answered(host.context(outputType, key, store).set(value), `The ${outputType} context`);
}

function defined(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name in record) if (record[name] !== undefined) kept[name] = record[name];
  return kept;
}
