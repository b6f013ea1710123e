import assert from 'node:assert/strict';
import fc from 'fast-check';
import { carryOver } from '../../src/catalogue/carry-over.js';
import type { Operation } from '../../src/catalogue/operation.js';
import { readRange, writeRange } from '../../src/catalogue/ranges.js';
import { requestOf, valuesFrom } from '../../src/catalogue/request.js';
import type { FieldValue } from '../../src/catalogue/values.js';
import { anyFilled, distinct, filled, NOTHING, str } from './forms.js';
import { anyOperation, find, operation, shipped } from './operations.js';

const RFIS = '/rest/v1.0/projects/{project_id}/rfis';

const NO_BODY = { query: '', queryType: 'json', body: '', bodyType: 'json' };

describe('request of a form', () => {
  const operations = shipped();
  const rfis = find(operations, 'GET', RFIS);

  it('is what the request node stores', () => {
    const values = filled({
      project_id: str('12'),
      'filters[updated_at]': { from: '2026-01-01', to: '2026-02-01' },
      'filters[status]': { items: ['open', 'draft'] },
      'sort[direction]': { value: 'payload.direction', type: 'msg' },
    });
    assert.deepEqual(requestOf(rfis, values), {
      operation: 'List RFIs',
      method: 'GET',
      path: RFIS,
      params: [
        { name: 'project_id', value: '12', type: 'str' },
        { name: 'filters[status]', value: '["open","draft"]', type: 'json' },
        { name: 'filters[updated_at]', value: '2026-01-01...2026-02-01', type: 'str' },
        { name: 'sort[direction]', value: 'payload.direction', type: 'msg' },
      ],
      query: '',
      queryType: 'json',
      body: '',
      bodyType: 'json',
      bodyRows: [],
      paging: 'all',
      perPage: '',
    });
  });

  it('leaves out what is empty, and keeps what the user added', () => {
    const values = filled({
      own: str('1'),
      'filters[id]': { items: [] },
      'filters[updated_at]': { from: '', to: '' },
      view: str(''),
    });
    assert.deepEqual(requestOf(rfis, values).params, [{ name: 'own', value: '1', type: 'str' }]);
  });

  it('keeps each of several rows of one name, through the form and back', () => {
    const rows = ['open', 'draft'].map((value) => ({ name: 'filters[status][]', value, type: 'str' }));
    const project = { name: 'project_id', value: '12', type: 'str' };
    const stored = { params: [rows[0], project, rows[1]].flatMap((row) => row ?? []), ...NO_BODY };
    const values = valuesFrom(rfis, stored);
    assert.deepEqual(requestOf(rfis, values).params, [project, ...rows]);
    const other = find(operations, 'GET', '/rest/v1.1/projects/{project_id}/submittals');
    assert.deepEqual(requestOf(other, carryOver(values, rfis, other, undefined)).params, [project, ...rows]);
  });

  it('reads a list within a stored query under the name it is sent by', () => {
    const stored = { ...NO_BODY, params: [], query: '{"filters":{"status[]":["open"]}}' };
    const { fields } = valuesFrom(rfis, stored);
    assert.deepEqual([...fields.values()], [{ items: ['open'] }]);
    assert.doesNotMatch([...fields.keys()].join(), /\[\]\]/);
  });

  it('asks for large pages where the operation gives them', () => {
    const ids = find(operations, 'GET', '/rest/v2.1/companies/{company_id}/equipment_register/ids');
    assert.equal(requestOf(ids, NOTHING).perPage, '5000');
  });

  it('begins a write with nothing in its body, and sends no pages with it', () => {
    const create = find(operations, 'POST', RFIS);
    const { body, paging } = requestOf(create, NOTHING);
    assert.deepEqual([body, paging], ['', 'off']);
  });

  it('writes a list under the name that the node puts [] behind', () => {
    const path = '/rest/v1.0/a';
    const own = operation({ path, params: [{ name: 'filters[id][]', in: 'query', type: 'array<integer>' }] });
    const values = filled({ 'filters[id][]': { items: ['1', '562949953443325'] } });
    const stored = requestOf(own, values);
    assert.deepEqual(stored.params, [
      { name: 'filters[id]', value: '["1","562949953443325"]', type: 'json' },
    ]);
    assert.deepEqual(valuesFrom(own, stored), values);
  });
});

describe('form of a stored request', () => {
  const rfis = find(shipped(), 'GET', RFIS);
  const stored = { params: [], query: '', queryType: 'json', body: '', bodyType: 'json' };

  it('reads a query that was written by hand', () => {
    const query = '{"filters":{"status":["open"],"updated_at":"x"},"page":2,"own":{"deep":true},"none":null}';
    assert.deepEqual(
      valuesFrom(rfis, { ...stored, query }).fields,
      new Map<string, FieldValue>([
        ['filters[status]', { items: ['open'] }],
        ['filters[updated_at]', str('x')],
        ['page', { value: '2', type: 'num' }],
        ['own[deep]', { value: 'true', type: 'bool' }],
      ]),
    );
  });

  it('lets rows win over the query, as the node does', () => {
    const params = [{ name: 'view', value: 'a', type: 'str' }];
    const values = valuesFrom(rfis, { ...stored, params, query: '{"view":"b"}' });
    assert.deepEqual(values.fields.get('view'), str('a'));
  });

  it('keeps ids beyond 2^53 to the last digit', () => {
    const { fields } = valuesFrom(rfis, {
      ...stored,
      query: '{"id":5982324300946918154,"ids":[5982324300946918154]}',
    });
    assert.deepEqual(fields.get('id'), str('5982324300946918154'));
    assert.deepEqual(fields.get('ids'), { items: ['5982324300946918154'] });
  });

  for (const [what, query, queryType] of [
    ['an expression', 'payload.query', 'msg'],
    ['no JSON', '{"a":', 'json'],
    ['a list', '[1]', 'json'],
    ['a list of objects', '{"a":[{"b":1}]}', 'json'],
    ['a deep one', `${'{"a":'.repeat(9)}1${'}'.repeat(9)}`, 'json'],
  ] as const) {
    it(`keeps a query that no form can show: ${what}`, () => {
      const values = valuesFrom(rfis, { ...stored, query, queryType });
      assert.deepEqual(values.query, { value: query, type: queryType });
      assert.equal(values.fields.size, 0);
      const again = requestOf(rfis, values);
      assert.deepEqual([again.query, again.queryType], [query, queryType]);
    });
  }
});

describe('ranges', () => {
  it('are written with two ends', () => {
    assert.equal(writeRange({ from: '2026-01-01', to: '' }), '2026-01-01...2100-01-01');
    assert.equal(writeRange({ from: '', to: '2026-01-01T08:00:00Z' }), '1900-01-01...2026-01-01T08:00:00Z');
  });

  it('are read in quotes too, and only when they are ranges', () => {
    assert.deepEqual(readRange('"2026-01-01...2026-02-01"'), { from: '2026-01-01', to: '2026-02-01' });
    for (const text of ['', '2026-01-01', 'a...b...c']) assert.equal(readRange(text), undefined);
  });
});

describe('form and request', () => {
  const query = { value: '', type: 'json' };
  const check = (operations: fc.Arbitrary<Operation>) =>
    fc.assert(
      fc.property(anyFilled(operations), ({ operation, fields, body }) => {
        const values = { fields, query, body };
        const stored = requestOf(operation, values);
        assert.deepEqual(valuesFrom(operation, stored), values);
        assert.deepEqual(
          requestOf(operation, valuesFrom(operation, JSON.parse(JSON.stringify(stored)))),
          stored,
        );
      }),
      { numRuns: 300 },
    );

  it('give each other back for any operation', () => check(anyOperation.filter(distinct)));
  it('give each other back for the operations of the shipped table', () =>
    check(fc.constantFrom(...shipped().filter(distinct))));
});
