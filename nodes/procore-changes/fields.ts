import { actionFields } from '../shared/fields/action-fields.js';
import type { Fields } from '../shared/fields/field.js';
import { newestVersion } from '../shared/migrations.js';
import { migrations } from './migrations.js';

/** To change: add a line for each field that this node has in addition to those of every node. */
export const fields = {
  ...actionFields,
  version: { kind: 'kept', default: newestVersion(migrations) },
} as const satisfies Fields;
