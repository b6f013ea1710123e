import type { Operation } from './operation.js';
import { singular } from './words.js';

/**
 * Whether the body is declared as a form with files. Procore takes the same keys as JSON too, and the request node
 * sends them so; only the files themselves are sent in another way.
 */
export function mayHoldFiles({ body }: Operation): boolean {
  return body?.contentType === 'multipart/form-data';
}

/**
 * The initial text in a body's editor: the required keys of the outermost object, or all keys if none is required.
 * Optional keys are left for the user to add, since a null that is sent empties a field. Empty if there is no body.
 */
export function bodySkeleton(operation: Operation): string {
  const { body } = operation;
  if (!body) return '';
  const keys = body.required.length > 0 ? body.required : body.keys;
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, emptyOf(key, operation)])), null, 2);
}

/** `updates` and `upload_ids` become lists, `rfi` an object, and everything else null, to be filled in. */
function emptyOf(key: string, { path, resource }: Operation): unknown {
  if (/(_ids|^updates|^attachments)$/.test(key)) return [];
  const things = [...path.split('/'), resource.replaceAll('-', '_')].map((name) =>
    name.replace(/(?<![^_])[^_]+$/, singular),
  );
  return things.includes(key) ? {} : null;
}
