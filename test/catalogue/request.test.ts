import assert from 'node:assert/strict';
import fc from 'fast-check';
import { carryOver } from '../../src/catalogue/carry-over.js';
import { type Field, fieldsOf } from '../../src/catalogue/form.js';
import type { Operation } from '../../src/catalogue/operation.js';
import { readRange, writeRange } from '../../src/catalogue/ranges.js';
import { RecordSources } from '../../src/catalogue/record-source.js';
import { requestOf, valuesFrom } from '../../src/catalogue/request.js';
import type { FieldValue, FormValues } from '../../src/catalogue/values.js';
import { anyOperation, find, operation, shipped } from './operations.js';

const RFIS = '/rest/v1.0/projects/{project_id}/rfis';

const NO_BODY = { query: '', queryType: 'json', body: '', bodyType: 'json' };

const str = (value: string) => ({ value, type: 'str' });
/** A form that nobody has filled in yet. */
const NOTHING: FormValues = {
  fields: new Map(),
  query: { value: '', type: 'json' },
  body: { value: '', type: 'json' },
};
const filled = (fields: Record<string, FieldValue>): FormValues => ({
  ...NOTHING,
  fields: new Map(Object.entries(fields)),
});

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

/** A value that a field of this kind may hold, as the dialog would give it. */
function valueFor({ kind, choices }: Field): fc.Arbitrary<FieldValue> {
  const text = fc.string({ minLength: 1, maxLength: 8 });
  const day = fc.date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true });
  const end = fc.oneof(
    fc.constant(''),
    day.map((date) => date.toISOString().slice(0, 10)),
    day.map((date) => date.toISOString()),
  );
  const reference = text.map((value) => ({ value, type: 'msg' }));
  if (kind === 'list') {
    const item = choices ? fc.constantFrom(...choices) : text;
    return fc.oneof(
      reference,
      fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({ items })),
    );
  }
  if (kind.endsWith('-range')) {
    const range = fc.record({ from: end, to: end }, { noNullPrototype: true });
    return fc.oneof(
      reference,
      range.filter(({ from, to }) => from !== '' || to !== ''),
    );
  }
  return fc.oneof(
    reference,
    text.map((value) => ({ value, type: 'str' })),
  );
}

/** An operation with its form filled in. */
const anyFilled = (operations: fc.Arbitrary<Operation>) =>
  operations.chain((each) =>
    fc.record({
      operation: fc.constant(each),
      fields: fc
        .tuple(
          ...fieldsOf(each).map((field) =>
            fc.option(valueFor(field).map((value): [string, FieldValue] => [field.name, value])),
          ),
        )
        .map((entries) => new Map(entries.filter((entry) => entry !== null))),
      body: fc.string().map((value) => ({ value, type: 'json' })),
    }),
  );

/** Names that mean the same on the wire cannot be told apart again. */
const distinct = ({ params }: Operation) =>
  new Set(params.map(({ name }) => name.replace('[]', ''))).size === params.length;

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

describe('another operation for a form that is filled in', () => {
  const operations = shipped();
  const sources = new RecordSources(operations);
  const list = find(operations, 'GET', RFIS);
  const show = find(operations, 'GET', `${RFIS}/{id}`);

  it('keeps what the other one has too, and what the user added', () => {
    const values = filled({ project_id: str('12'), 'filters[id]': { items: ['1'] }, own: str('x') });
    assert.deepEqual(
      carryOver(values, list, show, sources).fields,
      new Map([
        ['project_id', str('12')],
        ['own', str('x')],
      ]),
    );
  });

  it('carries the project under whatever name', () => {
    const project = find(operations, 'GET', '/rest/v1.0/projects/{id}');
    const values = filled({ project_id: str('12') });
    assert.deepEqual(carryOver(values, list, project, sources).fields.get('id'), str('12'));
    assert.deepEqual(
      carryOver(filled({ id: str('12') }), project, list, sources).fields.get('project_id'),
      str('12'),
    );
  });

  it('carries an id only into a field for ids of the same records', () => {
    const planning = '/rest/v1.0/workforce-planning/v2/companies/{company_id}/projects/{project_id}';
    const project = find(operations, 'GET', planning);
    const assignments = find(operations, 'GET', `${planning}/assignments`);
    const submittal = find(operations, 'GET', '/rest/v1.0/projects/{project_id}/submittals/{id}');
    const oldSubmittal = find(operations, 'PATCH', '/rest/v1.1/projects/{project_id}/submittals/{id}');
    const account = find(operations, 'GET', '/rest/v1.0/projects/{id}');
    const carried = (name: string, value: FieldValue, from: Operation, to: Operation) =>
      carryOver(filled({ [name]: value }), from, to, sources).fields;
    const planned = str('700b4107-700b-4107-a00b-4107700b4107');
    assert.deepEqual(
      carried('project_id', planned, project, assignments),
      new Map([['project_id', planned]]),
    );
    assert.deepEqual(
      carried('project_id', planned, assignments, project),
      new Map([['project_id', planned]]),
    );
    assert.deepEqual(carried('project_id', planned, assignments, list), new Map());
    assert.deepEqual(carried('project_id', str('12'), list, assignments), new Map());
    assert.deepEqual(carried('id', str('7'), show, submittal), new Map());
    assert.deepEqual(carried('id', str('7'), oldSubmittal, submittal), new Map([['id', str('7')]]));
    assert.deepEqual(carried('id', str('12'), account, show), new Map([['project_id', str('12')]]));
    const reference = { value: 'payload.id', type: 'msg' };
    assert.deepEqual(carried('id', reference, show, submittal), new Map([['id', reference]]));
  });

  it('drops a value that the other field cannot hold', () => {
    const of = (param: object) =>
      operation({ path: '/rest/v1.0/a', params: [{ name: 'x', in: 'query', type: 'string', ...param }] });
    const carried = (value: FieldValue, to: object) =>
      carryOver(filled({ x: value }), of({}), of(to), sources).fields.get('x');
    assert.equal(carried(str('b'), { enum: ['a'] }), undefined);
    assert.deepEqual(carried(str('a'), { enum: ['a'] }), str('a'));
    assert.equal(carried(str('many'), { type: 'integer' }), undefined);
    assert.equal(carried(str('yes'), { type: 'boolean' }), undefined);
    assert.equal(carried(str('1.5.2'), { type: 'number' }), undefined);
    assert.equal(carried(str('a'), { type: 'array<string>' }), undefined);
    assert.equal(carried({ items: ['a'] }, { type: 'string' }), undefined);
    assert.equal(carried({ items: ['a', 'b'] }, { type: 'array<string>', enum: ['a'] }), undefined);
    assert.deepEqual(carried(str('${COUNT}'), { type: 'integer' }), str('${COUNT}'));
    assert.deepEqual(carried({ value: 'x', type: 'msg' }, { type: 'integer' }), { value: 'x', type: 'msg' });
  });

  it('keeps the keys of a body that the other one has too', () => {
    const of = (keys: string[]) =>
      operation({ path: '/rest/v1.0/a', body: { contentType: 'application/json', keys, required: [] } });
    const [from, to] = [of(['project_id', 'rfi']), of(['project_id', 'punch_item'])];
    const body = { value: '{"project_id":5982324300946918154,"rfi":{"subject":"x"}}', type: 'json' };
    assert.deepEqual(JSON.parse(carryOver({ ...NOTHING, body }, from, to, sources).body.value), {
      project_id: '5982324300946918154',
    });
    const rows = ['project_id', 'project_ids[0]', 'rfi.subject'].map((name) => ({ name, ...str('x') }));
    assert.deepEqual(carryOver({ ...NOTHING, body: { ...body, rows } }, from, to, sources).body.rows, [
      rows[0],
    ]);
    assert.equal(carryOver(NOTHING, from, list, sources).body.value, '');
  });

  it('changes nothing when the same one is picked again, and gives only what the other can hold', () => {
    const form = anyFilled(anyOperation.filter(distinct));
    fc.assert(
      fc.property(form, anyOperation, ({ operation: from, fields }, to) => {
        const values = { ...NOTHING, fields };
        const carried = carryOver(values, from, to, sources);
        const names = fieldsOf(to).map(({ name }) => name);
        for (const name of carried.fields.keys()) assert.ok(names.includes(name), name);
        assert.deepEqual(carryOver(carried, to, to, sources), carried);
      }),
    );
  });
});
