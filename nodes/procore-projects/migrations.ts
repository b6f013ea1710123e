import { FIRST, OWN_COMPANY } from '../shared/action-migrations.js';
import type { Migration, Migrations } from '../shared/migrations.js';

const STATUSES: readonly unknown[] = ['active', 'inactive', 'all'];

/**
 * Node-RED's editor keeps the status that a node shows in `status`, and stored that in place of the setting. The
 * original choice is then lost, so the field stays empty: that is an error, and no other choice is guessed.
 */
const RENAMED_STATUS: Migration = {
  to: 2,
  up: ({ status = 'active', ...stored }) => ({
    projectStatus: STATUSES.includes(status) ? status : '',
    ...stored,
  }),
};

export const migrations: Migrations = [FIRST, OWN_COMPANY, RENAMED_STATUS];
