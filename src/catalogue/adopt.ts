import type { Operation } from './operation.js';
import type { StoredRow } from './request.js';

/**
 * Turns the path of a custom request into rows for its operation: values in the path and in its query become rows, and
 * placeholders get the names that the operation uses. Existing rows stay.
 */
export function adoptedRows(operation: Operation, path: string, rows: readonly StoredRow[]): StoredRow[] {
  const [own = '', query = ''] = path.split('?');
  const names = new Map<string, string>();
  const values: StoredRow[] = [];
  const segments = own.replace(/\/$/, '').split('/');
  for (const [place, declared] of operation.path.split('/').entries()) {
    const name = /\{(\w+)\}/.exec(declared)?.[1];
    const segment = name && written(declared, segments[place] ?? '');
    if (!name || !segment) continue;
    const other = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (other !== undefined) names.set(other, name);
    else values.push({ name, value: decoded(segment), type: 'str' });
  }
  // The path decides where the request goes; a row with the same name was only a query parameter.
  const inPath = new Set(values.map(({ name }) => name));
  for (const [name, value] of new URLSearchParams(query)) values.push({ name, value, type: 'str' });
  const renamed = rows.map((row) => ({ ...row, name: names.get(row.name) ?? row.name }));
  return [...values, ...renamed.filter(({ name }) => !inPath.has(name))];
}

/** The value in place of the placeholder: `12` for `{id}.pdf` in `12.pdf`. */
function written(declared: string, segment: string): string | undefined {
  const [before = '', after = ''] = declared.split(/\{\w+\}/);
  const fits = segment.startsWith(before) && segment.endsWith(after);
  return fits ? segment.slice(before.length, segment.length - after.length) : undefined;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
