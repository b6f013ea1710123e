import { actionFields } from '../shared/fields/action-fields.js';
import type { Fields } from '../shared/fields/field.js';
import { newestVersion } from '../shared/migrations.js';
import { migrations } from './migrations.js';

export const fields = {
  ...actionFields,
  version: { kind: 'kept', default: newestVersion(migrations) },
  /** Not called `status`: Node-RED's editor keeps the status that a node shows under that name. */
  projectStatus: {
    kind: 'choice',
    label: 'Status',
    default: 'active',
    values: ['active', 'inactive', 'all'],
  },
  view: {
    kind: 'choice',
    label: 'View',
    default: 'normal',
    values: ['normal', 'compact', 'extended', 'ids'],
  },
} as const satisfies Fields;
