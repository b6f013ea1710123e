import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Database } from './database.js';

/** SQLite in memory. */
export function sqliteDatabase(): Database {
  const db = new DatabaseSync(':memory:');
  return {
    // node:sqlite looks for each named parameter among all others, which takes minutes for 8,000 of them. No name or
    // text in a statement has a dollar sign.
    run: async (sql, parameters) =>
      db.prepare(sql.replaceAll(/\$\d+/g, '?')).run(...(parameters as SQLInputValue[])),
    rows: async (sql) => {
      const query = db.prepare(sql);
      query.setReadBigInts(true);
      return query.all() as Array<Record<string, unknown>>;
    },
    close: async () => db.close(),
  };
}
