import { actionFields } from '../shared/fields/action-fields.js';
import type { Fields } from '../shared/fields/field.js';
import { newestVersion } from '../shared/migrations.js';
import { migrations } from './migrations.js';

export const fields = {
  ...actionFields,
  version: { kind: 'kept', default: newestVersion(migrations) },
  mode: {
    kind: 'choice',
    label: 'Report',
    default: 'audit',
    values: ['audit', 'compare', 'installations', 'required'],
  },
  /** All companies in which the app is installed, or the one of the Company field. */
  companies: { kind: 'choice', label: 'Companies', default: 'all', values: ['all', 'one'] },
  /** For an audit: every finding, one row per project, or only the changes since the last audit. */
  shape: { kind: 'choice', label: 'Output as', default: 'rows', values: ['rows', 'matrix', 'changes'] },
  /** Projects to report even if no list contains them. */
  known: { kind: 'typed', label: 'Also check these projects', default: '' },
  knownType: {
    kind: 'inputType',
    label: 'Also check these projects',
    default: 'none',
    values: ['none', 'msg', 'flow', 'global', 'json', 'jsonata', 'str', 'num', 'env'],
    absent: 'msg',
    emptyIsAbsent: true,
  },
  /** A second connection. Not `required: false`: Node-RED would never ask its validator about an empty one. */
  other: { kind: 'node', label: 'Second connection', type: 'procore-config', default: '' },
  /** Whether a comparison includes tools. */
  tools: { kind: 'tick', label: 'Tools', default: true },
  /** Context store that keeps the last audit; empty for the default. */
  store: { kind: 'text', label: 'Remember last audit in', default: '' },
} as const satisfies Fields;
