import { type Change, valueAt } from '../change.js';
import { type Column, keyOf, type Path } from '../column.js';
import type { Place } from '../from-shape.js';
import { Names } from '../names.js';
import { isScalar } from '../types.js';
import { type SqlTable, type Statement, tableSql, type Written } from './statements.js';

/** Where an item of a list belongs: to which row, and at which place of its list. */
const OWNER = 'parent';
const POSITION = 'position';
const ITEM = 'item';

/** A table that is known, with the tables of its lists. */
export interface KnownTable {
  readonly columns: readonly Column[];
  readonly lists: ReadonlyArray<KnownList>;
}

interface KnownList {
  readonly path: Path;
  readonly columns: readonly Column[];
}

export interface Statements {
  /** What is known of the tables once the statements were executed. */
  readonly known: KnownTable;
  readonly statements: Iterable<TableStatement>;
}

export interface TableStatement extends Statement {
  readonly table: string;
}

/**
 * The statements that bring changes into a table, and into the tables of its lists if these have some. Tables and
 * columns come first. Of several changes to the same row only the last one counts.
 * @throws ProcoreError PROCORE_CONFIG if a row has no key, or if the table cannot have its name
 */
export async function sqlFor(
  changes: readonly Change[],
  places: readonly Place[],
  table: Omit<SqlTable, 'known' | 'replaces'>,
  known?: KnownTable,
): Promise<Statements> {
  const own = await tableSql(changes, places, { ...table, known: known?.columns });
  const written: Array<{ readonly name: string; readonly written: Written }> = [
    { name: table.table, written: own },
  ];
  const lists: KnownList[] = [];
  for (const path of pathsOf(known, own)) {
    const before = known?.lists.find((list) => keyOf(list.path) === keyOf(path));
    const name = nameOf(table.table, path);
    const list = await listSql(path, own, { ...table, table: name, known: before?.columns });
    lists.push({ path, columns: list.columns });
    written.push({ name, written: list });
  }
  return { known: { columns: own.columns, lists }, statements: inOrder(written) };
}

function* inOrder(
  all: ReadonlyArray<{ readonly name: string; readonly written: Written }>,
): Generator<TableStatement> {
  for (const part of ['structure', 'content'] as const) {
    for (const { name, written } of all)
      for (const statement of written[part]) yield { ...statement, table: name };
  }
}

/** The lists that have tables already, and the new ones. */
function pathsOf(known: KnownTable | undefined, own: Written): Path[] {
  const all = [...(known?.lists ?? []).map(({ path }) => path), ...own.lists];
  return [...new Map(all.map((path) => [keyOf(path), path])).values()];
}

/** The items of one list in all rows. Those that a row had before are replaced. */
function listSql(path: Path, own: Written, table: SqlTable): Promise<Written> {
  const owner = table.key.map((each): Path => [OWNER, ...each]);
  const touched = own.changes.filter(({ op }) => op === 'upsert' || table.deletes === 'row');
  const items = own.changes.flatMap(({ op, row }): Change[] => {
    const list = op === 'upsert' ? valueAt(row, path) : undefined;
    if (!Array.isArray(list) || list.every(isScalar)) return [];
    const parent = Object.fromEntries(table.key.map(([first = '']) => [first, row[first]]));
    return list.map((item: unknown, position) => ({
      op: 'upsert',
      row: { [OWNER]: parent, [POSITION]: position, [ITEM]: item },
    }));
  });
  const typeOf = (each: Path) => own.columns.find((column) => keyOf(column.path) === keyOf(each))?.type;
  const places = table.key.map(
    (each, at): Place => ({ path: owner[at] ?? [], type: typeOf(each) ?? 'text' }),
  );
  return tableSql(items, [...places, { path: [POSITION], type: 'integer' }], {
    ...table,
    key: [...owner, [POSITION]],
    deletes: 'off',
    lists: 'json',
    // Only its key and the item itself belong to this table, whatever else the row has.
    wants: ([first, ...rest]) =>
      first === ITEM ||
      first === POSITION ||
      owner.some((each) => keyOf(each) === keyOf([first ?? '', ...rest]))
        ? 1
        : 0,
    replaces: touched.map(({ row }) => table.key.map((each) => valueAt(row, each))),
  });
}

/** `rfis_assignees` for the assignees of `rfis`. */
function nameOf(table: string, path: Path): string {
  const parts = table.trim().split('.');
  const [last = ''] = parts.splice(-1);
  return [...parts, new Names().take([last, ...path], path).replaceAll('.', '_')].join('.');
}
