import { FormData, Response } from 'undici';
import { configError, ProcoreError } from '../errors.js';
import { Extent } from '../extent.js';
import { type Body, isStreamBody } from './body.js';
import { bodyForm, DEEPEST, fileIn, isBytes, MOST_VALUES } from './body-form.js';
import { isDate, isInexact, isPlainObject, kindOf, plainText } from './plain-text.js';

/** A body as it is sent: complete in memory, or a stream that is opened again for each attempt. */
export interface EncodedBody {
  readonly contentType: string;
  readonly content: Body;
}

/** A part of a form as a person reads it. */
type DescribedPart =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string;
      readonly filename: string;
      readonly contentType: string;
      readonly bytes: number;
    };

const CORRECT = 'Correct the body in the node or the message.';

/**
 * Encodes a body as its content type says. A stream body is sent unchanged.
 * @throws ProcoreError PROCORE_CONFIG if the body holds a value that this type cannot carry
 */
export async function encodedBody(body: unknown, contentType: string): Promise<EncodedBody> {
  if (isStreamBody(body)) return { contentType, content: body };
  switch (bodyForm(contentType)) {
    case 'json':
      return { contentType, content: jsonText(body) };
    case 'urlencoded':
      return { contentType, content: urlencoded(body) };
    case 'text':
      return { contentType, content: text(body, contentType) };
    case 'bytes':
      return { contentType, content: bytes(body, contentType) };
    case 'multipart': {
      const answer = new Response(formData(body));
      return {
        contentType: answer.headers.get('content-type') ?? contentType,
        content: Buffer.from(await answer.arrayBuffer()),
      };
    }
  }
}

/**
 * A body as a person reads it: JSON as its value, a form as its parts, bytes as their number.
 * @throws ProcoreError as {@link encodedBody} does
 */
export function describedBody(body: unknown, contentType: string): unknown {
  if (isStreamBody(body)) return { bytes: body.size };
  switch (bodyForm(contentType)) {
    case 'json':
      jsonText(body);
      return body;
    case 'urlencoded':
      return urlencoded(body);
    case 'text':
      return text(body, contentType);
    case 'bytes': {
      const content = bytes(body, contentType);
      return typeof content === 'string' ? content : { bytes: content.length };
    }
    case 'multipart':
      return [...fieldsOf(body)].map(([name, value]) => describedPart(name, value));
  }
}

function jsonText(body: unknown): string {
  try {
    checkJson(body, 'body', 0, extentOfBody());
    return JSON.stringify(body);
  } catch (thrown) {
    if (thrown instanceof ProcoreError) throw thrown;
    throw configError('The body cannot be written as JSON.', 'Send a plain object or array.');
  }
}

/**
 * Rejects what JSON.stringify would change silently: bytes, NaN (becomes null, which empties a field), numbers that
 * have lost digits, a Map (becomes an empty object).
 */
function checkJson(value: unknown, place: string, depth: number, extent: Extent): void {
  if (isDate(value) && Number.isNaN(value.getTime())) throw unwritable(place, value, CORRECT);
  checkTold(toldBy(value), place, depth, extent);
}

/** What an object has written in its place; bytes are looked at as they are. */
function toldBy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isBytes(value)) return value;
  const { toJSON } = value as { readonly toJSON?: unknown };
  return typeof toJSON === 'function' ? toJSON.call(value) : value;
}

function checkTold(value: unknown, place: string, depth: number, extent: Extent): void {
  extent.take(depth);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !isInexact(value)) return;
    throw unwritable(place, value, isInexact(value) ? 'Set it as text, with every digit.' : CORRECT);
  }
  if (isBytes(value)) {
    throw unwritable(
      place,
      value,
      'Send files as a form: set the header Content-Type to multipart/form-data.',
    );
  }
  if (typeof value !== 'object' || (!Array.isArray(value) && isForeign(value))) {
    throw unwritable(place, value, CORRECT);
  }
  for (const [key, item] of Object.entries(value)) {
    // JSON leaves out an undefined property, but in a list undefined would become null.
    if (item === undefined && !Array.isArray(value)) continue;
    checkJson(item, Array.isArray(value) ? `${place}[${key}]` : `${place}.${key}`, depth + 1, extent);
  }
}

function extentOfBody(): Extent {
  return new Extent('body', DEEPEST, MOST_VALUES);
}

/** Whether the content of an object is not in its properties. */
function isForeign(value: object): boolean {
  return ['Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'ArrayBuffer', 'RegExp'].includes(
    Object.prototype.toString.call(value).slice(8, -1),
  );
}

function unwritable(place: string, value: unknown, fix: string): ProcoreError {
  return configError(`${place} is ${kindOf(value)}, which JSON cannot carry.`, fix);
}

function urlencoded(body: unknown): string {
  if (typeof body === 'string') return body;
  const form = new URLSearchParams();
  for (const [name, value] of fieldsOf(body)) {
    const file = fileIn(value);
    if (file) {
      const fix = 'Set the header Content-Type to multipart/form-data.';
      throw configError(
        `The form field ${name} is ${kindOf(file.value)}, which this form cannot carry.`,
        fix,
      );
    }
    form.append(name, value as string);
  }
  return form.toString();
}

function text(body: unknown, contentType: string): string {
  if (typeof body === 'string') return body;
  if (isBytes(body)) return Buffer.from(body).toString('utf8');
  throw configError(`The body is ${kindOf(body)}, but ${contentType} is text.`, 'Set msg.payload to a text.');
}

function bytes(body: unknown, contentType: string): string | Buffer {
  if (typeof body === 'string') return body;
  if (isBytes(body)) return Buffer.from(body);
  const fix = 'Send JSON, a form (multipart/form-data), or a text or buffer.';
  throw configError(`The body is ${kindOf(body)}, which cannot be written as ${contentType}.`, fix);
}

function formData(body: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of fieldsOf(body)) {
    const file = fileIn(value);
    if (!file) form.append(name, value as string);
    else {
      const { filename, type } = namesOf(name, file);
      form.append(name, new Blob([file.value as Uint8Array<ArrayBuffer>], { type }), filename);
    }
  }
  return form;
}

function describedPart(name: string, value: unknown): DescribedPart {
  const file = fileIn(value);
  if (!file) return { name, value: value as string };
  const { filename, type } = namesOf(name, file);
  return { name, filename, contentType: type, bytes: file.value.byteLength };
}

function namesOf(
  name: string,
  { filename = 'file', contentType = 'application/octet-stream' }: ReturnType<typeof fileIn> & object,
) {
  return {
    filename: plainText(filename, `The filename of the form field ${name}`),
    type: plainText(contentType, `The contentType of the form field ${name}`),
  };
}

/**
 * The fields of a form, as Procore reads them: objects become `a[b]`, lists become `a[]`, and null becomes an empty
 * text. Values are texts or files.
 */
function* fieldsOf(body: unknown): Generator<[string, unknown]> {
  if (!isPlainObject(body)) {
    throw configError(`The body is ${kindOf(body)}, but a form has names and values.`, 'Send an object.');
  }
  const extent = extentOfBody();
  for (const [name, value] of Object.entries(body)) yield* fields(value, name, 0, extent);
}

function* fields(value: unknown, name: string, depth: number, extent: Extent): Generator<[string, unknown]> {
  extent.take(depth);
  if (value === undefined) return;
  if (value === null) yield [name, ''];
  else if (fileIn(value)) yield [name, value];
  else if (Array.isArray(value)) {
    if (value.length === 0) {
      throw configError(`The form field ${name} is an empty list, which a form cannot carry.`, CORRECT);
    }
    const item = name.endsWith('[]') ? name : `${name}[]`;
    for (const each of value) yield* fields(each, item, depth + 1, extent);
  } else if (typeof value === 'object' && !isDate(value)) {
    if (!isPlainObject(value)) {
      throw configError(`The form field ${name} is ${kindOf(value)}, which a form cannot carry.`, CORRECT);
    }
    for (const [key, each] of Object.entries(value))
      yield* fields(each, `${name}[${key}]`, depth + 1, extent);
  } else yield [name, plainText(value, `The form field ${name}`, true)];
}
