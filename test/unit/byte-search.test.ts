import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteSearch } from '../../src/transport/byte-search.js';

/** Which bytes of `text` belong to one of `sought`, looked for in the plainest way. */
function covered(text: string, sought: readonly string[]): boolean[] {
  const bytes = Buffer.from(text, 'latin1');
  const marks = Array.from(bytes, () => false);
  for (const each of sought) {
    for (let at = 0; at + each.length <= bytes.length; at++) {
      if (text.startsWith(each, at)) marks.fill(true, at, at + each.length);
    }
  }
  return marks;
}

/** @param shift where the bytes begin in memory, since words do not begin everywhere */
function coveredBy(text: string, sought: readonly string[], shift = 0): boolean[] {
  const bytes = Buffer.alloc(shift + text.length).subarray(shift);
  bytes.write(text, 'latin1');
  const marks = Array.from(bytes, () => false);
  const search = new ByteSearch(sought.map((each) => Buffer.from(each, 'latin1')));
  let before = -1;
  for (const { start, end } of search.spansIn(bytes)) {
    assert.ok(start > before && end > start, 'spans come in order and do not overlap');
    marks.fill(true, start, end);
    // As a mask does: what was given may be overwritten while the search goes on.
    bytes.fill('*', start, end);
    before = end - 1;
  }
  return marks;
}

describe('search for several byte strings', () => {
  it('finds what a plain search finds, in texts of few letters where much repeats and overlaps', () => {
    const text = (least: number, most: number) =>
      fc
        .array(fc.constantFrom('a', 'b', '*'), { minLength: least, maxLength: most })
        .map((all) => all.join(''));
    fc.assert(
      fc.property(text(0, 80), fc.array(text(7, 13), { maxLength: 5 }), fc.nat(3), (where, sought, shift) => {
        assert.deepEqual(coveredBy(where, sought, shift), covered(where, sought));
      }),
      { numRuns: 3_000 },
    );
  });

  it('finds any bytes, at the first and the last place', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const text = fc
      .array(byte, { minLength: 7, maxLength: 700 })
      .map((all) => Buffer.from(all).toString('latin1'));
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 3 }), (one, other, gap) => {
        const where = one + ' '.repeat(gap) + other + one;
        assert.deepEqual(coveredBy(where, [one, other]), covered(where, [one, other]));
      }),
    );
  });

  it('gives one stretch for a body that consists of nothing else', () => {
    const bytes = Buffer.from('ab'.repeat(4_000_000));
    const search = new ByteSearch([Buffer.from('abababab')]);
    let spans = 0;
    for (const { start, end } of search.spansIn(bytes)) {
      spans++;
      assert.deepEqual([start, end], [0, bytes.length]);
    }
    assert.equal(spans, 1);
  });

  it('refuses what it could miss', () => {
    assert.throws(() => new ByteSearch([Buffer.from('abcdefg'), Buffer.from('abcdef')]), RangeError);
  });
});
