import assert from 'node:assert/strict';
import { PendingSignIns } from '../../nodes/shared/admin/pending-sign-ins.js';

describe('pending sign-ins', () => {
  const about = { connectionId: 'connection', boundTo: 'here', redirectUri: 'https://a.example' };

  it('end after ten minutes', () => {
    let now = 0;
    const pending = new PendingSignIns<object>(() => now);
    const [early, late] = [pending.begin(about), pending.begin(about)];
    now = 599_999;
    assert.ok(pending.redeem(early.state, () => early.browser));
    now = 600_000;
    assert.equal(
      pending.redeem(late.state, () => late.browser),
      undefined,
    );
    assert.equal(pending.outcome(late.attempt, 'connection'), undefined);
    assert.equal(pending.typed(late.attempt, 'connection'), undefined);
  });

  it('are a hundred at most, the oldest giving way', () => {
    const pending = new PendingSignIns<object>(() => 0);
    const begun = Array.from({ length: 101 }, () => pending.begin(about));
    const open = begun.filter(({ attempt }) => pending.outcome(attempt, 'connection'));
    assert.equal(open.length, 100);
    assert.ok(!open.includes(begun[0] as never));
    assert.equal(new Set(begun.flatMap(({ state, browser }) => [state, browser])).size, 202);
  });
});
