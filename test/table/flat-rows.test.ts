import assert from 'node:assert/strict';
import fc from 'fast-check';
import { builtInShapes } from '../../src/catalogue/shapes.js';
import { type Column, keyOf, type Row } from '../../src/table/column.js';
import { labelsOf } from '../../src/table/custom-fields.js';
import { csvColumns, flatTable, rowsOf, wantedColumns } from '../../src/table/flat-rows.js';
import { placesOf } from '../../src/table/from-shape.js';
import { MOST_COLUMNS } from '../../src/table/layout.js';

/** Keys that collide once they are joined, folded or cut. */
const key = fc.oneof(
  fc.constantFrom(
    'a',
    'A',
    'a_b',
    'b',
    'é',
    'e',
    'ctid',
    '__proto__',
    'order',
    'x'.repeat(80),
    'x'.repeat(81),
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const scalar = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.double({ noNaN: true }),
  fc.boolean(),
);
const { row } = fc.letrec<{ row: Row; value: unknown }>((tie) => ({
  row: fc.dictionary(key, tie('value'), { maxKeys: 5 }) as fc.Arbitrary<Row>,
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.constant(null),
    fc.array(scalar, { maxLength: 3 }),
    fc.array(tie('row'), { maxLength: 2 }),
    tie('row'),
  ),
}));
const rows = fc.array(row, { maxLength: 5 });

/** What a value looks like below the database's rules for names. */
const folded = (name: string) => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The values of a row, by their paths. */
function leaves(value: unknown, path: readonly string[] = []): Array<readonly [string, unknown]> {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object' || Array.isArray(value) || path.length === 8) return [[keyOf(path), value]];
  return Object.keys(value).flatMap((each) => leaves((value as Row)[each], [...path, each]));
}

const types = (columns: readonly Column[]) =>
  Object.fromEntries(columns.map(({ name, type }) => [name, type]));

describe('flat rows', () => {
  it('lose no value and merge none, whatever the rows are', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const { columns, rows: flat } = flatTable(given, []);
        const columnAt = new Map(columns.map((column) => [keyOf(column.path), column]));
        assert.equal(columnAt.size, columns.length);
        for (const [at, one] of given.entries()) {
          const found = new Map(leaves(one));
          for (const [path, value] of found) {
            const column = columnAt.get(path);
            const isEmpty = Array.isArray(value) && value.length === 0;
            if (!column) assert.ok(isEmpty, path);
            else if (typeof value !== 'object') assert.equal(flat[at]?.[column.name], value);
            else if (column.type === 'json') assert.equal(flat[at]?.[column.name], JSON.stringify(value));
          }
          const filled = columns.filter(({ name }) => Object.hasOwn(flat[at] ?? {}, name));
          for (const { path } of filled) assert.ok(found.has(keyOf(path)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('have names that no database takes for the same, and the same ones each time', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const { columns } = flatTable(given, []);
        const names = columns.map(({ name }) => name);
        assert.equal(new Set(names.map(folded)).size, names.length);
        for (const name of names) {
          assert.ok(name.length > 0 && Buffer.byteLength(name) <= 63, name);
          assert.doesNotMatch(name, /[$?{}\p{Cc}\p{Cs}]|\s$/u);
        }
        assert.deepEqual(flatTable(given, []).columns, columns);
        // A table keeps its columns, and only gets more.
        const grown = flatTable([...given, { newcomer: 1 }], [], { known: columns }).columns;
        assert.deepEqual(grown.slice(0, columns.length), columns);
      }),
      { numRuns: 500 },
    );
  });

  it('keep lists of values apart from one another as text', () => {
    const item = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('a, b', 'a', '"', '', ' '));
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), fc.array(item, { minLength: 1 }), (one, other) => {
        const { rows: flat } = flatTable([{ list: one }, { list: other }], []);
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        assert.equal(flat[0]?.list === flat[1]?.list, isSame);
      }),
      { numRuns: 500 },
    );
  });

  it('have the columns of the catalogue first, and then what rows have beyond it', () => {
    const places = placesOf([
      {
        id: 'integer',
        assignee: { id: 'integer', name: 'string' },
        amount: 'currency',
        due: 'date',
        tags: ['string'],
      },
    ]);
    const table = flatTable(
      [{ extra: true, id: 1, assignee: { name: 'A. Sample', id: 7 }, amount: '12.10', tags: ['x', 'y'] }],
      places,
    );
    assert.deepEqual(types(table.columns), {
      id: 'integer',
      assignee_id: 'integer',
      assignee_name: 'text',
      amount: 'decimal',
      due: 'date',
      tags: 'text',
      extra: 'boolean',
    });
    assert.deepEqual(table.rows, [
      {
        id: 1,
        assignee_id: 7,
        assignee_name: 'A. Sample',
        amount: '12.10',
        tags: 'x, y',
        extra: true,
      },
    ]);
  });

  it('take their types from the values where the catalogue knows nothing', () => {
    const given = [
      { id: 1, amount: 100, at: '2026-01-01', due_date: '2026-01-01', updated_at: '2026-01-01T00:00:00Z' },
      { id: '9007199254740993', amount: 99.95, at: 'soon', due_date: null, updated_at: null },
    ];
    assert.deepEqual(types(flatTable(given, []).columns), {
      id: 'integer',
      amount: 'decimal',
      at: 'text',
      due_date: 'date',
      updated_at: 'date-time',
    });
  });

  it('name custom fields by their label, or else by their id', () => {
    const custom = {
      custom_field_1: { data_type: 'decimal', value: '1.50' },
      custom_field_2: { data_type: 'lov_entry', value: { id: 5, label: 'Red' } },
      custom_field_3: { data_type: 'string', value: null },
      custom_field_4: { data_type: 'date', value: '2026-02-28' },
    };
    const labels = labelsOf([{ id: 1, label: 'Cost' }, { id: 2, label: ' Colour ' }, null, { id: {} }]);
    const { columns, rows: flat } = flatTable([{ id: 1, custom_fields: custom }], [], { labels });
    assert.deepEqual(types(columns), {
      id: 'integer',
      Cost: 'decimal',
      Colour_id: 'integer',
      Colour_label: 'text',
      custom_field_4: 'date',
    });
    assert.deepEqual(Object.values(flat[0] ?? {}), [1, '1.50', 5, 'Red', '2026-02-28']);
  });

  it('keep lists of objects as JSON, or as the number of their items', () => {
    const given = [{ id: 1, assignees: [{ id: 1 }, { id: 2 }] }];
    assert.deepEqual(flatTable(given, []).rows, [{ id: 1, assignees: '[{"id":1},{"id":2}]' }]);
    assert.deepEqual(flatTable(given, [], { lists: 'count' }).rows, [{ id: 1, assignees_count: 2 }]);
  });

  it('take what a flow has put into them', () => {
    const at = new Date('2026-02-28T12:00:00Z');
    const odd = {
      id: 1n,
      at,
      gone: new Date(Number.NaN),
      bytes: Buffer.from('hi'),
      f: () => 1,
      s: Symbol('s'),
    };
    assert.deepEqual(flatTable([odd], []).rows, [{ id: '1', at: '2026-02-28T12:00:00.000Z', bytes: 'aGk=' }]);
    const circle: Record<string, unknown> = { id: 1 };
    circle.list = [circle];
    assert.throws(() => flatTable([circle], []), { code: 'PROCORE_CONFIG' });
    circle.self = circle;
    assert.throws(() => flatTable([circle], []), { code: 'PROCORE_CONFIG' });
  });

  it('tell a place apart from a key that reads the same', () => {
    const { columns } = flatTable([{ location_id: 1, location: { id: 1 }, location__id: 2 }], []);
    assert.deepEqual(
      columns.map(({ name }) => name.replace(/[\da-f]{8}$/, 'HASH')),
      ['location_id', 'location__id', 'location__id_HASH'],
    );
  });

  it('keep lists of objects as names, and what has no name as JSON', () => {
    const given = [
      { id: 1, people: [{ id: 1, name: 'A, B' }, { login: 'c' }] },
      { id: 2, people: [{ id: 3 }] },
    ];
    assert.deepEqual(flatTable(given, [], { lists: 'names' }).rows, [
      { id: 1, people: '"A, B", c' },
      { id: 2, people: '[{"id":3}]' },
    ]);
  });

  it('have only the columns that are wanted', () => {
    const given = [
      { id: 1, assignee: { id: 2, name: 'A. Sample' }, subject: 'x', location: { name: 'y', id: 3 } },
    ];
    const wants = wantedColumns('id, location.name\nassignee, assignee.name');
    const { columns } = flatTable(given, [], { wants });
    assert.deepEqual(Object.keys(types(columns)), ['id', 'location_name', 'assignee_id', 'assignee_name']);
    assert.equal(wantedColumns(' '), undefined);
  });

  it('refuse more values than a table has room for', () => {
    const wide = Object.fromEntries(Array.from({ length: MOST_COLUMNS + 1 }, (_, at) => [`k${at}`, at]));
    assert.throws(() => flatTable([wide], []), { code: 'PROCORE_CONFIG' });
  });

  it('take rows from a list, a single object, or plain values', () => {
    assert.deepEqual(rowsOf([{ id: 1 }, 'x']), [{ id: 1 }, { value: 'x' }]);
    assert.deepEqual(rowsOf({ id: 1 }), [{ id: 1 }]);
  });

  it('tell the csv node their columns', () => {
    const { columns } = flatTable([{ id: 1, 'a, "b"': 2 }], []);
    assert.equal(csvColumns(columns), 'id,"a, ""b"""');
  });

  it('have columns for every shape of the catalogue', async () => {
    let shapes = 0;
    for (const { returns } of (await builtInShapes()).values()) {
      if (returns === undefined) continue;
      const { columns } = flatTable([], placesOf(returns));
      assert.equal(new Set(columns.map(({ name }) => folded(name))).size, columns.length);
      shapes++;
    }
    assert.ok(shapes > 2_000);
  });
});
