import assert from 'node:assert/strict';
import { POINTS } from '../../testing/events/kill-points.js';
import { killAtEachPoint } from '../../testing/events/kills.js';

describe('a process that receives events and is killed', function () {
  this.timeout(120_000);

  it('loses none that it answered, and says of each that comes again that it does', async () => {
    const { kills, answered, missing, unsaid } = await killAtEachPoint(2, 7);
    assert.equal(kills, 2 * POINTS.length);
    assert.ok(answered > 200, `${answered} were answered`);
    assert.deepEqual({ missing, unsaid }, { missing: 0, unsaid: 0 });
  });
});
