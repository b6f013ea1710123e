import assert from 'node:assert/strict';
import { POINTS } from '../../testing/events/kill-points.js';
import { killAtEachPoint } from '../../testing/events/kills.js';

describe('a process that receives events and is killed', function () {
  this.timeout(120_000);

  it('loses none that it answered, and says of each that comes again that it does', async () => {
    const { kills, answered, repeated: _, ...faults } = await killAtEachPoint(2, 7);
    assert.deepEqual(kills, Object.fromEntries(POINTS.map((point) => [point, 2])));
    assert.ok(answered > 200, `${answered} were answered`);
    assert.deepEqual(faults, { otherwise: [], missing: 0, unsaid: 0, dead: 0, left: 0 });
  });
});
