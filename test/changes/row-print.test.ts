import assert from 'node:assert/strict';
import { dayOf, keyOf, printOf } from '../../src/changes/row-print.js';

const hashOf = (row: unknown) => printOf('1', row).hash;

describe('the print of a row', () => {
  it('does not depend on the order of properties, nor on signatures of addresses', () => {
    assert.equal(hashOf({ a: 1, b: { c: [1, 2], d: null } }), hashOf({ b: { d: null, c: [1, 2] }, a: 1 }));
    const file = (sig: string) => ({ url: `https://files.example.com/a.pdf?companyId=1&sig=${sig}` });
    assert.equal(hashOf(file('aa')), hashOf(file('bb')));
  });

  it('changes with everything else', () => {
    const rows = [{ a: 1 }, { a: '1' }, { a: null }, {}, { a: [1] }, { a: { b: 1 } }, { 'a":1,"b': 1 }];
    assert.equal(new Set(rows.map(hashOf)).size, rows.length);
    assert.notEqual(
      hashOf({ link: 'https://a.example/?page=1' }),
      hashOf({ link: 'https://a.example/?page=2' }),
    );
  });

  it('names the row by its id, and a dated row by its day', () => {
    assert.deepEqual(
      [keyOf({ id: 7 }), keyOf({ id: 'x' }), keyOf({ id: null }), keyOf(null)],
      ['7', 'x', undefined, undefined],
    );
    assert.deepEqual([dayOf({ date: '2026-11-02' }), dayOf({ date: 'soon' })], ['2026-11-02', undefined]);
  });
});
