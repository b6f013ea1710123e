import type { Migration, Migrations } from '../shared/migrations.js';

/** Connections of older versions lack the fields that came later, and were read as if they had these values. */
const FIRST: Migration = {
  to: 1,
  up: ({ actAs, quotaScope, ...stored }) => ({
    reserve: '2',
    lookups: true,
    demoAccount: 'main',
    ...stored,
    // In flows written by hand they may be empty, which was read the same way.
    actAs: actAs || 'app',
    quotaScope: quotaScope || 'company',
  }),
};

export const migrations: Migrations = [FIRST];
