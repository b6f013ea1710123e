import { FIRST, OWN_COMPANY } from '../shared/action-migrations.js';
import type { Migration, Migrations } from '../shared/migrations.js';

/** In older versions, the values that a request read from a message stayed on it. */
const KEPT_INPUTS: Migration = {
  to: 2,
  up: (stored) => ({ messageInputs: 'kept', ...stored }),
};

/** In older versions, a message was always one call. */
const ONE_CALL: Migration = {
  to: 3,
  up: (stored) => ({ scope: 'call', scopeFilter: '', scopeFilterType: 'json', tagRows: true, ...stored }),
};

export const migrations: Migrations = [FIRST, OWN_COMPANY, KEPT_INPUTS, ONE_CALL];
