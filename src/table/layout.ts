import { configError } from '../errors.js';
import { Extent } from '../extent.js';
import { type Column, type ColumnType, isRow, type ListForm, type Path, type Row } from './column.js';
import { customField, type Labels, wordsOf } from './custom-fields.js';
import { DEEPEST, type Place } from './from-shape.js';
import { Names } from './names.js';
import { isScalar, typeOfCustomField, typeOfValue, widest } from './types.js';
import { fits, MOST_VALUES } from './values.js';

/** Most columns of a table: SQL Server has 1,024, and MySQL 1,017. */
export const MOST_COLUMNS = 1_000;

type Found = (spot: Spot, value: unknown, type?: ColumnType) => void;

export interface LayoutOptions {
  /** Columns that the table has already; they keep their place, name and type. */
  readonly known?: readonly Column[] | undefined;
  readonly labels?: Labels | undefined;
  readonly lists?: ListForm | undefined;
  /** @default all columns, in the order in which they are found */
  readonly wants?: Wants | undefined;
  /** Whether a value that its column cannot keep gets a separate column. */
  readonly exact?: boolean | undefined;
}

/** The place of a column among those that are wanted, by its path; 0 if it is not wanted. */
export type Wants = (path: Path) => number;

/** A place in a row: its column, if values were found there, and the keys below it. */
interface Spot {
  readonly path: Path;
  readonly below: Map<string, Spot>;
  /** Index of its column. */
  column?: number;
  /** Whether its lists of objects have a table of their own. */
  isTable?: boolean;
  /** Index of the column for values that are not of the type of the first one. */
  misfits?: number;
}

/**
 * Which columns a table has, and which value of a row goes into which of them. Columns are only added: what the table
 * has keeps its name, its type and its place.
 */
export class Layout {
  readonly #columns: Column[] = [];
  readonly #root: Spot = { path: [], below: new Map() };
  readonly #names = new Names();
  readonly #labels: Labels;
  readonly #lists: Path[] = [];
  /** Columns before this index have a type that is settled. */
  #settled = 0;

  constructor(private readonly options: LayoutOptions = {}) {
    this.#labels = options.labels ?? new Map();
    for (const column of options.known ?? []) this.#keep(column);
    this.#settled = this.#columns.length;
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  /** Where rows have lists of objects that belong into tables of their own. */
  get lists(): readonly Path[] {
    return this.#lists;
  }

  /** Adds the columns for what the catalogue describes. */
  expect(places: readonly Place[]): void {
    for (const { path, type } of places) {
      const spot = this.#spotAt(path);
      // What is in such a list is known only from the rows.
      const isTable = this.options.lists === 'table' && type === 'json' && path.length < DEEPEST;
      if (spot.column === undefined && !isTable && this.#wants(path)) this.#add(spot, type);
    }
    this.#settled = this.#columns.length;
  }

  /** Adds the columns for what rows have beyond that. @throws ProcoreError PROCORE_CONFIG if there are too many */
  learn(rows: Iterable<Row>): void {
    for (const row of rows) this.#visitRow(row, (spot, value, type) => this.#meet(spot, value, type));
    this.#settled = this.#columns.length;
    if (!this.options.exact) return;
    // Only now every column has its type.
    for (const row of rows) this.#visitRow(row, (spot, value) => this.#checkFit(spot, value));
  }

  /** The values of a row in the order of the columns; undefined where it has none. */
  cells(row: Row): unknown[] {
    const cells: unknown[] = new Array(this.#columns.length).fill(undefined);
    this.#visitRow(row, (spot, value) => {
      if (isListOfTable(spot, value)) return;
      const index = this.#isMisfit(spot, value) ? spot.misfits : spot.column;
      if (index !== undefined) cells[index] = value;
    });
    return cells;
  }

  /** Walks through a row, and reports each value that is a column's. @throws ProcoreError PROCORE_CONFIG if it has too many */
  #visitRow(row: Row, found: Found): void {
    this.#visit(row, this.#root, found, new Extent('row', DEEPEST, MOST_VALUES));
  }

  #visit(given: unknown, spot: Spot, found: Found, extent: Extent): void {
    extent.take(spot.path.length);
    const value = asJson(given);
    if (value === undefined || value === null) return;
    const field = customField(spot.path, value);
    if (field) {
      if (isRow(field.value)) this.#visitBelow(field.value, spot, found, extent);
      else if (field.value !== undefined && field.value !== null)
        found(spot, field.value, typeOfCustomField(field.type));
    } else if (isRow(value) && spot.path.length < DEEPEST) this.#visitBelow(value, spot, found, extent);
    else found(spot, value);
  }

  #visitBelow(value: Row, spot: Spot, found: Found, extent: Extent): void {
    for (const key of Object.keys(value)) this.#visit(value[key], this.#spotBelow(spot, key), found, extent);
  }

  #meet(spot: Spot, value: unknown, declared?: ColumnType): void {
    // An empty list does not say what it would be a list of.
    if (Array.isArray(value) && value.length === 0 && spot.column === undefined) return;
    const type = declared ?? typeOfValue(value, spot.path.at(-1) ?? '');
    if (this.options.lists === 'table' && type === 'json' && Array.isArray(value)) {
      if (!spot.isTable && this.#wants(spot.path)) this.#lists.push(spot.path);
      spot.isTable = true;
      return;
    }
    if (spot.column === undefined) {
      if (this.#wants(spot.path)) this.#add(spot, type);
    } else if (spot.column >= this.#settled) {
      const column = this.#columns[spot.column] as Column;
      if (!column.count) this.#columns[spot.column] = { ...column, type: widest(column.type, type) };
    }
  }

  #checkFit(spot: Spot, value: unknown): void {
    if (spot.misfits !== undefined || isListOfTable(spot, value) || !this.#isMisfit(spot, value)) return;
    spot.misfits = this.#push({ path: spot.path, type: 'text', misfits: true }, 'text');
  }

  #isMisfit({ column }: Spot, value: unknown): boolean {
    return (
      this.options.exact === true && column !== undefined && !fits(value, this.#columns[column] as Column)
    );
  }

  #add(spot: Spot, type: ColumnType): void {
    const { path } = spot;
    const form = type === 'json' ? this.options.lists : undefined;
    if (form === 'count') spot.column = this.#push({ path, type: 'integer', count: true }, 'count');
    else if (form === 'names') spot.column = this.#push({ path, type: 'text', names: true });
    else spot.column = this.#push({ path, type });
  }

  #push(column: Omit<Column, 'name'>, ...words: readonly string[]): number {
    if (this.#columns.length >= MOST_COLUMNS) throw tooMany();
    const name = this.#names.take(
      [...wordsOf(column.path, this.#labels), ...words],
      [...column.path, ...words],
    );
    return this.#columns.push({ name, ...column }) - 1;
  }

  #keep(column: Column): void {
    const index = this.#columns.push(column) - 1;
    this.#names.keep(column.name);
    this.#spotAt(column.path)[column.misfits ? 'misfits' : 'column'] = index;
  }

  #wants(path: Path): boolean {
    return this.options.wants === undefined || this.options.wants(path) > 0;
  }

  #spotAt(path: Path): Spot {
    let spot = this.#root;
    for (const key of path) spot = this.#spotBelow(spot, key);
    return spot;
  }

  #spotBelow(spot: Spot, key: string): Spot {
    const known = spot.below.get(key);
    if (known) return known;
    const added: Spot = { path: [...spot.path, key], below: new Map() };
    spot.below.set(key, added);
    return added;
  }
}

/** Whether a value is in a separate table. A list of plain values at the same place is not. */
function isListOfTable({ isTable }: Spot, value: unknown): boolean {
  return isTable === true && Array.isArray(value) && !value.every(isScalar);
}

/** What JSON makes of a value that it does not have: a flow may have put one into a row. Objects and lists stay. */
function asJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  return ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
    : value;
}

function tooMany() {
  return configError(
    `The rows have more than ${MOST_COLUMNS.toLocaleString('en-US')} different values, and a table has no room for them.`,
    'Name the columns that you need in the Columns field of the node.',
  );
}
