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
    [
      '503 with a time beyond two hours',
      failure('PROCORE_UNAVAILABLE', { status: 503, retryAfter: 7_201, ...transient }),
      1,
      'GET',
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
      const decision = retryDecision(error, { attempts: attempt, throttled: 0 }, method, clock);
      assert.equal('stop' in decision ? 'stop' : decision.again, expected);
      if ('stop' in decision) assert.equal(decision.stop, error);
    });
  }

  it('429 goes again whatever the method, and costs no attempt', () => {
    const error = failure('PROCORE_RATE_LIMITED', { status: 429 });
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
      const tried = { attempts: 99, throttled: 9 };
      assert.deepEqual(retryDecision(error, tried, method, clock), { again: 0, counts: false });
    }
  });

  it('429 ten times in a row ends, with a sentence of its own and what Procore told', () => {
    const answer = { status: 429, headers: {}, body: { errors: 'surpassed' } };
    const facts = { cause: 'c', fix: 'f', who: 'try again later', status: 429, retryAfter: 7 } as const;
    const error = new ProcoreError({ code: 'PROCORE_RATE_LIMITED', ...facts }, answer);
    const decision = retryDecision(error, { attempts: 0, throttled: 10 }, 'GET', clock);
    assert.ok('stop' in decision);
    const { code, message, status, retryAfter } = decision.stop;
    assert.deepEqual(
      [code, status, retryAfter, decision.stop.answer],
      ['PROCORE_RATE_LIMITED', 429, 7, answer],
    );
    assert.match(message, /10 times in a row.*after the wait it had told/);
  });

  it('backs off no longer than 20 s, and by jitter down to nothing', () => {
    const error = failure('PROCORE_UNAVAILABLE', { status: 500, transient: true });
    for (let attempt = 1; attempt < 5; attempt++) {
      const tried = { attempts: attempt, throttled: 0 };
      const most = retryDecision(error, tried, 'GET', { random: () => 0.999 });
      assert.ok('again' in most && most.again <= 20_000);
      assert.deepEqual(retryDecision(error, tried, 'GET', { random: () => 0 }), { again: 0, counts: true });
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
