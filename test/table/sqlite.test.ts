import type { Database } from './database.js';
import { itKeepsTables } from './sql-databases.js';
import { sqliteDatabase } from './sqlite-database.js';

describe('tables in SQLite', () => {
  let database: Database;
  before(() => {
    database = sqliteDatabase();
  });
  after(() => database.close());

  itKeepsTables(
    'sqlite',
    () => database,
    (name) => `"${name}"`,
  );
});
