import type { StoredForm } from '../../nodes/shared/fields/config.js';
import { TYPES } from './package.js';

/** The fields and the migrations of every node type, so that no test forgets a new one. */
export const FORMS: Readonly<Record<string, StoredForm>> = Object.fromEntries(
  TYPES.map((type) => {
    const { fields } = require(`../../nodes/${type}/fields.ts`);
    const { migrations } = require(`../../nodes/${type}/migrations.ts`);
    return [type, { fields, migrations }];
  }),
);
