import type { RawBuilder } from 'kysely';
import type { Column } from '../column.js';
import type { Compiled, Compiler } from './compiler.js';
import type { Dialect } from './dialect.js';

/** Stands for a value while the text is made; only its place counts. */
const ANY = 0;

/** A table in a database: its name, with its schema if there is one, and the names of its key columns. */
export interface Target {
  readonly table: readonly string[];
  readonly key: readonly string[];
}

/** The texts of one table's statements. Nothing of a row is in them: values are parameters. */
export class Texts {
  readonly #upserts = new Map<number, string>();

  constructor(
    private readonly compiler: Compiler,
    private readonly dialect: Dialect,
    private readonly target: Target,
    private readonly columns: readonly Column[],
  ) {}

  /** CREATE TABLE, if there is none. */
  create(columns: readonly Column[]): Compiled {
    const { sql } = this.compiler;
    const { key } = this.target;
    const defined = columns.map((column) => this.#defined(column));
    const body = sql`${this.#list(defined)}, primary key (${this.#names(key)})`;
    if (this.dialect.name === 'mssql') {
      return this.#compiled(
        sql`if object_id(${this.#quoted()}, 'U') is null create table ${this.#table} (${body})`,
      );
    }
    const more = this.dialect.name === 'mysql' ? sql` character set utf8mb4` : sql``;
    return this.#compiled(sql`create table if not exists ${this.#table} (${body})${more}`);
  }

  /** ALTER TABLE, as few statements as the database allows. @param isKnown whether the table surely lacks the columns */
  add(columns: readonly Column[]): Compiled[] {
    const { sql } = this.compiler;
    const table = this.#table;
    const each = columns.map((column) => ({ name: column.name, defined: this.#defined(column) }));
    switch (this.dialect.name) {
      case 'postgres': {
        const parts = each.map(({ defined }) => sql`add column if not exists ${defined}`);
        return [this.#compiled(sql`alter table ${table} ${this.#list(parts)}`)];
      }
      case 'mysql':
        return [
          this.#compiled(
            sql`alter table ${table} ${this.#list(each.map(({ defined }) => sql`add column ${defined}`))}`,
          ),
        ];
      case 'sqlite':
        return each.map(({ defined }) => this.#compiled(sql`alter table ${table} add column ${defined}`));
      case 'mssql': {
        const place = this.#quoted();
        return each.map(({ name, defined }) =>
          this.#compiled(sql`if col_length(${place}, ${name}) is null alter table ${table} add ${defined}`),
        );
      }
    }
  }

  /** Whether {@link add} does no harm if the table has the columns already. */
  get addsTwice(): boolean {
    return this.dialect.name === 'postgres' || this.dialect.name === 'mssql';
  }

  /** INSERT, or UPDATE where the key exists, for so many rows with all columns. */
  upsert(rows: number): string {
    const known = this.#upserts.get(rows);
    if (known !== undefined) return known;
    const text = this.#compiled(this.#upsertOf(rows)).sql;
    this.#upserts.set(rows, text);
    return text;
  }

  /** DELETE of so many keys. @param names the columns that they have values for */
  remove(keys: number, names: readonly string[] = this.target.key): string {
    const { sql } = this.compiler;
    return this.#compiled(sql`delete from ${this.#table} where ${this.#isOneOf(keys, names)}`).sql;
  }

  /** Sets the mark of so many keys; the first parameter is the time. */
  mark(column: string, keys: number): string {
    const { sql } = this.compiler;
    const set = sql`${sql.id(column)} = ${ANY}`;
    return this.#compiled(sql`update ${this.#table} set ${set} where ${this.#isOneOf(keys)}`).sql;
  }

  #upsertOf(rows: number): RawBuilder<unknown> {
    const { sql } = this.compiler;
    const names = this.columns.map(({ name }) => name);
    const others = names.filter((name) => !this.target.key.includes(name));
    const row = sql`(${this.#list(names.map(() => sql`${ANY}`))})`;
    const values = this.#list(Array.from({ length: rows }, () => row));
    const insert = sql`insert into ${this.#table} (${this.#names(names)}) values ${values}`;
    const each = (of: (name: string) => RawBuilder<unknown>) =>
      this.#list((others.length > 0 ? others : this.target.key).map(of));
    switch (this.dialect.name) {
      case 'mysql':
        return sql`${insert} on duplicate key update ${each((name) => sql`${sql.id(name)} = values(${sql.id(name)})`)}`;
      case 'mssql':
        return this.#merge(names, others, values);
      default: {
        const key = sql`on conflict (${this.#names(this.target.key)})`;
        if (others.length === 0) return sql`${insert} ${key} do nothing`;
        return sql`${insert} ${key} do update set ${each((name) => sql`${sql.id(name)} = ${sql.id('excluded', name)}`)}`;
      }
    }
  }

  #merge(
    names: readonly string[],
    others: readonly string[],
    values: RawBuilder<unknown>,
  ): RawBuilder<unknown> {
    const { sql } = this.compiler;
    const isSame = sql.join(
      this.target.key.map((name) => sql`${sql.id('old', name)} = ${sql.id('new', name)}`),
      sql` and `,
    );
    const set = this.#list(others.map((name) => sql`${sql.id(name)} = ${sql.id('new', name)}`));
    const update = others.length > 0 ? sql`when matched then update set ${set} ` : sql``;
    const given = this.#list(names.map((name) => sql.id('new', name)));
    // Without HOLDLOCK, two statements at the same time may both insert.
    return sql`merge into ${this.#table} with (holdlock) as ${sql.id('old')} using (values ${values}) as ${sql.id('new')} (${this.#names(names)}) on ${isSame} ${update}when not matched then insert (${this.#names(names)}) values (${given});`;
  }

  #isOneOf(keys: number, names: readonly string[] = this.target.key): RawBuilder<unknown> {
    const { sql } = this.compiler;
    const [first, ...more] = names;
    if (first !== undefined && more.length === 0) {
      const values = this.#list(Array.from({ length: keys }, () => sql`${ANY}`));
      return sql`${sql.id(first)} in (${values})`;
    }
    const one = sql`(${sql.join(
      names.map((name) => sql`${sql.id(name)} = ${ANY}`),
      sql` and `,
    )})`;
    return sql.join(
      Array.from({ length: keys }, () => one),
      sql` or `,
    );
  }

  #defined(column: Column): RawBuilder<unknown> {
    const { sql } = this.compiler;
    const isKey = this.target.key.includes(column.name);
    const type = sql.raw(this.dialect.typeOf({ ...column, isKey }));
    return sql`${sql.id(column.name)} ${type}${isKey ? sql` not null` : sql``}`;
  }

  get #table(): RawBuilder<unknown> {
    return this.compiler.sql.id(...this.target.table);
  }

  /** The name of the table as SQL Server's functions take it, as a value. */
  #quoted(): string {
    return this.target.table.map((part) => `[${part.replaceAll(']', ']]')}]`).join('.');
  }

  #names(names: readonly string[]): RawBuilder<unknown> {
    return this.#list(names.map((name) => this.compiler.sql.id(name)));
  }

  #list(parts: ReadonlyArray<RawBuilder<unknown>>): RawBuilder<unknown> {
    return this.compiler.sql.join(parts);
  }

  #compiled(statement: RawBuilder<unknown>): Compiled {
    return this.compiler.compile(statement);
  }
}
