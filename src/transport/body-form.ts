import { isPlainObject } from './plain-text.js';

/** How a body is encoded. `bytes` is sent unchanged. */
export type BodyForm = 'json' | 'urlencoded' | 'multipart' | 'text' | 'bytes';

/** The form that a content type asks for. */
export function bodyForm(contentType: string): BodyForm {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json' || type.endsWith('+json')) return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'urlencoded';
  if (type === 'multipart/form-data') return 'multipart';
  return type.startsWith('text/') || type.endsWith('xml') ? 'text' : 'bytes';
}

/** The content type in these headers, whether its name is in lower or upper case. */
export function contentTypeIn(headers: Readonly<Record<string, unknown>> | undefined): string | undefined {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (name.toLowerCase() === 'content-type') return String(value);
  }
  return undefined;
}

/**
 * Operations that take their JSON as a merge patch, by Procore's specification (April 2026). They answer plain JSON
 * with 415.
 */
const MERGE_PATCH =
  /^\/rest\/v2\.0\/companies\/[^/]+\/(estimating\/bid_board_projects\/[^/]+(\/(custom_fields|proposals|tasks)\/[^/]+)?|projects\/[^/]+\/estimating\/(proposals|tasks)\/[^/]+)$/;

/** The content type of a body if no header names one. @param path with its placeholders or their values */
export function declaredType(method: string, path: string): string {
  const [pathname = ''] = path.split('?');
  return method === 'PATCH' && MERGE_PATCH.test(pathname)
    ? 'application/merge-patch+json'
    : 'application/json';
}

/** A file in a form: its bytes, file name and type. */
export interface FormFile {
  readonly value: Uint8Array;
  readonly filename?: unknown;
  readonly contentType?: unknown;
}

/** The value as a file, if it is one: bytes, or `{ value, filename, contentType }` around them. */
export function fileIn(value: unknown): FormFile | undefined {
  if (isBytes(value)) return { value };
  if (!isPlainObject(value) || !Object.hasOwn(value, 'value') || !isBytes(value.value)) return undefined;
  const isFile = Object.keys(value).every((key) => ['value', 'filename', 'contentType'].includes(key));
  return isFile ? (value as unknown as FormFile) : undefined;
}

/**
 * The place of the first file in a body, e.g. `body.image`; undefined if there is none. It looks into each object once, since
 * a flow can put one into many places, and into itself.
 */
export function placeOfFile(
  value: unknown,
  place = 'body',
  depth = 0,
  seen = new Set<object>(),
): string | undefined {
  if (isBytes(value)) return place;
  if (typeof value !== 'object' || value === null || depth > DEEPEST || seen.has(value)) return undefined;
  seen.add(value);
  for (const [key, item] of Object.entries(value)) {
    const inner = Array.isArray(value) ? `${place}[${key}]` : `${place}.${key}`;
    const found = placeOfFile(item, inner, depth + 1, seen);
    if (found) return found;
  }
  return undefined;
}

/** How deeply the objects of a body may be nested. */
export const DEEPEST = 100;

/** Most values in a body. Procore takes at most 1,000 records in one. */
export const MOST_VALUES = 1_000_000;

export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && value.constructor?.name !== 'DataView';
}
