import assert from 'node:assert/strict';
import { otherThan } from './catalogue/gaps.js';

describe('simulator: gaps of the catalogue tests', () => {
  const gaps = { '/a': 'nobody knows', '/b': 'Demo is wrong' };
  const other = (...found: string[]) =>
    otherThan(gaps, new Set(found), new Set(['/a', '/b', '/c']), new Set(['Demo is wrong']));

  it('are told if they are not listed, or are listed and closed', () => {
    assert.deepEqual(other('/a', '/b'), []);
    assert.deepEqual(other('/a', '/b', '/c'), ['/c cannot be tried']);
    assert.deepEqual(other(), ['/a can be tried, so it is no gap any more: nobody knows']);
  });

  it('are left alone where they were not tried', () => {
    assert.deepEqual(otherThan(gaps, new Set(), new Set(['/c']), new Set()), []);
  });
});
