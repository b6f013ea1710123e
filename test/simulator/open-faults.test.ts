import assert from 'node:assert/strict';
import { withoutOpen } from './catalogue/open-faults.js';

describe('simulator: open faults', () => {
  const at = 'POST /rest/v1.0/exports';
  const open = { [at]: { why: 'an export shows no options', shows: /^options: / } };
  const tried = new Set([at, `${at}/{id}`]);

  it('excuse what they describe, and nothing else of the same operation', () => {
    const known = `${at} options: {} became []`;
    const others = [`${at} 422 {}`, `${at}: nothing was compared`, `${at}/{id} options: {} became []`];
    assert.deepEqual(withoutOpen([known, ...others], tried, open), others);
  });

  it('must leave the list when they are mended, also if something else is wrong now', () => {
    const mended = `${at} is no longer wrong, so it is no open fault any more: an export shows no options`;
    assert.deepEqual(withoutOpen([], tried, open), [mended]);
    assert.deepEqual(withoutOpen([`${at} 422 {}`], tried, open), [`${at} 422 {}`, mended]);
    assert.deepEqual(withoutOpen([], new Set(), open), []);
  });
});
