import assert from 'node:assert/strict';
import { Collection } from '../../src/changes/collection.js';
import type { Page } from '../../src/paging/page.js';

const at = (second: number) => `2026-11-20T10:00:0${second}Z`;
const row = (id: number, second: number) => ({ id, updated_at: at(second) });

/** A page of a list of three rows. */
const page = (body: readonly object[], last = false): Page => ({
  about: {},
  status: 200,
  headers: {},
  body,
  requestId: undefined,
  quota: undefined,
  attempts: 1,
  durationMs: 1,
  isList: true,
  total: 3,
  last,
});

describe('a reading of a list', () => {
  it('leaves out a row that came before as it was later, and does not count as complete', () => {
    const read = new Collection();
    const [, moved] = read.take(page([row(1, 1), row(2, 5)]));
    assert.deepEqual(moved?.row, row(2, 5));
    const rest = read.take(page([row(2, 1), row(3, 1)], true));
    assert.deepEqual(
      rest.map(({ row }) => row),
      [row(3, 1)],
    );
    assert.match(read.fault ?? '', /changed while it was read/);
  });

  it('takes a row that comes again as it is later', () => {
    const read = new Collection();
    read.take(page([row(1, 1), row(2, 1)]));
    const rest = read.take(page([row(2, 5), row(3, 1)], true));
    assert.deepEqual(
      rest.map(({ row }) => row),
      [row(2, 5), row(3, 1)],
    );
    assert.equal(read.fault, undefined);
  });
});
