/** Request bodies in the encodings Procore takes: JSON, URL-encoded form, multipart form. */
import type { Call } from './http.js';

export type Fields = Record<string, unknown>;

/** The body's fields, nested as the caller wrote them; undefined if it cannot be read. */
export function readFields({ headers, body }: Pick<Call, 'headers' | 'body'>): Fields | undefined {
  if (body.length === 0) return {};
  const type = headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return nest(multipart(type, body));
  if (type.startsWith('application/x-www-form-urlencoded')) return nest(new URLSearchParams(body.toString()));
  return json(body.toString());
}

function json(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // A list has no name; Rails calls it `_json`.
    return Array.isArray(value) ? { _json: value } : isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `rfi[assignee_ids][]=1` becomes `{rfi: {assignee_ids: ['1']}}`, as Rails reads it. */
function nest(pairs: Iterable<[string, string]>): Fields {
  const fields: Fields = Object.create(null);
  for (const [name, value] of pairs) {
    const keys = name.split('[').map((key) => key.replace(/\]$/, ''));
    place(fields, keys, value);
  }
  return fields;
}

function place(into: Fields, [key = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    into[key] = value;
  } else if (rest.length === 1 && rest[0] === '') {
    const list = into[key];
    if (Array.isArray(list)) list.push(value);
    else into[key] = [value];
  } else {
    const inner = into[key];
    const fields: Fields = isFields(inner) ? inner : Object.create(null);
    into[key] = fields;
    place(fields, rest, value);
  }
}

/** The text parts of a multipart body; a file is given as its content. */
function* multipart(type: string, body: Buffer): Generator<[string, string]> {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (!boundary) return;
  for (const part of body.toString('latin1').split(`--${boundary}`)) {
    const end = part.indexOf('\r\n\r\n');
    const name = /[; ]name="([^"]*)"/.exec(part.slice(0, end))?.[1];
    if (end < 0 || name === undefined) continue;
    yield [name, Buffer.from(part.slice(end + 4).replace(/\r\n$/, ''), 'latin1').toString('utf8')];
  }
}
