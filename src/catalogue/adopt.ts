import type { Operation } from './operation.js';
import type { StoredRow } from './request.js';

/**
 * The parameters of a request with a path of its own, as rows of the operation behind it: values that stand in the path
 * and in the query behind it become rows, and placeholders are called as the operation calls them. Rows that were there
 * stay.
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
  // What stands in the path is where the request goes; a row of that name was no more than a query parameter.
  const inPath = new Set(values.map(({ name }) => name));
  for (const [name, value] of new URLSearchParams(query)) values.push({ name, value, type: 'str' });
  const renamed = rows.map((row) => ({ ...row, name: names.get(row.name) ?? row.name }));
  return [...values, ...renamed.filter(({ name }) => !inPath.has(name))];
}

/** What stands for the placeholder: `12` for `{id}.pdf` in `12.pdf`. */
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
