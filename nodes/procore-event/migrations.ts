import type { Migrations } from '../shared/migrations.js';

/** A new type of node has no older flows. */
export const migrations: Migrations = [];
