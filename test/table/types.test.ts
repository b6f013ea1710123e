import assert from 'node:assert/strict';
import fc from 'fast-check';
import { instantOf, isDate } from '../../src/table/types.js';

const digits = (length: number) =>
  fc.integer({ min: 0, max: 10 ** length - 1 }).map((number) => String(number).padStart(length, '0'));
const day = fc.tuple(digits(4), digits(2), digits(2)).map((parts) => parts.join('-'));
/** More often a day that exists, or nearly. */
const near = fc
  .tuple(
    fc.integer({ min: 1_000, max: 9_999 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 27, max: 32 }),
  )
  .map(([year, month, at]) => `${year}-${String(month).padStart(2, '0')}-${String(at).padStart(2, '0')}`);
const time = fc.tuple(
  fc.oneof(day, near),
  fc.integer({ min: 0, max: 25 }),
  fc.integer({ min: 0, max: 61 }),
  fc.integer({ min: 0, max: 61 }),
  fc.constantFrom('', '.1', '.123456', '.1234567'),
  fc.constantFrom('Z', '+00:00', '-0800', '+05:45', ''),
);

describe('dates and moments', () => {
  it('are days that the calendar has', () => {
    fc.assert(
      fc.property(fc.oneof(day, near), (text) => {
        const date = new Date(`${text}T00:00:00Z`);
        const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
        assert.equal(isDate(text), exists && text >= '1000', text);
      }),
      { numRuns: 5_000 },
    );
    for (const text of ['2000-02-29', '2024-02-29']) assert.ok(isDate(text));
    for (const text of ['1900-02-29', '2023-02-29', '2023-00-10', '2023-13-10', '2023-04-31', '2023-1-1', ''])
      assert.ok(!isDate(text), text);
  });

  it('are in UTC, as Date understands them', () => {
    fc.assert(
      fc.property(time, ([on, hour, minute, second, fraction, zone]) => {
        const two = (number: number) => String(number).padStart(2, '0');
        const text = `${on}T${two(hour)}:${two(minute)}:${two(second)}${fraction}${zone}`;
        const colon = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
        const date = new Date(`${on}T${two(hour)}:${two(minute)}:${two(second)}${colon}`);
        const isMoment = isDate(on) && zone !== '' && fraction.length <= 7 && !Number.isNaN(date.getTime());
        const iso = isMoment ? date.toISOString() : '';
        const expected = /^[1-9]\d{3}-/.test(iso)
          ? `${iso.slice(0, 19)}.${fraction.slice(1).padEnd(6, '0')}`
          : undefined;
        assert.equal(instantOf(text), expected, text);
      }),
      { numRuns: 5_000 },
    );
  });
});
