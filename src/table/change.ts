import { configError } from '../errors.js';
import { isRow, type Path, type Row } from './column.js';
import { jsonOf } from './values.js';

/** What happens to one row of a table. */
export interface Change {
  readonly op: 'upsert' | 'delete';
  /** The whole row, or for a deletion at least its key. */
  readonly row: Row;
}

/** The paths of a table's key, in the words of its user: `id`, or `project_id, id`. */
export function keyPaths(text: string): Path[] {
  const paths = text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)
    .map((each) => each.split('.'));
  if (paths.length === 0 || paths.length > 8) {
    throw configError(
      'The key of the table must be one to eight columns.',
      'Name the columns that tell its rows apart, such as "id".',
    );
  }
  return paths;
}

/**
 * The changes in a list: plain rows are upserts, and `{op, key, row}` says itself what it is.
 * @throws ProcoreError PROCORE_CONFIG if a deletion does not have the key
 */
export function changesOf(rows: readonly Row[], key: readonly Path[]): Change[] {
  return rows.map((row) => (isMarked(row) ? changeOf(row, key) : { op: 'upsert', row }));
}

/**
 * Refuses deletions of rows that the table cannot tell apart. A row that is told by its project and its id may be in another
 * project still: a table that has only the id as its key would lose that one, too.
 * @throws ProcoreError PROCORE_CONFIG if the table's key has not all parts of the key of a deletion
 */
export function refuseVagueDeletions(rows: readonly Row[], key: readonly Path[]): void {
  for (const row of rows) {
    if (!isMarked(row) || row.op !== 'delete' || !isRow(row.key)) continue;
    const names = Object.keys(row.key);
    if (names.every((name) => key.some(([first]) => first === name))) continue;
    const own = key.map((path) => path.join('.')).join(', ');
    const needed = names.join(', ');
    throw configError(
      `Rows of this list are told apart by ${needed}, and the table has the key ${own}: a deletion would also concern rows that are still there.`,
      `Set Key to "${needed}", for a new table, or set Deleted rows to "are left alone".`,
    );
  }
}

interface Marked extends Row {
  readonly op: 'upsert' | 'delete';
  readonly key: unknown;
  readonly row?: unknown;
}

/** Whether a row is the description of a change. A row of Procore has other properties beside these. */
function isMarked(row: Row): row is Marked {
  if (row.op !== 'upsert' && row.op !== 'delete') return false;
  return Object.hasOwn(row, 'key') && Object.keys(row).every((name) => MARKS.includes(name));
}

const MARKS: readonly string[] = ['op', 'key', 'row'];

function changeOf({ op, key: given, row }: Marked, key: readonly Path[]): Change {
  if (isRow(row) && key.every((path) => isPresent(valueAt(row, path)))) return { op, row };
  if (op === 'upsert') {
    return { op, row: isRow(row) ? row : { value: row } };
  }
  const values = Array.isArray(given) ? given : [given];
  if (isRow(given) || values.length !== key.length || !values.every(isPresent)) {
    if (isRow(given)) return { op, row: given };
    throw configError(
      `A row to delete has the key ${String(jsonOf(given)).slice(0, 100)}, which is not that of the table.`,
      'Give the node the same key columns as the rows have, or send the whole row with the deletion.',
    );
  }
  return { op, row: rowWith(key, values) };
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** The value at a path of a row; undefined if there is none. */
export function valueAt(row: Row, path: Path): unknown {
  let value: unknown = row;
  for (const key of path) {
    if (!isRow(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** A row that has only these values. */
function rowWith(paths: readonly Path[], values: readonly unknown[]): Row {
  const row: Record<string, unknown> = {};
  for (const [at, path] of paths.entries()) {
    let into = row;
    for (const key of path.slice(0, -1)) {
      if (!Object.hasOwn(into, key)) define(into, key, {});
      into = into[key] as Record<string, unknown>;
    }
    define(into, path.at(-1) as string, values[at]);
  }
  return row;
}

/** Sets a property, even one that is named `__proto__`. */
function define(row: object, key: string, value: unknown): void {
  Object.defineProperty(row, key, { value, enumerable: true, configurable: true, writable: true });
}
