import assert from 'node:assert/strict';
import { builtInShapes } from '../../src/catalogue/shapes.js';
import { changesOf, keyPaths } from '../../src/table/change.js';
import type { Column, Row } from '../../src/table/column.js';
import { placesOf } from '../../src/table/from-shape.js';
import type { DialectName } from '../../src/table/sql/dialect.js';
import type { SqlTable } from '../../src/table/sql/statements.js';
import { type KnownTable, sqlFor } from '../../src/table/sql/tables.js';
import type { Database } from './database.js';

const NOW = new Date('2026-03-01T00:00:00Z');

/** How a table is written, with what most tests do not care about. */
export function tableOf(dialect: DialectName, more: Partial<SqlTable> = {}): SqlTable {
  return { dialect, table: 'rfis', key: keyPaths('id'), deletes: 'row', now: NOW, creates: true, ...more };
}

/** Brings rows into a table. @returns the columns that it has then */
async function write(
  database: Database,
  table: SqlTable,
  rows: readonly Row[],
  shape?: Parameters<typeof placesOf>[0],
): Promise<readonly Column[]> {
  const places = shape === undefined ? [] : placesOf(shape);
  const before = table.known && { columns: table.known, lists: [] };
  return (await writeAll(database, table, rows, places, before)).columns;
}

async function writeAll(
  database: Database,
  table: SqlTable,
  rows: readonly Row[],
  places: Parameters<typeof sqlFor>[1] = [],
  before?: KnownTable,
): Promise<KnownTable> {
  const { known, statements } = await sqlFor(changesOf(rows, table.key), places, table, before);
  for (const { sql, parameters } of statements) await database.run(sql, parameters);
  return known;
}

/** What people and attackers write into texts and names. */
const HOSTILE = [
  `'; drop table rfis; --`,
  `" ] \` ' \\ %s $1 ? :name @p1 {{x}}`,
  '🏗️ 日本語 ‮reversed',
  'line\r\nline\ttab',
  'null',
  ' spaces ',
  'nul\0here',
  'x'.repeat(70_000),
];

/** What has to hold in every database. @param open a database without tables @param quoted a name, quoted */
export function itKeepsTables(
  dialect: DialectName,
  open: () => Database,
  quoted: (name: string) => string,
): void {
  const all = (table = 'rfis') => open().rows(`select * from ${quoted(table)} order by ${quoted('id')}`);
  const drop = (table = 'rfis') => open().run(`drop table if exists ${quoted(table)}`, []);
  beforeEach(() => drop());

  it('keeps hostile values and names as they are', async () => {
    const names = [
      'select',
      'a"b`c]d',
      `it's; --`,
      'a.b',
      '🏗️ crane',
      'Ünï',
      'Uni',
      'x'.repeat(64),
      'x'.repeat(65),
      'ctid',
      'é'.repeat(60),
      ' end ',
      '$1 ? {{payload}} :name',
      'nul\0here',
      '__proto__',
    ];
    const rows = HOSTILE.map((text, at) => ({
      id: at + 1,
      ...Object.fromEntries(names.map((name) => [name, `${name.slice(0, 3).replaceAll('\0', '')}${text}`])),
    }));
    const columns = await write(open(), tableOf(dialect), rows);
    assert.equal(columns.length, names.length + 1);
    for (const [at, kept] of (await all()).entries()) {
      for (const { name, path } of columns.slice(1)) {
        const given = String((rows[at] as Row)[path[0] as string]);
        // PostgreSQL alone has no NUL in texts.
        assert.equal(kept[name], dialect === 'postgres' ? given.replaceAll('\0', '\u2400') : given, name);
      }
    }
  });

  it('keeps 50,000 rows that are written twice once', async function () {
    this.timeout(120_000);
    const shape = [
      {
        id: 'integer',
        subject: 'string',
        amount: 'currency',
        due: 'date',
        updated_at: 'date-time',
        private: 'boolean',
      },
    ] as const;
    const rows = Array.from({ length: 50_000 }, (_, at) => ({
      id: at + 1,
      subject: `RFI ${at}`,
      amount: `${at}.10`,
      due: '2026-02-28',
      updated_at: '2026-02-28T12:00:00Z',
      private: at % 2 === 0,
      assignee: { id: at % 7, name: `Person ${at % 7}` },
    }));
    const columns = await write(open(), tableOf(dialect), rows, shape as never);
    const count = () => open().rows(`select count(*) as n, sum(${quoted('id')}) as s from ${quoted('rfis')}`);
    const [first] = await count();
    assert.equal(Number(first?.n), 50_000);
    const sample = (await open().rows(`select * from ${quoted('rfis')} where ${quoted('id')} = 49999`))[0];
    await write(open(), tableOf(dialect, { known: columns }), rows, shape as never);
    assert.deepEqual((await count())[0], first);
    const again = (await open().rows(`select * from ${quoted('rfis')} where ${quoted('id')} = 49999`))[0];
    assert.deepEqual(again, sample);
    assert.equal(Number(sample?.amount), 49998.1);
  });

  it('keeps numbers to the last digit', async () => {
    const rows = [
      { id: '9007199254740993', amount: '12345678901234567890.123456789012345678' },
      { id: 2, amount: 0.1 },
      { id: 3, amount: 1e-7 },
      { id: 4, amount: '0.00000000000000000001' },
      { id: 5, amount: 'n/a' },
    ];
    await write(open(), tableOf(dialect), rows, [{ id: 'integer', amount: 'currency' }]);
    const text = (value: unknown) =>
      String(value)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');
    const kept = await all();
    assert.deepEqual(
      kept.map(({ id, amount, amount_text: misfit }) => [
        String(id),
        amount === null ? null : text(amount),
        misfit,
      ]),
      [
        ['2', '0.1', null],
        ['3', '0.0000001', null],
        ['4', null, '0.00000000000000000001'],
        ['5', null, 'n/a'],
        ['9007199254740993', '12345678901234567890.123456789012345678', null],
      ],
    );
  });

  it('gets more columns when rows have more', async () => {
    const known = await write(open(), tableOf(dialect), [{ id: 1, a: 'x' }]);
    const more = await write(open(), tableOf(dialect, { known }), [{ id: 2, a: 'y', b: 'z', c: { d: 'w' } }]);
    assert.deepEqual(
      more.map(({ name }) => name),
      ['id', 'a', 'b', 'c_d'],
    );
    const texts = (await all()).map(({ id, a, b, c_d }) => [Number(id), a, b, c_d]);
    assert.deepEqual(texts, [
      [1, 'x', null, null],
      [2, 'y', 'z', 'w'],
    ]);
  });

  it('removes what was deleted, by its key alone', async () => {
    const table = tableOf(dialect);
    await write(open(), table, [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]);
    await write(open(), table, [
      { op: 'delete', key: '1' },
      { op: 'delete', key: 2, row: null },
      { op: 'upsert', key: '3', row: { id: 3 } },
      { op: 'delete', key: '3', row: { id: 3 } },
      { op: 'delete', key: '4' },
      { op: 'upsert', key: '4', row: { id: 4 } },
    ]);
    assert.deepEqual(
      (await all()).map(({ id }) => Number(id)),
      [4],
    );
  });

  it('marks what was deleted, and takes the mark off when it comes back', async () => {
    const table = tableOf(dialect, { deletes: 'mark' });
    const known = await write(open(), table, [{ id: 1 }, { id: 2 }]);
    const marked = async () => (await all()).map(({ deleted_at }) => deleted_at !== null);
    await write(open(), { ...table, known }, [{ op: 'delete', key: '2' }]);
    assert.deepEqual(await marked(), [false, true]);
    await write(open(), { ...table, known }, [{ id: 2 }]);
    assert.deepEqual(await marked(), [false, false]);
  });

  it('has keys of several columns', async () => {
    const table = tableOf(dialect, { key: keyPaths('project.id, code') });
    const rows = [
      { id: 1, project: { id: 1 }, code: 'a' },
      { id: 2, project: { id: 1 }, code: 'b' },
      { id: 3, project: { id: 2 }, code: 'a' },
    ];
    await write(open(), table, rows);
    await write(open(), table, [{ op: 'delete', key: [1, 'a'] }, { ...rows[1], id: 5 } as Row]);
    assert.deepEqual(
      (await all()).map(({ id }) => Number(id)),
      [3, 5],
    );
  });

  it('has a table for each list of objects, with what it has now', async () => {
    await drop('rfis_assignees');
    const table = tableOf(dialect, { lists: 'table' });
    const person = (id: number) => ({ id, name: `Person ${id}`, position: 'Engineer', tags: [{ x: 1 }] });
    const first = [
      { id: 1, assignees: [person(5), person(6)] },
      { id: 2, assignees: [person(7)] },
      { id: 3, assignees: [person(8)] },
    ];
    const known = await writeAll(open(), table, first);
    assert.deepEqual(
      known.columns.map(({ name }) => name),
      ['id'],
    );
    const items = async () => {
      const found = await open().rows(
        `select * from ${quoted('rfis_assignees')} order by ${quoted('parent_id')}, ${quoted('position')}`,
      );
      return found.map((row) => [
        Number(row.parent_id),
        Number(row.position),
        Number(row.item_id),
        row.item_position,
      ]);
    };
    assert.deepEqual(await items(), [
      [1, 0, 5, 'Engineer'],
      [1, 1, 6, 'Engineer'],
      [2, 0, 7, 'Engineer'],
      [3, 0, 8, 'Engineer'],
    ]);
    const next = [
      { id: 1, assignees: [person(6)] },
      { id: 2, assignees: [] },
      { op: 'delete', key: 3 },
    ];
    await writeAll(open(), table, next, [], known);
    assert.deepEqual(await items(), [[1, 0, 6, 'Engineer']]);
    assert.equal((await all()).length, 2);
  });

  it('has tables for shapes of the catalogue, with the values that fit them', async function () {
    this.timeout(60_000);
    const shapes = [...(await builtInShapes())].flatMap(([signature, { returns }]) =>
      returns === undefined ? [] : [{ signature, places: placesOf(returns) }],
    );
    const widest = shapes.reduce((one, other) => (other.places.length > one.places.length ? other : one));
    // To create all of them takes minutes.
    for (const { signature, places } of [widest, ...shapes.filter((_, at) => at % 100 === 0)]) {
      const table = tableOf(dialect, { table: 'shape', key: keyPaths('own key') });
      const row = { 'own key': signature };
      await drop('shape');
      const { statements } = await sqlFor([{ op: 'upsert', row }], places, table);
      for (const { sql, parameters } of statements) await open().run(sql, parameters);
      assert.equal((await open().rows(`select * from ${quoted('shape')}`)).length, 1, signature);
    }
  });
}
