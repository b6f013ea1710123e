import assert from 'node:assert/strict';
import { type ErrorCode, type ErrorFacts, ProcoreError } from '../../src/errors.js';
import { RetryBudget, retryDecision } from '../../src/transport/retry.js';

const failure = (code: ErrorCode, more: Partial<ErrorFacts> = {}) =>
  new ProcoreError({ code, cause: 'c', fix: 'f', who: 'developer', ...more });
/** Half of every jitter. */
const clock = { random: () => 0.5 };

describe('retry decision', () => {
  const transient = { transient: true };
  const unsent = { transient: true, unsent: true };
  const cases: Array<[string, ProcoreError, number, string, number | 'stop']> = [
    ['a broken connection, read', failure('PROCORE_NETWORK', transient), 1, 'GET', 250],
    ['the same, third attempt', failure('PROCORE_NETWORK', transient), 3, 'GET', 1000],
    ['the same, fifth attempt', failure('PROCORE_NETWORK', transient), 5, 'GET', 'stop'],
    ['a certificate', failure('PROCORE_NETWORK', { unsent: true }), 1, 'GET', 'stop'],
    ['a refused connection, write', failure('PROCORE_NETWORK', unsent), 1, 'POST', 250],
    ['an unknown outcome', failure('PROCORE_UNKNOWN_OUTCOME'), 1, 'POST', 'stop'],
    ['a timeout, read', failure('PROCORE_TIMEOUT', transient), 1, 'GET', 250],
    ['500, read', failure('PROCORE_UNAVAILABLE', { status: 500, ...transient }), 1, 'GET', 250],
    ['500, write', failure('PROCORE_UNAVAILABLE', { status: 500, ...transient }), 1, 'POST', 'stop'],
    [
      '503 with a time, read',
      failure('PROCORE_UNAVAILABLE', { status: 503, retryAfter: 7, ...transient }),
      1,
      'GET',
      7000,
    ],
    [
      '503 with a time, write',
      failure('PROCORE_UNAVAILABLE', { status: 503, retryAfter: 7, ...transient }),
      1,
      'POST',
      7000,
    ],
    [
      '503 without a time, write',
      failure('PROCORE_UNAVAILABLE', { status: 503, ...transient }),
      1,
      'PATCH',
      'stop',
    ],
    ['damaged JSON, twice', failure('PROCORE_BAD_RESPONSE', transient), 2, 'GET', 500],
    ['damaged JSON, three times', failure('PROCORE_BAD_RESPONSE', transient), 3, 'GET', 'stop'],
    ['HTML with 200', failure('PROCORE_BAD_RESPONSE'), 1, 'GET', 'stop'],
    ['a conflict, PATCH', failure('PROCORE_CONFLICT'), 1, 'PATCH', 250],
    ['a conflict, POST', failure('PROCORE_CONFLICT'), 1, 'POST', 'stop'],
    ['a conflict, three times', failure('PROCORE_CONFLICT'), 3, 'PATCH', 'stop'],
    ...(['AUTH', 'NOT_PERMITTED', 'NOT_FOUND', 'INVALID', 'CONFIG', 'CANCELLED', 'TOO_LARGE'] as const).map(
      (code): [string, ProcoreError, number, string, 'stop'] => [
        code,
        failure(`PROCORE_${code}`),
        1,
        'GET',
        'stop',
      ],
    ),
  ];
  for (const [what, error, attempt, method, expected] of cases) {
    it(`${what}, ${method}: ${expected}`, () => {
      const decision = retryDecision(error, attempt, method, clock);
      assert.equal(decision === 'stop' ? 'stop' : decision.again, expected);
    });
  }

  it('429 goes again whatever the method, and costs no attempt', () => {
    const error = failure('PROCORE_RATE_LIMITED', { status: 429 });
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
      assert.deepEqual(retryDecision(error, 99, method, clock), { again: 0, counts: false });
    }
  });

  it('backs off no longer than 20 s, and by jitter down to nothing', () => {
    const error = failure('PROCORE_UNAVAILABLE', { status: 500, transient: true });
    for (let attempt = 1; attempt < 5; attempt++) {
      const most = retryDecision(error, attempt, 'GET', { random: () => 0.999 });
      assert.ok(most !== 'stop' && most.again <= 20_000);
      assert.deepEqual(retryDecision(error, attempt, 'GET', { random: () => 0 }), { again: 0, counts: true });
    }
  });

  it('has a budget over all requests, which successes refill slowly', () => {
    const budget = new RetryBudget();
    const error = failure('PROCORE_NETWORK', transient);
    let spent = 0;
    while (budget.spend(error)) spent++;
    assert.equal(spent, 100);
    for (let count = 0; count < 5; count++) budget.refund();
    assert.equal(budget.spend(error), true);
    assert.equal(budget.spend(error), false);
  });
});
