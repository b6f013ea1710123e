import { isPlainObject } from '../transport/plain-text.js';
import { parseJsonField } from './json-field.js';
import type { Operation } from './operation.js';
import { singular } from './words.js';

/**
 * Whether the body is declared as a form with files. Procore takes the same keys as JSON too, and the request node
 * sends them so; only the files themselves are sent in another way.
 */
export function mayHoldFiles({ body }: Operation): boolean {
  return body?.contentType === 'multipart/form-data';
}

/** Longest text of a body that nobody has filled in; Procore's largest body has 54 keys. */
const LONGEST_SKELETON = 10_000;

/**
 * Whether a body says nothing: it is empty, it consists of empty objects as `{"rfi": {}}`, or it is the skeleton of its
 * operation, which versions before the form stored. Then it does not count as filled in.
 */
export function saysNothing(text: string, operation?: Operation): boolean {
  if (text.trim() === '') return true;
  if (text.length > LONGEST_SKELETON) return false;
  try {
    const body = parseJsonField(text, 'body');
    const skeleton = operation ? bodySkeleton(operation) : '';
    return (
      isHollow(body) || (skeleton !== '' && JSON.stringify(body) === JSON.stringify(JSON.parse(skeleton)))
    );
  } catch {
    return false;
  }
}

/** Whether it is an object with nothing but such objects in it. An empty list may be meant: it empties a field. */
function isHollow(body: unknown): boolean {
  return isPlainObject(body) && Object.values(body).every(isHollow);
}

/**
 * The text that a body's editor offers where nothing was entered: the required keys of the outermost object, or all keys if none is required.
 * Optional keys are left for the user to add, since a null that is sent empties a field. Empty if there is no body.
 */
export function bodySkeleton(operation: Operation): string {
  const { body } = operation;
  if (!body) return '';
  const keys = body.required.length > 0 ? body.required : body.keys;
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, emptyOf(key, operation)])), null, 2);
}

function emptyOf(key: string, operation: Operation): unknown {
  const held = holds(key, operation);
  return held === 'list' ? [] : held === 'object' ? {} : null;
}

/**
 * What a key of a body's outermost level holds, as far as its name says: `updates` and `upload_ids` hold lists, `rfi` an
 * object; undefined for everything else.
 */
export function holds(key: string, { path, resource }: Operation): 'list' | 'object' | undefined {
  if (/(_ids|^updates|^attachments)$/.test(key)) return 'list';
  const things = [...path.split('/'), resource.replaceAll('-', '_')].map((name) =>
    name.replace(/(?<![^_])[^_]+$/, singular),
  );
  return things.includes(key) ? 'object' : undefined;
}
