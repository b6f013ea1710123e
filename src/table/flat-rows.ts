import { type Column, isRow, type Row } from './column.js';
import type { Place } from './from-shape.js';
import { Layout, type LayoutOptions, type Wants } from './layout.js';
import { type Flat, flatValue } from './values.js';

/** Values by the names of their columns. */
export type FlatRow = Record<string, Exclude<Flat, null>>;

/** Rows without anything nested, and the columns that they have. */
export interface FlatTable {
  readonly columns: readonly Column[];
  readonly rows: FlatRow[];
}

/**
 * Makes rows flat, with their columns in the same order.
 * @param places what the catalogue knows about the rows
 */
export function flatTable(
  rows: readonly Row[],
  places: readonly Place[],
  options: LayoutOptions = {},
): FlatTable {
  const layout = new Layout(options);
  layout.expect(places);
  layout.learn(rows);
  const { wants } = options;
  const at = new Map(layout.columns.map((column, index) => [column, index]));
  const columns = wants ? layout.columns.toSorted((a, b) => wants(a.path) - wants(b.path)) : layout.columns;
  return { columns, rows: rows.map((row) => flatRow(layout.cells(row), columns, at)) };
}

/** What a row has no value for is left out: the csv node writes null as a word. */
function flatRow(
  cells: readonly unknown[],
  columns: readonly Column[],
  at: ReadonlyMap<Column, number>,
): FlatRow {
  const row: FlatRow = {};
  for (const column of columns) {
    const value = flatValue(cells[at.get(column) ?? -1], column);
    if (value !== null) row[column.name] = value;
  }
  return row;
}

/** The rows of a payload: a list, or a single one. An item that is no object becomes the column `value`. */
export function rowsOf(payload: unknown): Row[] {
  const items = Array.isArray(payload) ? payload : [payload];
  return items.map((item) => (isRow(item) ? item : { value: item }));
}

/** The names of columns as the csv node reads them in `msg.columns`. */
export function csvColumns(columns: readonly Column[]): string {
  return columns
    .map(({ name }) => (/[",\s]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name))
    .join(',');
}

/**
 * The place of a column among those that a user has named, each by its path (`assignee.name`) or by the beginning of one
 * (`assignee`); 0 if it is not among them. @param named separated by commas or lines; empty for all
 */
export function wantedColumns(named: string): Wants | undefined {
  const names = named.split(/[,\n]/).map((each) => each.trim());
  const places = new Map(names.filter(Boolean).map((name, at) => [name, at + 1]));
  if (places.size === 0) return undefined;
  return (path) => {
    const found = path.map((_, at) => places.get(path.slice(0, at + 1).join('.')));
    return found.findLast((place) => place !== undefined) ?? 0;
  };
}
