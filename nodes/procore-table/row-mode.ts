import type { Row } from '../../src/table/column.js';
import { csvColumns, flatTable } from '../../src/table/flat-rows.js';
import type { TableDef } from '../shared/flow-json.js';
import type { Run } from '../shared/pipe/node-kind.js';
import type { Outcome } from '../shared/pipe/outcome.js';
import { givenBy } from './given.js';

/** Flat rows, with the columns that they have. */
export async function rowOutcomes(run: Run<TableDef>): Promise<Outcome> {
  const { changes, places, layout, procore, warnings } = await givenBy(run);
  const isPlain = changes.every(({ op }) => op === 'upsert');
  // Among changes, each row says which one it is.
  const rows = changes.map(({ op, row }): Row => (isPlain ? row : { op, ...row }));
  // One message has one table.
  const lists = layout.lists === 'table' ? 'json' : layout.lists;
  const table = flatTable(rows, places, { ...layout, lists });
  return {
    rows: table.rows,
    last: true,
    warnings,
    about: { more: { ...procore, columns: table.columns } },
    properties: { columns: csvColumns(table.columns) },
  };
}
