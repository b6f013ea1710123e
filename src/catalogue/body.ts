import type { Operation } from './operation.js';
import { singular } from './words.js';

/**
 * Whether the body is declared as a form with files. Procore takes the same keys as JSON too, which is how the request
 * node sends them; only the files themselves go another way.
 */
export function mayHoldFiles({ body }: Operation): boolean {
  return body?.contentType === 'multipart/form-data';
}

/**
 * The text a body's editor begins with: the required keys of the outermost object, or all of them where none is
 * required. Optional ones are left for the user to add, since a null that is sent empties a field. Empty without a body.
 */
export function bodySkeleton(operation: Operation): string {
  const { body } = operation;
  if (!body) return '';
  const keys = body.required.length > 0 ? body.required : body.keys;
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, emptyOf(key, operation)])), null, 2);
}

/** `updates` and `upload_ids` are lists, `rfi` is the thing itself, anything else is to be filled in. */
function emptyOf(key: string, { path, resource }: Operation): unknown {
  if (/(_ids|^updates|^attachments)$/.test(key)) return [];
  const things = [...path.split('/'), resource.replaceAll('-', '_')].map((name) =>
    name.replace(/(?<![^_])[^_]+$/, singular),
  );
  return things.includes(key) ? {} : null;
}
