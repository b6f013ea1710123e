import assert from 'node:assert/strict';
import { otherThan } from './catalogue/gaps.js';

describe('simulator: gaps of the catalogue tests', () => {
  const gaps = { '/a': 'nobody knows' };
  const other = (...found: string[]) => otherThan(gaps, new Set(found), new Set(['/a', '/b']));

  it('are told if they are not listed, or are listed and closed', () => {
    assert.deepEqual(other('/a'), []);
    assert.deepEqual(other('/a', '/b'), ['/b cannot be tried']);
    assert.deepEqual(other(), ['/a can be tried, so it is no gap any more: nobody knows']);
  });

  it('are left alone where they were not tried', () => {
    assert.deepEqual(otherThan(gaps, new Set(), new Set(['/b'])), []);
  });
});
