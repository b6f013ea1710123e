import { FIRST, OWN_COMPANY } from '../shared/action-migrations.js';
import type { Migrations } from '../shared/migrations.js';

export const migrations: Migrations = [FIRST, OWN_COMPANY];
