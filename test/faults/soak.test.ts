import assert from 'node:assert/strict';
import { holds } from '../../testing/bars.js';
import { soak, soakBars } from './soak/figures.js';

describe('a soak', function () {
  this.timeout(60_000);

  it('of 500 messages with random faults: each ends once, no write goes twice, nothing is left', async () => {
    const figures = await soak(500, 7, 50);
    const missed = soakBars(figures).filter((bar) => !holds(bar));
    assert.deepEqual(missed, [], JSON.stringify(figures));
    const kinds = Object.keys(figures.faults).length;
    assert.ok(kinds >= 10, `only ${kinds} kinds of faults`);
  });
});
