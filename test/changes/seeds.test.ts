import assert from 'node:assert/strict';
import { playSeed } from '../../testing/changes/play-seed.js';

/** More are played by `npm run bench:sync`. */
const SEEDS = 20;

describe('a copy that is made of changes', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    it(`is the source, and nothing is deleted without reason: seed ${seed}`, async () => {
      const { wrongs, runs } = await playSeed(seed);
      assert.deepEqual(wrongs, []);
      assert.ok(runs > 0);
    });
  }

  it('is played alike each time that a seed is played', async () => {
    const [first, second] = [await playSeed(1), await playSeed(1)];
    assert.deepEqual(second.paths, first.paths);
    assert.ok(first.paths.length > 50);
  });
});
