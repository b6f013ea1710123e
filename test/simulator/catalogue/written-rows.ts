/** Where a row is read again that was written, and what is found there. */
import { isListed } from './listed.js';
import { type Compared, compared } from './reading.js';
import { isObject, rowsIn } from './shape-reader.js';
import type { Known, Stage } from './stage.js';

export type Fields = Record<string, unknown>;

/** Where the row was read. */
export type Reading =
  | 'its own read'
  | 'the list'
  | 'the answer of the write'
  | 'each row of several'
  | 'the record above'
  | 'a record that comes or goes'
  | 'rows that are looked for';

export type WriteFinding =
  | {
      readonly by: Reading;
      readonly values: number;
      readonly wrong: readonly string[];
      /** The values that are as they were written, by their place. */
      readonly seen: ReadonlyMap<string, string>;
      readonly isGone?: boolean;
    }
  | { readonly named: string }
  | { readonly unproven: string };

/** A finding of values that were compared. Undefined: there was nothing to compare. */
export function foundBy(by: Reading, ...counts: readonly Compared[]): WriteFinding | undefined {
  const values = counts.reduce((sum, count) => sum + count.values, 0);
  const wrong = counts.flatMap((count) => count.wrong);
  const seen = new Map(
    counts.flatMap((count, index) => [...count.seen].map(([at, text]) => [`${index} ${at}`, text] as const)),
  );
  return values + wrong.length > 0 ? { by, values, wrong, seen } : undefined;
}

export function wrongAs(text: string): WriteFinding {
  return { by: 'the answer of the write', values: 0, wrong: [text], seen: new Map() };
}

/** @param path of the operation for one row, whose placeholder may be the name of the id in rows */
export function idIn(row: unknown, path = ''): number | string | undefined {
  const own = /\{(\w+)\}$/.exec(path)?.[1] ?? 'id';
  const id = isObject(row) ? (row.id ?? row.uuid ?? row[own]) : undefined;
  return typeof id === 'number' || typeof id === 'string' ? id : undefined;
}

/** The row in an answer that shows one. */
export function oneOf(body: unknown): unknown {
  if (Array.isArray(body)) return body[0];
  return isObject(body) && isObject(body.data) ? body.data : body;
}

export function listAt(stage: Stage, path: string): Known | undefined {
  const list = stage.find('GET', path);
  return list && isListed(list) ? list : undefined;
}

/** What is found at the same path in another version, the newest first. */
export function inAnyVersion<T>(path: string, find: (path: string) => T | undefined): T | undefined {
  for (const version of ['v2.1', 'v2.0', 'v1.3', 'v1.2', 'v1.1', 'v1.0']) {
    const found = find(path.replace(/^\/rest\/v\d\.\d\//, `/rest/${version}/`));
    if (found !== undefined) return found;
  }
  return undefined;
}

export async function rowsOf(stage: Stage, { operation, shapes }: Known): Promise<Fields[] | undefined> {
  const { json } = await stage.send('GET', stage.address(operation, [['per_page', '100']]));
  return rowsIn(shapes.returns, json)?.rows.filter(isObject);
}

export function itemAddress(stage: Stage, { operation }: Known, id: unknown): string {
  const query = stage.address(operation).split('?')[1];
  // Of a project or a company, the path would be that of the one in which the test is.
  const above = stage.pathOf(operation.path.slice(0, operation.path.lastIndexOf('/')));
  return `${above}/${id}${query ? `?${query}` : ''}`;
}

/** Undefined: the reading has nothing of the body. */
export async function readAt(stage: Stage, address: string, body: Fields): Promise<WriteFinding | undefined> {
  const read = await stage.send('GET', address);
  const shown = oneOf(read.json);
  if (read.status !== 200 || !isObject(shown))
    return wrongAs(`read: ${read.status} ${read.text.slice(0, 160)}`);
  return foundBy('its own read', compared(body, shown));
}

/** Undefined: there is no such list, or its rows have no id or nothing of the body. */
export async function inList(
  stage: Stage,
  path: string,
  id: unknown,
  body: Fields,
): Promise<WriteFinding | undefined> {
  const list = listAt(stage, path);
  const rows = list ? await rowsOf(stage, list) : undefined;
  const row = rows?.find((each) => String(idIn(each)) === String(id));
  if (row) return foundBy('the list', compared(body, row));
  return rows?.some((each) => 'id' in each)
    ? wrongAs(`the list of ${rows.length} rows has not ${id}`)
    : undefined;
}

/** What was written twice, with other values. What was there by chance does not follow the second time. */
export function twice(first: WriteFinding, second: WriteFinding): WriteFinding {
  if (!('by' in first) || first.wrong.length > 0) return first;
  if (!('by' in second))
    return { ...first, wrong: [`the second time: ${'named' in second ? second.named : second.unproven}`] };
  if (second.wrong.length > 0) return { ...second, wrong: second.wrong.map((each) => `once more, ${each}`) };
  // It was not there before, and is there after, or the other way round.
  if (first.by === 'a record that comes or goes' || first.by === 'rows that are looked for') return first;
  const places = [...first.seen].filter(([at]) => second.seen.has(at));
  const follows = places.some(([at, text]) => second.seen.get(at) !== text);
  return follows ? first : { unproven: 'every value that was compared may have been there by chance' };
}
