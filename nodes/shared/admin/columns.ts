import type { Column, ListForm, Row } from '../../../src/table/column.js';
import { type FlatRow, flatTable, rowsOf, wantedColumns } from '../../../src/table/flat-rows.js';
import { knownPlaces } from '../../../src/table/known-places.js';

/** A column as the dialog of a table shows it. */
export interface ShownColumn extends Pick<Column, 'name' | 'type' | 'path'> {
  /** Whether the named columns include it. */
  readonly wanted: boolean;
}

/** What a table would have: all columns there are, and some rows as they would be. */
export interface ShownTable {
  readonly columns: readonly ShownColumn[];
  /** Names of the wanted columns, in their order. */
  readonly names: readonly string[];
  readonly rows: readonly FlatRow[];
}

/**
 * The columns of an operation's rows, found in the way that the node itself finds them. Custom fields have no label
 * here, since nothing is sent to Procore.
 * @param rows as Procore gave them; none if nobody has read any
 */
export async function columnsOf(asked: {
  readonly operation: string;
  readonly rows: readonly unknown[];
  readonly columns: string;
  readonly lists: ListForm;
}): Promise<ShownTable> {
  const rows: readonly Row[] = rowsOf(asked.rows);
  const places = await knownPlaces(asked.operation, rows[0]);
  // Flat rows have no separate tables.
  const lists = asked.lists === 'table' ? 'json' : asked.lists;
  const wants = wantedColumns(asked.columns);
  const all = flatTable(rows, places, { lists });
  const table = wants ? flatTable(rows, places, { lists, wants }) : all;
  return {
    columns: all.columns.map(({ name, type, path }) => ({
      name,
      type,
      path,
      wanted: !wants || wants(path) > 0,
    })),
    names: table.columns.map(({ name }) => name),
    rows: table.rows,
  };
}
