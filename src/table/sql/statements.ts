import { configError } from '../../errors.js';
import { type Change, valueAt } from '../change.js';
import { type Column, keyOf, type Path } from '../column.js';
import type { Place } from '../from-shape.js';
import { Layout, type LayoutOptions } from '../layout.js';
import { usable } from '../names.js';

import { type Compiled, compilerOf } from './compiler.js';
import { type Dialect, type DialectName, dialectOf, parameterOf } from './dialect.js';
import { type Target, Texts } from './texts.js';

/** Most rows of one statement: a larger one is no faster, and a failure concerns all of its rows. */
const MOST_ROWS = 1_000;
/** Most keys of one statement if a key has several columns: SQLite admits 1,000 conditions in a chain. */
const MOST_KEYS = 200;

/** When a row was deleted, if rows are marked. A column that Procore itself has is used. */
const MARK: Path = ['deleted_at'];

/** What becomes of a row that was deleted. */
export const DELETES = ['row', 'mark', 'off'] as const;
export type Deletes = (typeof DELETES)[number];

export interface SqlTable extends Omit<LayoutOptions, 'exact'> {
  readonly dialect: DialectName;
  /** Its name, with a schema before a dot if there is one. */
  readonly table: string;
  readonly key: readonly Path[];
  readonly deletes: Deletes;
  /** The time that a deleted row is marked with. */
  readonly now: Date;
  /** Whether the table is created if it does not exist, even if its columns are known. */
  readonly creates: boolean;
  /** Rows are deleted by these values before others are written, each in the order of the first columns of the key. */
  readonly replaces?: ReadonlyArray<readonly unknown[]> | undefined;
}

/** One statement, ready for a database. */
export interface Statement {
  readonly does: 'create' | 'add' | 'upsert' | 'delete';
  readonly sql: string;
  readonly parameters: ReadonlyArray<string | number | boolean | null>;
  /** How many rows it is about. */
  readonly rows: number;
}

export interface Written {
  /** The columns that the table has once the statements were executed. */
  readonly columns: readonly Column[];
  /** Those that create the table and its columns. */
  readonly structure: Iterable<Statement>;
  readonly content: Iterable<Statement>;
  /** The changes that count: the last one of each row. */
  readonly changes: readonly Change[];
  /** Where rows have lists that belong into tables of their own. */
  readonly lists: readonly Path[];
}

/**
 * The statements that bring changes into a table, in their order: the table and its columns first. Of several changes to
 * the same row only the last one counts.
 * @throws ProcoreError PROCORE_CONFIG if a row has no key, or if the table cannot have its name
 */
export async function tableSql(
  changes: readonly Change[],
  places: readonly Place[],
  table: SqlTable,
): Promise<Written> {
  const target = partsOf(table.table);
  const keys = new Set(table.key.map(keyOf));
  const isMarking = table.deletes === 'mark';
  const needed = new Set([...keys, ...(isMarking ? [keyOf(MARK)] : [])]);
  const { wants } = table;
  const layout = new Layout({
    ...table,
    exact: true,
    ...(wants && { wants: (path: Path) => (needed.has(keyOf(path)) ? 1 : wants(path)) }),
  });
  layout.expect(places);
  if (isMarking) layout.expect([{ path: MARK, type: 'date-time' }]);
  const last = lastOf(changes, table.key);
  layout.learn(last.map(({ row }) => row));
  const { columns } = layout;
  const { replaces = [] } = table;
  if (last.length === 0 && replaces.length === 0) {
    return { columns: table.known ?? [], structure: [], content: [], changes: [], lists: [] };
  }
  const dialect = dialectOf(table.dialect);
  const key = table.key.map((path) => keyColumn(columns, path));
  const texts = new Texts(
    await compilerOf(table.dialect),
    dialect,
    { table: target, key: key.map(({ name }) => name) },
    columns,
  );
  const writing: Writing = { table, layout, dialect, texts, key };
  return {
    columns,
    structure: structure(writing),
    content: content(writing, last),
    changes: last,
    lists: layout.lists,
  };
}

interface Writing {
  readonly table: SqlTable;
  readonly layout: Layout;
  readonly dialect: Dialect;
  readonly texts: Texts;
  readonly key: readonly Column[];
}

function* content(writing: Writing, changes: readonly Change[]): Generator<Statement> {
  yield* replacements(writing);
  yield* upserts(
    writing,
    changes.filter(({ op }) => op === 'upsert'),
  );
  if (writing.table.deletes === 'off') return;
  yield* deletions(
    writing,
    changes.filter(({ op }) => op === 'delete'),
  );
}

function* structure({ table, layout: { columns }, texts, key }: Writing): Generator<Statement> {
  const ddl = (does: 'create' | 'add', { sql, parameters }: Compiled): Statement => ({
    does,
    sql,
    parameters: parameters as Statement['parameters'],
    rows: 0,
  });
  const known = table.known ?? [];
  if (known.length === 0 || table.creates)
    yield ddl('create', texts.create(known.length > 0 ? known : columns));
  // A table that nobody remembers may be an older one, with fewer columns.
  const maybe = texts.addsTwice ? columns.filter((column) => !key.includes(column)) : [];
  const added = known.length > 0 ? columns.slice(known.length) : maybe;
  if (added.length > 0) for (const each of texts.add(added)) yield ddl('add', each);
}

function* upserts({ layout, dialect, texts }: Writing, changes: readonly Change[]): Generator<Statement> {
  const { columns } = layout;
  const most = Math.max(1, Math.min(MOST_ROWS, Math.floor(dialect.mostParameters / columns.length)));
  for (const batch of batches(changes, most)) {
    const parameters: Array<string | number | boolean | null> = [];
    for (const { row } of batch) {
      const cells = layout.cells(row);
      for (const [at, column] of columns.entries()) parameters.push(parameterOf(dialect, cells[at], column));
    }
    yield { does: 'upsert', sql: texts.upsert(batch.length), parameters, rows: batch.length };
  }
}

function* replacements({ table: { replaces = [] }, dialect, texts, key }: Writing): Generator<Statement> {
  const owner = key.slice(0, replaces[0]?.length);
  const names = owner.map(({ name }) => name);
  for (const batch of batches(replaces, owner.length > 1 ? MOST_KEYS : MOST_ROWS)) {
    const parameters = batch.flatMap((values) =>
      owner.map((column, at) => parameterOf(dialect, values[at], column)),
    );
    yield { does: 'delete', sql: texts.remove(batch.length, names), parameters, rows: batch.length };
  }
}

function* deletions(
  { table, layout, dialect, texts, key }: Writing,
  changes: readonly Change[],
): Generator<Statement> {
  const mark = table.deletes === 'mark' ? keyColumn(layout.columns, MARK) : undefined;
  const most = key.length > 1 ? MOST_KEYS : MOST_ROWS;
  for (const batch of batches(changes, most)) {
    const parameters = batch.flatMap(({ row }) =>
      key.map((column) => parameterOf(dialect, valueAt(row, column.path), column)),
    );
    const rows = batch.length;
    if (mark) {
      const time = parameterOf(dialect, table.now.toISOString(), mark);
      yield { does: 'delete', sql: texts.mark(mark.name, rows), parameters: [time, ...parameters], rows };
    } else yield { does: 'delete', sql: texts.remove(rows), parameters, rows };
  }
}

/** The last change to each row, in the order of these changes. @throws ProcoreError PROCORE_CONFIG if one has no key */
function lastOf(changes: readonly Change[], key: readonly Path[]): Change[] {
  const last = new Map<string, Change>();
  for (const change of changes) {
    const values = key.map((path) => valueAt(change.row, path));
    const missing = key.find((_, at) => !isKeyValue(values[at]));
    if (missing) throw noKey(missing);
    const id = JSON.stringify(values.map(String));
    last.delete(id);
    last.set(id, change);
  }
  return [...last.values()];
}

function isKeyValue(value: unknown): boolean {
  return (
    (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean'
  );
}

/** @throws ProcoreError PROCORE_CONFIG if values of the key are not of the column's type */
function keyColumn(columns: readonly Column[], path: Path): Column {
  const found = columns.filter((column) => keyOf(column.path) === keyOf(path));
  const column = found.find(({ misfits }) => !misfits);
  if (!column) throw noKey(path);
  if (found.length === 1 || keyOf(path) === keyOf(MARK)) return column;
  throw configError(
    `A row has a value in its key column "${path.join('.')}" that is not of the type ${column.type}.`,
    'Correct the rows, or choose another key in the node.',
  );
}

function noKey(path: Path) {
  return configError(
    `A row has no value in the key column "${path.join('.')}".`,
    'Name the columns that tell the rows apart in the Key field of the node.',
  );
}

/** The parts of a table's name. @throws ProcoreError PROCORE_CONFIG if no database node could pass it on */
function partsOf(name: string): Target['table'] {
  const parts = name.trim().split('.');
  const isFine = (part: string) => part !== '' && usable(part) === part && Buffer.byteLength(part) <= 63;
  if (parts.length <= 2 && parts.every(isFine)) return parts;
  throw configError(
    'The table has no name that every database can have.',
    'Use at most 63 letters, digits and underscores, with a schema before a dot if you need one.',
  );
}

function* batches<T>(items: readonly T[], most: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += most) yield items.slice(at, at + most);
}
