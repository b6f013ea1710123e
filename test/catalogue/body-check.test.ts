import assert from 'node:assert/strict';
import { createContext, runInContext } from 'node:vm';
import { unknownKeys } from '../../src/catalogue/body-check.js';
import { shapeOf } from '../../src/catalogue/shape.js';

const SHAPE = shapeOf({
  'rfi!': {
    'subject!': 'string',
    due_date: 'date',
    at: 'date-time',
    cost: 'decimal',
    manager_id: 'integer',
    ids: ['integer'],
    private: 'boolean',
    status: { enum: ['open'] },
    anything: 'any',
    questions: [{ body: 'string' }],
    'custom_field_%{custom_field_definition_id}': 'any',
  },
});

const keysOf = (rfi: unknown) => unknownKeys(SHAPE, { rfi });

describe('check of a body before it is sent', () => {
  for (const [what, rfi, words] of [
    ['a word for a date', { due_date: 'soon' }, /rfi\.due_date of the body must be a date, but is "soon"/],
    ['a day that is none', { due_date: '2026-02-30' }, /rfi\.due_date .* is "2026-02-30"/],
    ['a month that is none', { due_date: '2026-13-01T00:00:00Z' }, /due_date/],
    ['a timestamp for a date', { due_date: 1764295000000 }, /must be a date, but is a number/],
    ['a date object that is none', { at: new Date(Number.NaN) }, /is a date that does not exist/],
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

  it('lets through what Procore may understand', () => {
    const later = runInContext('new Date(0)', createContext());
    for (const day of [
      '2026-01-31',
      '2028-02-29',
      '2026-01-31T08:00:00Z',
      '01/31/2026',
      '31.01.26',
      'Jan 5, 2026',
      '',
      null,
      later,
    ]) {
      assert.deepEqual(keysOf({ due_date: day, at: day }), []);
    }
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
