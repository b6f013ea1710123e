import type { Kysely, RawBuilder, Sql } from 'kysely';
import type { DialectName } from './dialect.js';

/** A statement as text, with the place of each parameter, in order. */
export interface Compiled {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Makes SQL text, with names quoted and values as parameters. It never speaks to a database. */
export interface Compiler {
  readonly sql: Sql;
  compile(statement: RawBuilder<unknown>): Compiled;
}

/** The compiler of a dialect. Kysely is loaded here, so that a Node-RED without such a node does not load it. */
export async function compilerOf(dialect: DialectName): Promise<Compiler> {
  const kysely = await import('kysely');
  const parts = partsOf(kysely, dialect);
  const db: Kysely<unknown> = new kysely.Kysely({
    dialect: {
      ...parts,
      createDriver: () => new kysely.DummyDriver(),
      createIntrospector: () => {
        throw new Error('Text is compiled without a database, which cannot be looked into.');
      },
    },
  });
  return { sql: kysely.sql, compile: (statement) => statement.compile(db) };
}

function partsOf(kysely: typeof import('kysely'), dialect: DialectName) {
  switch (dialect) {
    case 'postgres':
      return {
        createAdapter: () => new kysely.PostgresAdapter(),
        createQueryCompiler: () => new kysely.PostgresQueryCompiler(),
      };
    case 'mysql':
      return {
        createAdapter: () => new kysely.MysqlAdapter(),
        createQueryCompiler: () => new kysely.MysqlQueryCompiler(),
      };
    case 'sqlite': {
      // node-red-node-sqlite binds msg.payload only if it has as many items as the text has dollar signs (its sqlite.js,
      // version 1.1.1).
      class Numbered extends kysely.SqliteQueryCompiler {
        protected override getCurrentParameterPlaceholder(): string {
          return `$${this.numParameters}`;
        }
      }
      return { createAdapter: () => new kysely.SqliteAdapter(), createQueryCompiler: () => new Numbered() };
    }
    case 'mssql': {
      // A name that begins with a letter, as a parameter of node-red-contrib-mssql-plus has it.
      class Named extends kysely.MssqlQueryCompiler {
        protected override getCurrentParameterPlaceholder(): string {
          return `@p${this.numParameters}`;
        }
      }
      return { createAdapter: () => new kysely.MssqlAdapter(), createQueryCompiler: () => new Named() };
    }
  }
}
