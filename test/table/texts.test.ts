import assert from 'node:assert/strict';
import { builtInShapes } from '../../src/catalogue/shapes.js';
import { changesOf, keyPaths } from '../../src/table/change.js';
import type { Row } from '../../src/table/column.js';
import { placesOf } from '../../src/table/from-shape.js';
import { DIALECTS, type DialectName, dialectOf } from '../../src/table/sql/dialect.js';
import { messageOf } from '../../src/table/sql/flavor.js';
import type { SqlTable, Statement } from '../../src/table/sql/statements.js';
import { sqlFor } from '../../src/table/sql/tables.js';
import { tableOf } from './sql-databases.js';

async function statements(table: SqlTable, rows: readonly Row[]): Promise<Statement[]> {
  return [...(await sqlFor(changesOf(rows, table.key), [], table)).statements];
}

/** The texts for a new table, two rows and a deletion. */
async function texts(dialect: DialectName): Promise<string[]> {
  const rows = [{ id: 1, 'a"]`b': 'x' }, { id: 2 }, { op: 'delete', key: 3 }];
  return (await statements(tableOf(dialect), rows)).map(({ sql }) => sql);
}

describe('texts of SQL', () => {
  it('are these in SQL Server, which no test here can run', async () => {
    assert.deepEqual(await texts('mssql'), [
      `if object_id(@p1, 'U') is null create table "rfis" ("id" bigint not null, "a""]\`b" nvarchar(max), primary key ("id"))`,
      'if col_length(@p1, @p2) is null alter table "rfis" add "a""]`b" nvarchar(max)',
      'merge into "rfis" with (holdlock) as "old" using (values (@p1, @p2), (@p3, @p4)) as "new" ("id", "a""]`b") on "old"."id" = "new"."id" when matched then update set "a""]`b" = "new"."a""]`b" when not matched then insert ("id", "a""]`b") values ("new"."id", "new"."a""]`b");',
      'delete from "rfis" where "id" in (@p1)',
    ]);
  });

  it('are these in PostgreSQL', async () => {
    assert.deepEqual(await texts('postgres'), [
      'create table if not exists "rfis" ("id" bigint not null, "a""]`b" text, primary key ("id"))',
      'alter table "rfis" add column if not exists "a""]`b" text',
      'insert into "rfis" ("id", "a""]`b") values ($1, $2), ($3, $4) on conflict ("id") do update set "a""]`b" = "excluded"."a""]`b"',
      'delete from "rfis" where "id" in ($1)',
    ]);
  });

  it('compile for every shape of the catalogue in every dialect', async function () {
    this.timeout(120_000);
    const shapes = [...(await builtInShapes()).values()].flatMap(({ returns }) =>
      returns === undefined ? [] : [placesOf(returns)],
    );
    assert.ok(shapes.length > 2_000);
    for (const dialect of DIALECTS) {
      const table = tableOf(dialect, { key: keyPaths('own key') });
      for (const places of shapes) {
        const rows = changesOf([{ 'own key': 1 }], table.key);
        const { known, statements } = await sqlFor(rows, places, table);
        const all = [...statements];
        // No database cuts a name, or takes two of them for one.
        const names = known.columns.map(({ name }) => name);
        for (const name of names) assert.ok(name !== '' && Buffer.byteLength(name) <= 63, name);
        assert.equal(new Set(names.map((name) => name.normalize('NFKD').toLowerCase())).size, names.length);
        assert.ok(all.some(({ does }) => does === 'create'));
        assert.equal(all.at(-1)?.parameters.length, known.columns.length);
      }
    }
  });

  it('have no more parameters than the database takes', async () => {
    const wide = Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`k${at}`, at]));
    const rows = Array.from({ length: 120 }, (_, id) => ({ id, ...wide }));
    for (const dialect of DIALECTS) {
      const all = await statements(tableOf(dialect), rows);
      const upserts = all.filter(({ does }) => does === 'upsert');
      for (const { parameters } of upserts) {
        assert.ok(parameters.length <= dialectOf(dialect).mostParameters);
      }
      const kept = upserts.reduce((sum, { rows }) => sum + rows, 0);
      assert.equal(kept, 120);
    }
  });

  it('have no value of a row, nor a character that database nodes replace', async () => {
    for (const dialect of DIALECTS) {
      const rows = [{ id: 1, 'a{{b}}$1?': "secret'" }];
      for (const { sql, parameters } of await statements(tableOf(dialect), rows)) {
        assert.ok(!sql.includes('secret'));
        assert.doesNotMatch(sql, /[{}]/);
        const marks = { sqlite: /\$/g, mysql: /\?/g, postgres: /\$\d/g, mssql: /@p\d/g }[dialect];
        assert.equal([...sql.matchAll(marks)].length, parameters.length, sql);
      }
    }
  });

  it('refuse a table without a usable name, and rows without a key', async () => {
    for (const table of ['', 'a.b.c', 'a$b', 'x'.repeat(64), 'a.', '{{x}}', ' \0']) {
      await assert.rejects(statements(tableOf('sqlite', { table }), [{ id: 1 }]), { code: 'PROCORE_CONFIG' });
    }
    for (const row of [{}, { id: null }, { id: '' }, { id: {} }]) {
      await assert.rejects(statements(tableOf('sqlite'), [row]), { code: 'PROCORE_CONFIG' });
    }
    assert.throws(() => keyPaths(' , '), { code: 'PROCORE_CONFIG' });
    assert.throws(() => changesOf([{ op: 'delete', key: [1, 2] }], keyPaths('id')), {
      code: 'PROCORE_CONFIG',
    });
  });

  it('say nothing for no rows, and create no table without a key', async () => {
    assert.deepEqual(await statements(tableOf('sqlite'), []), []);
  });

  it('ignore deletions if they are switched off', async () => {
    const all = await statements(tableOf('sqlite', { deletes: 'off' }), [{ op: 'delete', key: 1 }]);
    assert.deepEqual(
      all.map(({ does }) => does),
      ['create'],
    );
  });

  it('are on messages as the usual database nodes read them', async () => {
    const statement: Statement = { does: 'upsert', sql: 'TEXT', parameters: [1, null], rows: 1 };
    assert.deepEqual(messageOf(statement, 'sqlite', 'usual'), {
      payload: [1, null],
      properties: { topic: 'TEXT' },
    });
    assert.deepEqual(messageOf(statement, 'mysql', 'usual'), {
      payload: [1, null],
      properties: { topic: 'TEXT' },
    });
    assert.deepEqual(messageOf(statement, 'postgres', 'usual').properties, {
      query: 'TEXT',
      params: [1, null],
    });
    assert.deepEqual(
      messageOf({ ...statement, parameters: ['1', 'x'.repeat(4_001)] }, 'mssql', 'usual').properties,
      {
        query: 'TEXT',
        params: [
          { name: 'p1', type: 'nvarchar(4000)', value: '1' },
          { name: 'p2', type: 'nvarchar(max)', value: 'x'.repeat(4_001) },
        ],
      },
    );
    assert.deepEqual(messageOf(statement, 'postgres', 'plain').payload, { sql: 'TEXT', params: [1, null] });
  });
});
