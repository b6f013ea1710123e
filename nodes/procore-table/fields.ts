import { actionFields } from '../shared/fields/action-fields.js';
import type { Fields } from '../shared/fields/field.js';
import { newestVersion } from '../shared/migrations.js';
import { migrations } from './migrations.js';

export const fields = {
  ...actionFields,
  version: { kind: 'kept', default: newestVersion(migrations) },
  /** One after the other by default: a message may add columns that the next one must know of. */
  concurrency: { ...actionFields.concurrency, default: '1' },
  as: { kind: 'choice', label: 'Result', default: 'rows', values: ['rows', 'sql'] },
  dialect: {
    kind: 'choice',
    label: 'Database',
    default: 'sqlite',
    values: ['postgres', 'sqlite', 'mysql', 'mssql'],
  },
  /** `usual`: for the usual Node-RED node of that database. `plain`: text and values in the payload. */
  flavor: { kind: 'choice', label: 'Messages for', default: 'usual', values: ['usual', 'plain'] },
  /** With a schema before a dot, if there is one. */
  table: { kind: 'text', label: 'Table', default: '' },
  /** Paths of the columns that tell rows apart, separated by commas. */
  key: { kind: 'text', label: 'Key', default: 'id', emptyIsAbsent: true },
  /** Paths of the wanted columns, separated by commas or lines; empty for all. */
  columns: { kind: 'text', label: 'Columns', default: '' },
  /** What a list of objects becomes. `table` is for SQL; flat rows have JSON then. */
  lists: {
    kind: 'choice',
    label: 'Lists of objects',
    default: 'json',
    values: ['json', 'names', 'count', 'table'],
  },
  customFields: { kind: 'choice', label: 'Custom fields', default: 'label', values: ['label', 'id'] },
  /** What becomes of a deleted row: it is deleted, marked in `deleted_at`, or left alone. */
  deletes: { kind: 'choice', label: 'Deleted rows', default: 'row', values: ['row', 'mark', 'off'] },
} as const satisfies Fields;
