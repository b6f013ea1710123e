import assert from 'node:assert/strict';
import { killAgainAndAgain } from '../../testing/state/kills.js';

describe('A state file whose process is killed', () => {
  it('has all that was acknowledged, and hands nothing out twice without saying so', async function () {
    this.timeout(120_000);
    const seed = Date.now() % 1_000_000;
    const { kills, added, lost, unsaid, claimedTwice, setBack } = await killAgainAndAgain(8, seed);
    assert.ok(added > kills, `the workers added ${added} pieces (seed ${seed})`);
    assert.deepEqual(
      { lost, unsaid, claimedTwice, setBack },
      { lost: 0, unsaid: 0, claimedTwice: 0, setBack: 0 },
      `seed ${seed}`,
    );
  });
});
