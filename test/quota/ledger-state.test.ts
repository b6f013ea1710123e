import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Told } from '../../src/quota/headers.js';
import { type LedgerState, NOTHING_KNOWN, nextState, verdict } from '../../src/quota/ledger-state.js';

/** What befalls a key: time passes, somebody wants to send, a request under way ends. */
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ pass: fc.integer({ min: 0, max: 6_000 }) }) },
  { weight: 4, arbitrary: fc.constant({ want: true as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      end: fc.constantFrom('answered', 'answered', 'answered', 'lost', 'unsent'),
      which: fc.nat(),
    }),
  },
);

/** JSON, so that it is what a server would keep: numbers and a list of numbers, nothing else. */
function frozen(state: LedgerState): LedgerState {
  const plain = JSON.parse(JSON.stringify(state)) as LedgerState;
  assert.deepEqual(plain, state);
  Object.freeze(plain.held);
  return Object.freeze(plain);
}

describe('the rule of a ledger', () => {
  it('has no more under way and held than the spike limit, in any window of any order of events', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 30 }),
        fc.array(step, { minLength: 20, maxLength: 400 }),
        fc.constantFrom(0, 0.02, 0.5),
        (limit, steps, reserve) => {
          let state = NOTHING_KNOWN;
          let now = 1_000_000;
          const underWay: Array<{ sentAt: number; answeredBefore: number }> = [];
          /** When each request was sent, and ended: Procore counted it somewhere in between. */
          const counted: Array<{ from: number; to: number }> = [];
          const told = (): Told => {
            const recent = counted.filter(({ to }) => now - to < 10_000).length + underWay.length;
            const remaining = Math.max(0, limit - recent);
            return { quota: { limit, remaining, resetAt: 0 }, resetIn: 9_000, pause: undefined };
          };
          for (const each of steps) {
            state = frozen(state);
            if ('pass' in each) now += each.pass;
            else if ('want' in each) {
              if (!verdict(state, now, reserve).go) continue;
              underWay.push({ sentAt: now, answeredBefore: state.answered });
              state = nextState(state, { type: 'sent', now });
            } else if (underWay.length > 0) {
              const [request] = underWay.splice(each.which % underWay.length, 1);
              if (!request) continue;
              if (each.end === 'unsent') state = nextState(state, { type: 'unsent' });
              else {
                counted.push({ from: request.sentAt, to: now });
                const { answeredBefore } = request;
                state = nextState(
                  state,
                  each.end === 'lost'
                    ? { type: 'lost', now }
                    : { type: 'answered', now, answeredBefore, told: told(), reserve },
                );
              }
            }
            // Whenever Procore counted them between sending and end: no window can hold more than the limit.
            const inWindow = counted.filter(({ to }) => now - to < 10_000).length + underWay.length;
            assert.ok(inWindow <= limit, `${inWindow} of ${limit}`);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('spends no more of an hour than answers have proved, whatever their order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 200 }),
        fc.array(step, { minLength: 50, maxLength: 600 }),
        fc.constantFrom(0, 0.1, 0.5),
        (hourly, steps, reserve) => {
          let state = NOTHING_KNOWN;
          let now = 1_000_000;
          const endsAt = now + 3_000_000;
          let used = 0;
          const underWay: Array<{ answeredBefore: number; remaining: number }> = [];
          for (const each of steps) {
            state = frozen(state);
            if ('pass' in each) now = Math.min(endsAt - 1, now + each.pass);
            else if ('want' in each) {
              if (!verdict(state, now, reserve).go) continue;
              used++;
              assert.ok(used <= hourly, `${used} of ${hourly}`);
              // The first may be the one that finds out.
              assert.ok(used <= 1 || used <= Math.ceil(hourly * (1 - reserve)) + 1, `${used}, ${reserve}`);
              underWay.push({ answeredBefore: state.answered, remaining: hourly - used });
              state = nextState(state, { type: 'sent', now });
            } else {
              const [request] = underWay.splice(each.which % Math.max(1, underWay.length), 1);
              if (!request) continue;
              const { answeredBefore, remaining } = request;
              const quota = { limit: hourly, remaining, resetAt: 0 };
              const told = { quota, resetIn: endsAt - now, pause: undefined };
              state = nextState(
                state,
                each.end === 'answered'
                  ? { type: 'answered', now, answeredBefore, told, reserve }
                  : { type: 'lost', now },
              );
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  const MANY: ReadonlyArray<[words: string, told: Told, most: number]> = [
    ['nothing limits the sending', { quota: undefined, resetIn: 0, pause: undefined }, 12],
    [
      'a window has room for a million',
      { quota: { limit: 1_000_000, remaining: 999_999, resetAt: 0 }, resetIn: 9_000, pause: undefined },
      203,
    ],
  ];
  for (const [words, told, most] of MANY) {
    it(`keeps little of the slots that are held while ${words}`, () => {
      let state = NOTHING_KNOWN;
      for (let request = 0; request < 100_000; request++) {
        const now = 1_000_000 + Math.floor(request / 10);
        state = nextState(state, { type: 'sent', now });
        const answeredBefore = state.answered;
        state = nextState(state, { type: 'answered', now, answeredBefore, told, reserve: 0 });
        assert.ok(state.held.length <= 2 * most, `${state.held.length} numbers`);
      }
      assert.equal(
        state.held.reduce((sum, each, at) => sum + (at % 2 ? each : 0), 0),
        100_000,
      );
    });
  }
});
