/** Bodies that change several rows at once: the rows in them, or their ids and what all of them get. */
import { randomUUID } from 'node:crypto';
import type { Operation } from '../../../src/catalogue/operation.js';
import { isObject } from './shape-reader.js';
import type { Known } from './stage.js';
import { type Fields, idIn } from './written-rows.js';

/** One of the rows. */
export interface Piece {
  /** Undefined: it is a new one. */
  readonly id: unknown;
  /** What is written to it, without its id. */
  readonly fields: Fields;
}

export interface Several {
  readonly body: unknown;
  readonly pieces: readonly Piece[];
}

/** How many rows are changed at once. */
const COUNT = 2;

/**
 * Undefined: the body is of one thing.
 * @param sample what the first row gets @param other what the second one gets, so that one is not taken for the other
 */
export function severalIn(
  { operation, shapes }: Known,
  sample: unknown,
  other: unknown,
  rows: readonly Fields[],
): Several | undefined {
  const { path } = operation;
  // What is done to one record may have lists in it.
  if (/\}\/(?!bulk_)\w+$/.test(path) && rows.length === 0) return undefined;
  const found = withRows(shapes.body, [sample, other], rows, path) ?? ofOne(shapes.body, sample, rows, path);
  if (found) return { body: found.value, pieces: found.pieces };
  if (!isObject(sample) || idsParam(operation) === undefined) return undefined;
  const ids = middleOf(rows, COUNT).map((row) => idIn(row));
  return ids.length > 0 ? { body: sample, pieces: ids.map((id) => ({ id, fields: sample })) } : undefined;
}

/** The parameter in the query with the ids of the rows that are changed. */
export function idsParam({ path, params }: Operation): string | undefined {
  return params.find(({ in: place, name }) => place === 'query' && isIdsOf(name.replace('[]', ''), path))
    ?.name;
}

/** Whether several rows are changed at once, as the path says. */
export function isOfSeveral({ operation: { path }, shapes }: Known): boolean {
  return /\/bulk_\w+$/.test(path) && shapes.body !== undefined;
}

/** Whether the body has the ids of rows, or the query. */
export function saysWhich({ operation, shapes }: Known): boolean {
  return idsParam(operation) !== undefined || hasId(shapes.body, operation.path);
}

function hasId(notation: unknown, path: string): boolean {
  if (Array.isArray(notation))
    return isObject(notation[0]) && (idNameIn(notation[0], path) !== undefined || hasId(notation[0], path));
  if (!isObject(notation)) return false;
  return Object.entries(notation).some(
    ([key, inner]) => isIdsOf(key.replace(/!$/, ''), path) || hasId(inner, path),
  );
}

/** One row of a list, which the body itself names: by its `id`, or in `timesheets` by a `timesheet_id`. */
function ofOne(notation: unknown, sample: unknown, rows: readonly Fields[], path: string): Found | undefined {
  const names = ['id', `${wordsOf(path).at(-1)}_id`].flatMap((name) => [name, `${name}!`]);
  const key = isObject(notation) ? names.find((each) => each in notation) : undefined;
  const row = /\{(?!company_id|project_id)\w+\}\//.test(path) ? undefined : middleOf(rows, 1)[0];
  if (key === undefined || !row || !isObject(sample) || !isObject(notation)) return undefined;
  const name = key.replace(/!$/, '');
  const value = { ...sample, [name]: asWritten(idIn(row), notation[key]) };
  const { [name]: _, ...fields } = sample;
  return { value, pieces: [{ id: idIn(row), fields }] };
}

interface Found {
  readonly value: unknown;
  readonly pieces: readonly Piece[];
}

function withRows(
  notation: unknown,
  [sample, other]: readonly [unknown, unknown],
  rows: readonly Fields[],
  path: string,
): Found | undefined {
  if (Array.isArray(notation)) {
    const [first, second] = [firstOf(sample), firstOf(other)];
    return isObject(first) && isObject(second)
      ? piecesFor(notation[0], [first, second], rows, path)
      : undefined;
  }
  if (!isObject(notation) || !isObject(sample)) return undefined;
  for (const [key, inner] of Object.entries(notation)) {
    const name = key.replace(/!$/, '');
    if (isIdsOf(name, path)) return ofIds(sample, name, inner, rows);
    const own = isObject(other) ? other[name] : undefined;
    const found =
      Array.isArray(inner) || isObject(inner) ? withRows(inner, [sample[name], own], rows, path) : undefined;
    if (found)
      return { value: { ...sample, [name]: found.value }, pieces: withCommon(found.pieces, sample, name) };
  }
  return undefined;
}

/** Where the rows have nothing but their ids, what is beside them is written to all. */
function withCommon(pieces: readonly Piece[], sample: Fields, name: string): readonly Piece[] {
  const { [name]: _, ...common } = sample;
  return pieces.map(({ id, fields }) => ({ id, fields: Object.keys(fields).length > 0 ? fields : common }));
}

/** Rows in a list. A sync also makes those that come without an id. */
function piecesFor(
  notation: unknown,
  samples: readonly [Fields, Fields],
  rows: readonly Fields[],
  path: string,
): Found | undefined {
  const id = isObject(notation) ? idNameIn(notation, path) : undefined;
  const isSync = /\/(sync|bulk_create)$/.test(path);
  if (id === undefined && !isSync) return undefined;
  const chosen = middleOf(rows, isSync ? 1 : COUNT);
  const all = samples.flatMap((sample, index) => {
    const row = id === undefined ? undefined : chosen[index];
    if (row === undefined && !isSync) return [];
    const known = row && (id === 'uuid' ? row.uuid : idIn(row));
    const own = isObject(notation) ? (notation[id ?? ''] ?? notation[`${id}!`]) : '';
    // A sync knows rows by this as well, and other tests write it too.
    const origin = isSync && 'origin_id' in sample ? { origin_id: `origin ${randomUUID()}` } : {};
    const { [id ?? 'id']: _, ...others }: Fields = { ...sample, ...origin };
    const written = known === undefined ? others : { ...others, [id ?? 'id']: asWritten(known, own) };
    return [{ written, piece: { id: row && idIn(row), fields: others } }];
  });
  return all.length > 0
    ? { value: all.map(({ written }) => written), pieces: all.map(({ piece }) => piece) }
    : undefined;
}

/** The ids of rows, and what all of them get. */
function ofIds(sample: Fields, name: string, notation: unknown, rows: readonly Fields[]): Found | undefined {
  const inner = Array.isArray(notation) ? notation[0] : 'string';
  const ids = middleOf(rows, COUNT).map((row) => idIn(row));
  const { [name]: _, ...fields } = sample;
  const value = { ...sample, [name]: ids.map((id) => asWritten(id, inner)) };
  return ids.length > 0 ? { value, pieces: ids.map((id) => ({ id, fields })) } : undefined;
}

/** The rows in the middle: the first of the users is the app. */
function middleOf(rows: readonly Fields[], count: number): readonly Fields[] {
  const start = Math.min(Math.floor(rows.length / 2), Math.max(0, rows.length - count));
  return rows.slice(start, start + count);
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function asWritten(id: unknown, notation: unknown): unknown {
  return notation === 'string' ? String(id) : /^\d{1,15}$/.test(String(id)) ? Number(id) : id;
}

/** The field of a piece with the id of its row. */
function idNameIn(notation: Fields, path: string): string | undefined {
  const names = Object.keys(notation).map((key) => key.replace(/!$/, ''));
  const own = ['id', 'uuid', ...wordsOf(path).map((word) => `${word}_id`)];
  return own.find((name) => names.includes(name));
}

/** `ids`, or the ids of what the path has many of. */
function isIdsOf(name: string, path: string): boolean {
  return name === 'ids' || wordsOf(path).some((word) => name === `${word}_ids` || name === `${word}Ids`);
}

/** What the path is about, in the singular. */
function wordsOf(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '' && !part.startsWith('{'))
    .slice(2)
    .filter((part) => !/^(companies|v2)$/.test(part))
    .map((part) =>
      part
        .replace(/ies$/, 'y')
        .replace(/s$/, '')
        .replace(/_register$/, ''),
    );
}
