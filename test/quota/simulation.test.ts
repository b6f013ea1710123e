import assert from 'node:assert/strict';
import { duration, unlimitedDemand } from '../../testing/quota/run.js';
import { ledger, sequential } from '../../testing/quota/strategies.js';

describe('two hours of unlimited demand, in virtual time', function () {
  this.timeout(30_000);

  for (const [hourly, spike] of [
    [3600, 25],
    [600, 25],
    [3600, 100],
  ] as const) {
    for (const window of ['fixed', 'sliding'] as const) {
      for (const latency of [300, 2000, 6000]) {
        it(`${hourly}/h and ${spike} in 10 s, ${window} windows, ${latency} ms: no 429, and the quota used`, async () => {
          const { refused, used } = await unlimitedDemand(ledger(0), { hourly, spike, window, latency });
          assert.equal(refused, 0);
          assert.ok(used >= (latency === 300 ? 0.995 : 0.99), `${used} used`);
        });
      }
    }
  }

  it('three companies at once each have their own quota', async () => {
    const options = { hourly: 600, spike: 25, window: 'fixed', latency: 300 } as const;
    const { refused, used } = await unlimitedDemand(ledger(0), options, ['a', 'b', 'c']);
    assert.equal(refused, 0);
    assert.ok(used >= 0.995);
  });

  it('1,000 requests take no more than 1.05 of what any schedule must', async () => {
    const { ms, refused } = await duration(
      ledger(0),
      { hourly: 3600, spike: 25, window: 'fixed', latency: 300 },
      1000,
    );
    assert.equal(refused, 0);
    assert.ok(ms <= 1.05 * 390_000, `${ms} ms`);
  });

  it('the model does refuse those who do not keep to it', async () => {
    const { refused } = await unlimitedDemand(sequential, {
      hourly: 600,
      spike: 25,
      window: 'fixed',
      latency: 300,
    });
    assert.ok(refused > 100);
  });
});
