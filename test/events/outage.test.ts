import assert from 'node:assert/strict';
import { playHandEdits } from '../../testing/events/hand-edits.js';
import { playOutage } from '../../testing/events/outage.js';

/** An hour before and after the outage. Longer ones are played by `npm run bench:events`. */
const SHORT = { before: 1, after: 1, late: 0 };

describe('a node that deliveries do not reach', function () {
  this.timeout(60_000);

  for (const seed of [1, 2]) {
    it(`is told everything by the next comparison, and claims nothing before: seed ${seed}`, async () => {
      const { ahead, missing, twice, undelivered, found, outage } = await playOutage(seed, SHORT);
      assert.deepEqual({ ahead, missing, twice }, { ahead: [], missing: [], twice: 0 });
      assert.equal(outage, seed === 1 ? 'nothing answers' : 'the process ends');
      assert.ok(undelivered > 100, `${undelivered} were not delivered`);
      assert.ok(found > 50, `${found} were found`);
    });
  }

  it('is played alike each time that a seed is played', async () => {
    const short = { ...SHORT, before: 0 };
    assert.deepEqual(await playOutage(4, short), await playOutage(4, short));
  });

  for (const isGated of [false, true]) {
    const how = isGated ? ' behind a gate' : '';
    it(`repairs its hooks${how} within one interval, or says that it cannot, and touches no others`, async () => {
      const { places, edits, left, red, unheard, touched } = await playHandEdits(1, isGated);
      assert.deepEqual({ left, unheard, touched }, { left: [], unheard: [], touched: [] });
      assert.deepEqual({ places, edits, red }, { places: 4, edits: 8 * 4, red: 1 });
    });
  }
});
