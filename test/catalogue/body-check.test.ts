import assert from 'node:assert/strict';
import { createContext, runInContext } from 'node:vm';
import { unknownKeys } from '../../src/catalogue/body-check.js';
import { bodyShape } from '../../src/catalogue/body-shape.js';
import type { ProcoreError } from '../../src/errors.js';

const SHAPE = bodyShape(
  { method: 'POST', path: '/rest/v1.0/things' },
  {
    'rfi!': {
      'subject!': 'string',
      due_date: 'date',
      at: 'date-time',
      start_date: 'string',
      days: ['date'],
      steps: [{ on: 'date' }],
      cost: 'decimal',
      manager_id: 'integer',
      ids: ['integer'],
      private: 'boolean',
      status: { enum: ['open'] },
      anything: 'any',
      questions: [{ body: 'string' }],
      'custom_field_%{custom_field_definition_id}': 'any',
    },
  },
);

const keysOf = (rfi: unknown) => unknownKeys(SHAPE, { rfi });

describe('check of a body before it is sent', () => {
  for (const [what, rfi, words] of [
    ['a word for a date', { due_date: 'soon' }, /rfi\.due_date of the body must be a date, but is "soon"/],
    ['a day that is none', { due_date: '2026-02-30' }, /rfi\.due_date .* is "2026-02-30"/],
    ['a month that is none', { due_date: '2026-13-01T00:00:00Z' }, /due_date/],
    ['a timestamp for a date', { due_date: 1764295000000 }, /must be a date, but is a number/],
    ['a date object that is none', { at: new Date(Number.NaN) }, /is a date that does not exist/],
    ['a year of five digits', { at: new Date(Date.UTC(12_026, 0, 1)) }, /rfi\.at .* is a date/],
    [
      'a day that is none in a list',
      { steps: [{ on: '2026-01-01' }, { on: '6/1/2026' }] },
      /steps\[1\]\.on /,
    ],
    ['a day in a list of days', { days: ['2026-01-01', 'week 12'] }, /rfi\.days\[1\] .* is "week 12"/],
    [
      'a day that the reference calls a text',
      { start_date: '6/1/2026' },
      /rfi\.start_date .* must be a date/,
    ],
    ['text for a number', { manager_id: 'Ann' }, /rfi\.manager_id .* must be a number, but is "Ann"/],
    ['text in a list of numbers', { ids: [1, 'x'] }, /rfi\.ids\[1\] /],
    ['money with a sign', { cost: '$5' }, /rfi\.cost/],
    ['an object for a number', { manager_id: { id: 5 } }, /is an object with 1 property/],
    ['a long text', { due_date: 'x'.repeat(500) }, /is "x{60}…"/],
  ] as const) {
    it(`refuses ${what} by its name`, () => {
      assert.throws(() => keysOf(rfi), { code: 'PROCORE_CONFIG', message: words });
    });
  }

  for (const text of [
    ...[
      '99/99/9999',
      '31/12/2026',
      '01/31/2026',
      '6/1/2026',
      '31.01.26',
      '2026/01/31',
      '2026-1-5',
      '20260131',
    ],
    ...[
      'week 12',
      'room 4',
      'next June 5',
      'Jan 5, 2026',
      'Mon Nov 28 2026',
      '2026',
      '2026-01',
      '2026-W05-1',
    ],
    ...['2026-01-31 08:00:00', '2026-01-31T', '2026-01-31T25:00', '2026-01-31T08:60:00Z', '2026-01-31T08'],
    ...[
      '2026-01-31T08:00+25:00',
      '2026-01-31T08:00:00 UTC',
      '2027-02-29T00:00:00Z',
      ' 2026-01-31',
      '0000-00-00',
    ],
    ...['2026-01-31x', '2026-01-31...2026-02-01', `2026-01-31T08:00:00.${'0'.repeat(100)}Z`, '+002026-01-31'],
  ]) {
    it(`refuses "${text.slice(0, 40)}" for a date, and says the right form`, () => {
      for (const key of ['due_date', 'at']) {
        assert.throws(
          () => keysOf({ [key]: text }),
          (thrown: ProcoreError) => {
            assert.equal(thrown.code, 'PROCORE_CONFIG');
            assert.match(thrown.message, new RegExp(`rfi\\.${key} of the body must be a date`));
            assert.match(thrown.message, /2026-01-31T08:00:00Z/);
            return true;
          },
        );
      }
    });
  }

  it('lets through dates and times by ISO 8601', () => {
    const later = runInContext('new Date(0)', createContext());
    for (const day of [
      ...['2026-01-31', '2028-02-29', '2026-01-31T08:00:00Z', '2026-01-31T08:00', '2026-01-31T08:00Z'],
      ...['2026-01-31T08:00:00.123Z', '2026-01-31T08:00:00,5+02:00', '2026-01-31T23:59:59.123456-0830'],
      ...['2026-01-31T08:00:00+02', '1900-01-01', '', ' ', null, undefined, later, new Date()],
    ]) {
      assert.deepEqual(keysOf({ due_date: day, at: day, start_date: day }), []);
    }
  });

  it('lets through numbers, and what only Procore can judge', () => {
    for (const number of [1, '1', '', '12.50', null, 2n, '562949953443325000']) {
      assert.deepEqual(keysOf({ manager_id: number, cost: number, ids: [number] }), []);
    }
    assert.deepEqual(keysOf({ private: 'yes', status: 'other', anything: { x: 'soon' }, subject: 5 }), []);
    for (const other of [undefined, 'text', [1], { rfi: 'text' }])
      assert.deepEqual(unknownKeys(SHAPE, other), []);
  });

  it('names unknown keys, each once and not more than ten', () => {
    const questions = Array.from({ length: 2_000 }, () => ({ body: 'x', plain: 'y' }));
    assert.deepEqual(keysOf({ sbject: 1, questions, custom_field_12: 1, custom_field_x: 1 }), [
      'rfi.sbject',
      'rfi.questions[].plain',
      'rfi.custom_field_x',
    ]);
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 1]));
    assert.equal(keysOf(many).length, 10);
    const [long] = keysOf({ ['k'.repeat(1_000_000)]: 1 });
    assert.ok(long && long.length < 100);
    assert.deepEqual(unknownKeys(SHAPE, JSON.parse('{"__proto__":{"x":1}}')), ['__proto__']);
  });

  it('ends for a body that contains itself', () => {
    const rfi: Record<string, unknown> = {};
    rfi.rfi = rfi;
    assert.deepEqual(unknownKeys(SHAPE, rfi), ['rfi.rfi']);
  });
});
