import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import fc from 'fast-check';
import { idOf, isOperationPath, type Operation, signatureOf } from '../../src/catalogue/operation.js';
import { type CatalogueTable, pack, unpack } from '../../src/catalogue/table.js';
import { parseTable } from '../../src/catalogue/table-schema.js';
import { anyOperation, find, operation, shipped, shippedTable, TABLE_FILE } from './operations.js';

/** As it is after a file or a request. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const isConfigError = (words: RegExp) => (error: Error & { code?: string }) =>
  error.code === 'PROCORE_CONFIG' && words.test(error.message);

describe('table of operations', () => {
  it('holds 3,211 operations in at most 90 KB', () => {
    assert.equal(shipped().length, 3_211);
    assert.ok(statSync(TABLE_FILE).size <= 90_000);
  });

  it('holds each operation once, with an id and a path of its own', () => {
    const operations = shipped();
    assert.equal(new Set(operations.map(signatureOf)).size, operations.length);
    assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
    for (const { path } of operations) assert.ok(isOperationPath(path), path);
  });

  it('holds what the specification says of one', () => {
    assert.deepEqual(find(shipped(), 'GET', '/rest/v1.0/companies'), {
      id: 'RestV10CompaniesGet',
      method: 'GET',
      path: '/rest/v1.0/companies',
      name: 'List Companies',
      category: 'Company Admin',
      tool: 'Company Settings',
      resource: 'companies',
      companyHeader: false,
      params: [
        { name: 'page', in: 'query', type: 'integer' },
        { name: 'per_page', in: 'query', type: 'integer' },
        { name: 'include_free_companies', in: 'query', type: 'boolean' },
      ],
      returns: 'array',
      paging: 'page/per_page',
    });
  });

  it('gives back the whole shipped table', () => {
    const operations = shipped();
    assert.deepEqual(unpack(sent(pack(operations))), operations);
    assert.deepEqual(sent(pack(operations)), shippedTable());
  });

  it('gives back any operations in their order', () => {
    fc.assert(
      fc.property(fc.array(anyOperation, { maxLength: 12 }), (operations) => {
        assert.deepEqual(unpack(sent(pack(operations))), operations);
      }),
    );
  });

  it('gives back paths that begin, end or repeat like the one before', () => {
    const paths = ['/rest/v1.0/a', '/rest/v1.0/a/', '/rest/v1.0/a', '/rest/v1.0', '', '/', '//', 'a'];
    const operations = paths.map((path) => operation({ path }));
    assert.deepEqual(
      unpack(pack(operations)).map(({ path }) => path),
      paths,
    );
  });

  it('derives the ids of Procore’s specification', () => {
    assert.equal(
      idOf('GET', '/rest/v1.0/projects/{project_id}/rfis/{id}.pdf'),
      'RestV10ProjectsProjectIdRfisIdpdfGet',
    );
    assert.deepEqual(shippedTable().ids, []);
  });
});

describe('table from outside', () => {
  const table = sent(
    pack([operation({ path: '/rest/v1.0/a', body: { contentType: 'x', keys: [], required: [] } })]),
  );
  const changed = (change: object) => ({ ...table, ...change });

  it('takes the shipped table and whatever was packed', () => {
    assert.deepEqual(parseTable(shippedTable()), shipped());
  });

  const bad: Array<[string, unknown, RegExp]> = [
    ['no object', 'a text', /not a table/],
    ['nothing', null, /not a table/],
    ['another form', changed({ form: 2 }), /form/],
    ['a key that nobody knows', changed({ more: 1 }), /more/],
    ['no operation', pack([]), /no operation/],
    ['a path elsewhere', pack([operation({ path: '/oauth/token' })]), /oauth/],
    ['a path with ..', pack([operation({ path: '/rest/v1.0/../x' })]), /not the path/],
    ['a path with a query', pack([operation({ path: '/rest/v1.0/x?a=1' })]), /not the path/],
    ['an open placeholder', pack([operation({ path: '/rest/v1.0/{x' })]), /not the path/],
    ['a control character', pack([operation({ path: '/rest/v1.0/x', name: 'a\nb' })]), /name/],
    [
      'an operation twice',
      pack([operation({ path: '/rest/v1.0/x' }), operation({ path: '/rest/v1.0/x' })]),
      /twice/,
    ],
    [
      'an id twice',
      pack([operation({ path: '/rest/v1.0/x', id: 'a' }), operation({ path: '/rest/v1.0/y', id: 'a' })]),
      /same id/,
    ],
    ['a place that is not there', changed({ group: [7] }), /no entry 7/],
    ['a body that is not there', changed({ body: [3] }), /no entry 3/],
    ['a column that is too short', changed({ name: [] }), /no entry/],
    ['a place below 0', changed({ trait: [-1] }), /trait/],
    [
      'paths that grow',
      changed({ path: Array.from({ length: 9_000 }, (_, row) => `${row}/${'x'.repeat(90)}`) }),
      /too long/,
    ],
    ['a text for a place', changed({ method: ['__proto__'] }), /method/],
    [
      'an enum of objects',
      changed({ params: [{ name: 'a', in: 'query', type: 'string', enum: [{}] }] }),
      /params/,
    ],
  ];
  for (const [what, value, words] of bad) {
    it(`is refused with ${what}`, () => assert.throws(() => parseTable(sent(value)), isConfigError(words)));
  }

  it('never fails but with a reason', () => {
    const places = fc.constantFrom(...(Object.keys(table) as Array<keyof CatalogueTable>));
    fc.assert(
      fc.property(places, fc.jsonValue(), (key, value) => {
        try {
          const operations: Operation[] = parseTable({ ...table, [key]: value });
          assert.ok(operations.length > 0);
        } catch (error) {
          assert.ok(isConfigError(/not a table/)(error as Error), String(error));
        }
      }),
    );
  });
});
