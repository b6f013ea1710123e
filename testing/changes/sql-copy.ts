import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Change } from '../../src/changes/step.js';
import { changesOf, keyPaths } from '../../src/table/change.js';
import type { Row } from '../../src/table/column.js';
import { knownPlaces } from '../../src/table/known-places.js';
import { type KnownTable, sqlFor } from '../../src/table/sql/tables.js';

const TABLE = 'copy';

/** A copy in SQLite, written as flows write it: changes become flat rows and SQL, by the code of procore table. */
export class SqlCopy {
  readonly #db: DatabaseSync;
  #known: KnownTable | undefined;

  /**
   * @param operation `GET` and the path of the list
   * @param known the columns that it begins with. @default those that the file knows
   */
  constructor(
    private readonly operation: string,
    file = ':memory:',
    known?: KnownTable,
  ) {
    this.#db = new DatabaseSync(file);
    this.#db.exec('CREATE TABLE IF NOT EXISTS known (one INTEGER PRIMARY KEY, json TEXT)');
    const kept = this.#db.prepare('SELECT json FROM known').get() as { json: string } | undefined;
    this.#known = known ?? (kept && JSON.parse(kept.json));
  }

  get known(): KnownTable | undefined {
    return this.#known;
  }

  /** Takes in changes, all of them or none. */
  async take(changes: readonly Change[]): Promise<void> {
    const table = {
      dialect: 'sqlite',
      table: TABLE,
      key: keyPaths('id'),
      deletes: 'row',
      now: new Date(0),
      creates: true,
    } as const;
    const places = await knownPlaces(this.operation);
    const { known, statements } = await sqlFor(
      changesOf(changes as unknown as Row[], table.key),
      places,
      table,
      this.#known,
    );
    this.#db.exec('BEGIN');
    for (const { sql, parameters } of statements)
      this.#db.prepare(sql.replaceAll(/\$\d+/g, '?')).run(...(parameters as SQLInputValue[]));
    this.#db.prepare('INSERT OR REPLACE INTO known VALUES (1, ?)').run(JSON.stringify(known));
    this.#db.exec('COMMIT');
    this.#known = known;
  }

  /** The rows as text by their keys, without columns that are empty. */
  rows(): Map<string, string> {
    if (this.#known === undefined) return new Map();
    const query = this.#db.prepare(`SELECT * FROM ${TABLE}`);
    query.setReadBigInts(true);
    const written = (row: Record<string, unknown>) =>
      Object.entries(row)
        .flatMap(([name, value]) => (value === null ? [] : [`${name}=${String(value)}`]))
        .sort()
        .join('\n');
    return new Map(query.all().map((row) => [String(row.id), written(row)]));
  }

  /** What these rows would be in a copy that has the same columns. */
  async likewise(rows: readonly unknown[]): Promise<Map<string, string>> {
    const other = new SqlCopy(this.operation, ':memory:', this.#known);
    try {
      await other.take(rows.map((row) => ({ op: 'upsert', key: String((row as Row).id), row })));
      return other.rows();
    } finally {
      other.close();
    }
  }

  close(): void {
    this.#db.close();
  }
}
