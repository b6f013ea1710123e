import type { Migration, Migrations } from '../shared/migrations.js';

/** A connection of before lacks the fields that came later, and was read as if it had these. */
const FIRST: Migration = {
  to: 1,
  up: ({ actAs, quotaScope, ...stored }) => ({
    reserve: '2',
    lookups: true,
    demoAccount: 'main',
    ...stored,
    // Written by hand they may be empty, which was read the same way.
    actAs: actAs || 'app',
    quotaScope: quotaScope || 'company',
  }),
};

export const migrations: Migrations = [FIRST];
