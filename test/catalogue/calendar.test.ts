import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY_WORDS, datesFrom, PERIOD_WORDS, wordsIn, wordsWith } from '../../src/catalogue/calendar.js';
import type { ProcoreError } from '../../src/errors.js';

const at = (moment: string, zone = 'UTC') => ({ now: () => Date.parse(moment), zone });
const days = (words: string, moment: string, zone?: string) =>
  datesFrom(words, 'days', 'x', at(moment, zone));
const times = (words: string, moment: string, zone?: string) =>
  datesFrom(words, 'times', 'x', at(moment, zone));
const day = (words: string, moment: string, zone?: string) => datesFrom(words, 'day', 'x', at(moment, zone));

describe('dates that move', () => {
  it('change at midnight of the time zone', () => {
    assert.equal(day('today', '2026-03-10T22:59:59Z', 'Europe/Berlin'), '2026-03-10');
    assert.equal(day('today', '2026-03-10T23:00:00Z', 'Europe/Berlin'), '2026-03-11');
    assert.equal(day('today', '2026-03-11T06:59:59Z', 'America/Los_Angeles'), '2026-03-10');
    assert.equal(day('yesterday', '2026-01-01T00:30:00Z', 'UTC'), '2025-12-31');
    assert.equal(day('today', '2026-03-10T18:29:59Z', 'Asia/Kolkata'), '2026-03-10');
    assert.equal(day('today', '2026-03-10T18:30:00Z', 'Asia/Kolkata'), '2026-03-11');
  });

  it('count today as one of the days', () => {
    assert.equal(days('last 7 days', '2026-03-03T12:00:00Z'), '2026-02-25...2026-03-03');
    assert.equal(days('last 1 days', '2026-03-03T12:00:00Z'), '2026-03-03...2026-03-03');
    assert.equal(days('next 7 days', '2026-12-28T12:00:00Z'), '2026-12-28...2027-01-03');
    assert.equal(day('7 days ago', '2024-03-05T12:00:00Z'), '2024-02-27');
    assert.equal(day('in 2 days', '2024-02-28T12:00:00Z'), '2024-03-01');
  });

  it('begin a week on Monday', () => {
    assert.equal(days('this week', '2026-11-29T12:00:00Z'), '2026-11-23...2026-11-29');
    assert.equal(days('this week', '2026-11-30T12:00:00Z'), '2026-11-30...2026-12-06');
    assert.equal(days('last week', '2026-11-30T12:00:00Z'), '2026-11-23...2026-11-29');
    assert.equal(days('next week', '2026-12-28T12:00:00Z'), '2027-01-04...2027-01-10');
    assert.equal(day('start of this week', '1969-12-31T12:00:00Z'), '1969-12-29');
  });

  it('end a month at its last day', () => {
    assert.equal(days('this month', '2024-02-10T12:00:00Z'), '2024-02-01...2024-02-29');
    assert.equal(days('last month', '2026-03-31T12:00:00Z'), '2026-02-01...2026-02-28');
    assert.equal(days('next month', '2026-12-31T12:00:00Z'), '2027-01-01...2027-01-31');
    assert.equal(day('end of last month', '2026-01-15T12:00:00Z'), '2025-12-31');
  });

  it('are 23 or 25 hours long where the clocks change', () => {
    assert.equal(
      times('today', '2026-03-29T12:00:00Z', 'Europe/Berlin'),
      '2026-03-28T23:00:00Z...2026-03-29T21:59:59Z',
    );
    assert.equal(
      times('today', '2026-10-25T12:00:00Z', 'Europe/Berlin'),
      '2026-10-24T22:00:00Z...2026-10-25T22:59:59Z',
    );
    assert.equal(
      times('last 2 days', '2026-11-02T12:00:00Z', 'America/New_York'),
      '2026-11-01T04:00:00Z...2026-11-03T04:59:59Z',
    );
    // In Beirut, the clocks are put forward at midnight: the day begins at 1:00.
    assert.equal(
      times('today', '2026-03-29T12:00:00Z', 'Asia/Beirut'),
      '2026-03-28T22:00:00Z...2026-03-29T20:59:59Z',
    );
    assert.equal(
      times('yesterday', '2026-03-30T12:00:00Z', 'Pacific/Apia'),
      '2026-03-29T11:00:00Z...2026-03-30T10:59:59Z',
    );
  });

  it('follow each other without a gap, on every day and in every zone', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Beirut', 'Australia/Lord_Howe'];
    const moments = fc.integer({ min: Date.parse('2015-01-01'), max: Date.parse('2035-01-01') });
    fc.assert(
      fc.property(moments, fc.constantFrom(...zones), (now, zone) => {
        const calendar = { now: () => now, zone };
        const [from = '', to = ''] = datesFrom('today', 'times', 'x', calendar).split('...');
        assert.ok(Date.parse(from) <= now && now < Date.parse(to) + 1_000, `${from} ${to}`);
        const [next = ''] = datesFrom('tomorrow', 'times', 'x', calendar).split('...');
        assert.equal(Date.parse(next) - Date.parse(to), 1_000);
      }),
      { numRuns: 300 },
    );
  });

  it('are all known by the words that a dialog offers', () => {
    for (const [type, all] of [
      ['days', PERIOD_WORDS],
      ['day', DAY_WORDS],
    ] as const) {
      for (const words of all) {
        const text = wordsWith(words, 12);
        assert.equal(wordsIn(text, type)?.words, words);
        assert.match(
          datesFrom(text, type, 'x', at('2026-03-03T12:00:00Z')),
          /^\d{4}-\d\d-\d\d(\.\.\.\d{4}-\d\d-\d\d)?$/,
        );
      }
    }
  });

  for (const text of [
    '',
    'last days',
    'last 0 days',
    'last 99999 days',
    'constructor',
    'last 7 7 days',
    '2026-01-01',
  ]) {
    it(`refuses the words "${text}" and says which there are`, () => {
      assert.throws(
        () => datesFrom(text, 'days', 'filters[created_at]', at('2026-03-03T12:00:00Z')),
        (error: ProcoreError) =>
          error.code === 'PROCORE_CONFIG' &&
          error.cause.includes('filters[created_at]') &&
          error.fix.includes('last 7 days'),
      );
    });
  }
});
