import { FIRST, OWN_COMPANY } from '../shared/action-migrations.js';
import type { Migration, Migrations } from '../shared/migrations.js';

const STATUSES: readonly unknown[] = ['active', 'inactive', 'all'];

/**
 * `status` is where Node-RED's editor keeps what a node shows, which was then stored in place of the setting. Of such a
 * node nobody knows what was chosen: it stays empty, which is an error and not another choice.
 */
const RENAMED_STATUS: Migration = {
  to: 2,
  up: ({ status = 'active', ...stored }) => ({
    projectStatus: STATUSES.includes(status) ? status : '',
    ...stored,
  }),
};

export const migrations: Migrations = [FIRST, OWN_COMPANY, RENAMED_STATUS];
