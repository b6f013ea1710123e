import { FIRST, OWN_COMPANY } from '../shared/action-migrations.js';
import type { Migration, Migrations } from '../shared/migrations.js';

/** In older versions, the values that a request read from a message stayed on it. */
const KEPT_INPUTS: Migration = {
  to: 2,
  up: (stored) => ({ messageInputs: 'kept', ...stored }),
};

export const migrations: Migrations = [FIRST, OWN_COMPANY, KEPT_INPUTS];
