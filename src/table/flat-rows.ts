import { type Column, isRow, type Row } from './column.js';
import type { Place } from './from-shape.js';
import { Layout, type LayoutOptions } from './layout.js';
import { type Flat, flatValue } from './values.js';

export type FlatRow = Record<string, Flat>;

/** Rows without anything nested, and the columns that they have. */
export interface FlatTable {
  readonly columns: readonly Column[];
  readonly rows: FlatRow[];
}

/**
 * Makes rows flat: each has every column, in the same order.
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
  const { columns } = layout;
  return {
    columns,
    rows: rows.map((row) => {
      const cells = layout.cells(row);
      return Object.fromEntries(columns.map((column, at) => [column.name, flatValue(cells[at], column)]));
    }),
  };
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
 * Whether a column is among those that a user has named, each by its path (`assignee.name`) or by the beginning of one
 * (`assignee`). @param named separated by commas or lines; empty for all
 */
export function wantedColumns(named: string): ((path: readonly string[]) => boolean) | undefined {
  const wanted = new Set(
    named
      .split(/[,\n]/)
      .map((each) => each.trim())
      .filter(Boolean),
  );
  if (wanted.size === 0) return undefined;
  return (path) => path.some((_, at) => wanted.has(path.slice(0, at + 1).join('.')));
}
