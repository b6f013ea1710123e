import { LIST_CUSTOM_FIELDS } from '../../src/operations.js';
import type { TableDef } from '../shared/flow-json.js';
import { fieldTarget } from '../shared/pipe/messages.js';
import type { NodeKind } from '../shared/pipe/node-kind.js';
import { fields } from './fields.js';
import { migrations } from './migrations.js';

/** @param now the time that deleted rows are marked with */
export function tableKind(now = () => new Date()): NodeKind<TableDef> {
  return {
    type: 'procore-table',
    fields,
    migrations,
    operations: ({ customFields }) => (customFields === 'label' ? [LIST_CUSTOM_FIELDS] : []),

    // The database nodes read fixed properties.
    target: (config) =>
      config.as === 'sql' ? { output: 'payload', outputType: 'msg' } : fieldTarget(config),
    // Each statement is a message, and the last one says how many there were.
    delivery: (config) => (config.as === 'sql' ? 'page' : config.delivery),

    async *onMessage(run) {
      // Loaded with the first message, since Node-RED's start does not need them.
      if (run.inputs.config.as === 'sql') yield* (await import('./sql-mode.js')).sqlOutcomes(run, now());
      else yield await (await import('./row-mode.js')).rowOutcomes(run);
    },
  };
}
