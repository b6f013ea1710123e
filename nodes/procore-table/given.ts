import { configError } from '../../src/errors.js';
import { type Change, changesOf, keyPaths, refuseVagueDeletions } from '../../src/table/change.js';
import { isRow, type Path } from '../../src/table/column.js';
import { labelsOf } from '../../src/table/custom-fields.js';
import { rowsOf, wantedColumns } from '../../src/table/flat-rows.js';
import type { Place } from '../../src/table/from-shape.js';
import { knownPlaces } from '../../src/table/known-places.js';
import type { LayoutOptions } from '../../src/table/layout.js';
import type { TableDef } from '../shared/flow-json.js';
import type { Inputs } from '../shared/pipe/inputs.js';
import type { Run } from '../shared/pipe/node-kind.js';
import type { Warning } from '../shared/pipe/outcome.js';
import { type FieldLabels, fieldLabels } from './field-labels.js';

/** What a message brings to a table. */
export interface Given {
  readonly changes: readonly Change[];
  readonly key: readonly Path[];
  /** What the catalogue knows about the rows. */
  readonly places: readonly Place[];
  /** Which columns the fields of the node ask for. */
  readonly layout: Pick<LayoutOptions, 'labels' | 'lists' | 'wants'>;
  /** What the message says about where its rows are from. */
  readonly procore: Readonly<Record<string, unknown>>;
  /** What the node warns about. */
  readonly warnings: readonly Warning[];
}

/** Reads a message. @throws ProcoreError PROCORE_CONFIG if it has no rows */
export async function givenBy(run: Run<TableDef>): Promise<Given> {
  const { inputs } = run;
  const { config } = inputs;
  const { payload, procore } = inputs.msg as { readonly payload?: unknown; readonly procore?: unknown };
  if (typeof payload !== 'object' || payload === null || ArrayBuffer.isView(payload)) {
    throw configError(
      'msg.payload has no rows.',
      'Send it a list of rows, or a single one, as a procore request node does.',
    );
  }
  const key = keyPaths(inputs.text(config.key, 'key'));
  const rows = rowsOf(payload);
  if (config.as === 'sql' && config.deletes !== 'off') refuseVagueDeletions(rows, key);
  const changes = changesOf(rows, key);
  const { labels, warnings } = await labelsFor(run, changes);
  const told = isRow(procore) ? procore : {};
  return {
    changes,
    key,
    places: await knownPlaces(told.operation, changes[0]?.row),
    layout: {
      lists: config.lists,
      labels,
      wants: wantedOf(inputs),
    },
    procore: told,
    warnings,
  };
}

/** The labels on the message, or those that Procore has; none if the node names fields by their id. */
async function labelsFor(run: Run<TableDef>, changes: readonly Change[]): Promise<FieldLabels> {
  const definitions = run.inputs.take('definitions');
  if (run.inputs.config.customFields !== 'label') return { labels: new Map(), warnings: [] };
  if (definitions !== undefined) return { labels: labelsOf(definitions), warnings: [] };
  return fieldLabels(
    run,
    changes.map(({ row }) => row),
  );
}

function wantedOf(inputs: Inputs<TableDef>) {
  return wantedColumns(inputs.text(inputs.config.columns, 'columns'));
}
