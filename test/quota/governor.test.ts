import assert from 'node:assert/strict';
import fc from 'fast-check';
import { governorOf } from '../../testing/quota/governor.js';
import { LimitedServer } from '../../testing/quota/limited-server.js';
import { VirtualTime } from '../../testing/virtual-time.js';

/** Most arrivals in any stretch of `window` ms. */
function mostWithin(times: readonly number[], window: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  for (let from = 0, to = 0; to < sorted.length; to++) {
    while ((sorted[to] ?? 0) - (sorted[from] ?? 0) >= window) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

const headersOf = (limit: number, remaining: number, resetIn: number, now: number) => ({
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(Math.ceil((now + resetIn) / 1000)),
  date: new Date(now).toUTCString(),
});

describe('governor, for any latency, clock and cancellation', function () {
  this.timeout(60_000);

  it('never meets a 429, never sends more than the spike limit in a window, and serves everyone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          hourly: fc.integer({ min: 30, max: 200 }),
          spike: fc.integer({ min: 5, max: 30 }),
          latency: fc.integer({ min: 1, max: 12_000 }),
          clockAhead: fc.integer({ min: -120_000, max: 120_000 }),
          window: fc.constantFrom('fixed' as const, 'sliding' as const),
          requests: fc.integer({ min: 1, max: 250 }),
          workers: fc.integer({ min: 1, max: 40 }),
          cancelled: fc.array(fc.integer({ min: 0, max: 249 }), { maxLength: 60 }),
          lost: fc.array(fc.integer({ min: 0, max: 249 }), { maxLength: 20 }),
          seed: fc.integer(),
        }),
        async ({ requests, workers, cancelled, lost, seed, ...options }) => {
          const time = new VirtualTime(seed);
          const server = new LimitedServer(time, options);
          const governor = governorOf(time, 0);
          let next = 0;
          let ended = 0;
          const worker = async () => {
            for (let index = next++; index < requests; index = next++) {
              const controller = new AbortController();
              if (cancelled.includes(index)) {
                time.sleep(time.random() * 20_000).then(() => controller.abort(new Error('cancelled')));
              }
              const permit = await governor
                .admit({ lane: 'bulk', owner: 'a', signal: controller.signal })
                .catch(() => undefined);
              if (permit) {
                const { status, headers } = await server.request();
                if (lost.includes(index)) permit.lost();
                else permit.answered(status, headers);
              }
              ended++;
            }
          };
          for (let count = 0; count < workers; count++) void worker();
          await time.run(time.now() + 48 * 3_600_000);
          assert.equal(ended, requests, 'somebody waits for ever');
          // Only an answer that got lost could have told that the hour was used up.
          assert.ok(server.refused <= lost.length, '429');
          assert.ok(mostWithin(server.arrivals, 10_000) <= options.spike, 'too many in a spike window');
        },
      ),
      { numRuns: 150 },
    );
  });

  it('loses no slot and never hangs, whatever the headers say', async () => {
    const header = fc.oneof(
      fc.constant(undefined),
      fc.string(),
      fc.integer().map(String),
      fc.constantFrom('0', '1', '25', '1e9'),
    );
    const answer = fc.record({
      status: fc.constantFrom(200, 200, 200, 404, 429, 500, 503),
      limit: header,
      remaining: header,
      reset: header,
      retryAfter: header,
      date: header,
      lost: fc.boolean(),
      ms: fc.integer({ min: 0, max: 30_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 40 }), async (answers) => {
        const time = new VirtualTime();
        const governor = governorOf(time, 0.02);
        let ended = 0;
        for (const { status, limit, remaining, reset, retryAfter, date, lost, ms } of answers) {
          const send = async () => {
            const permit = await governor.admit({ lane: 'flow', owner: 'a' });
            await time.sleep(ms);
            const given = {
              'x-rate-limit-limit': limit,
              'x-rate-limit-remaining': remaining,
              'x-rate-limit-reset': reset,
              'retry-after': retryAfter,
              date,
            };
            const headers = Object.fromEntries(
              Object.entries(given).filter(([, value]) => value !== undefined),
            );
            if (lost) permit.lost();
            else permit.answered(status, headers as Record<string, string>);
            ended++;
          };
          void send();
        }
        await time.run(time.now() + 30 * 24 * 3_600_000);
        assert.equal(ended, answers.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('governor', () => {
  it('asks with one request before it sends more', async () => {
    const time = new VirtualTime();
    const governor = governorOf(time, 0);
    const granted: number[] = [];
    const permits = [1, 2, 3].map((n) =>
      governor.admit({ lane: 'flow', owner: 'a' }).then((permit) => {
        granted.push(n);
        return permit;
      }),
    );
    await time.run();
    assert.deepEqual(granted, [1]);
    (await permits[0])?.answered(200, headersOf(25, 24, 10_000, time.now()));
    await time.run();
    assert.deepEqual(granted, [1, 2, 3]);
  });

  it('is not in the way where no answer carries rate headers', async () => {
    const time = new VirtualTime();
    const governor = governorOf(time, 0);
    (await governor.admit({ lane: 'flow', owner: 'a' })).answered(200, {});
    await Promise.all(Array.from({ length: 100 }, () => governor.admit({ lane: 'flow', owner: 'a' })));
  });

  it('stops everyone until Reset after a 429, by the server’s clock, and not a moment before it', async () => {
    const time = new VirtualTime();
    const governor = governorOf(time, 0);
    const ahead = 77_000;
    const start = time.now();
    (await governor.admit({ lane: 'flow', owner: 'a' })).answered(
      429,
      headersOf(3600, 0, 60_000, start + ahead),
    );
    const waits: number[] = [];
    const next = governor.admit({
      lane: 'interactive',
      owner: 'b',
      onWait: (until) => waits.push(until - start),
    });
    await time.run();
    await next;
    const waited = time.now() - start;
    assert.ok(waited >= 60_000 && waited <= 63_000, `${waited} ms`);
    assert.ok((waits[0] ?? 0) >= 60_000);
  });

  for (const [what, resetIn, least, most] of [
    ['two hours ahead, as told', 7_200_000, 7_200_000, 7_203_000],
    ['three days ahead, after a minute', 3 * 86_400_000, 60_000, 60_000],
    ['just past, after a second', -3_000, 1_000, 2_000],
    ['past for long, after a minute', -120_000, 60_000, 60_000],
  ] as const) {
    it(`asks again after a 429 with a Reset ${what}, and warns once where it cannot be right`, async () => {
      const time = new VirtualTime();
      const governor = governorOf(time, 0);
      for (let round = 0; round < 3; round++) {
        const start = time.now();
        const permit = governor.admit({ lane: 'flow', owner: 'a' });
        await time.run();
        const waited = time.now() - start;
        if (round > 0) assert.ok(waited >= least && waited <= most, `${waited} ms`);
        (await permit).answered(429, headersOf(3600, 0, resetIn, time.now()));
      }
      const doubted = least === 60_000;
      assert.equal(time.warnings.length, doubted ? 1 : 0);
      if (doubted) assert.match(time.warnings[0] ?? '', /cannot be right.*after 60 s/);
    });
  }

  it('reads a Retry-After that is a date, by the server’s clock', async () => {
    const time = new VirtualTime();
    const governor = governorOf(time, 0);
    const server = time.now() - 90_000;
    const headers = {
      date: new Date(server).toUTCString(),
      'retry-after': new Date(server + 30_000).toUTCString(),
    };
    const start = time.now();
    (await governor.admit({ lane: 'flow', owner: 'a' })).answered(503, headers);
    const next = governor.admit({ lane: 'flow', owner: 'a' });
    await time.run();
    await next;
    const waited = time.now() - start;
    assert.ok(waited >= 30_000 && waited <= 32_000, `${waited} ms`);
  });

  it('refuses at once a wait that would outlast the deadline, and says until when', async () => {
    const time = new VirtualTime();
    const governor = governorOf(time, 0);
    (await governor.admit({ lane: 'flow', owner: 'a' })).answered(
      429,
      headersOf(3600, 0, 600_000, time.now()),
    );
    const refused = governor.admit({ lane: 'flow', owner: 'a', deadline: time.now() + 30_000 });
    await assert.rejects(refused, {
      code: 'PROCORE_RATE_LIMITED',
      message: /used up until 2026-/,
      // Not every call is one of a message.
      fix: 'Wait until then, or run fewer flows on this key at once. A message may be given more time.',
    });
  });

  it('leaves the reserve of the hour to others', async () => {
    const time = new VirtualTime();
    const server = new LimitedServer(time, { hourly: 200, spike: 100, window: 'fixed', latency: 100 });
    const governor = governorOf(time, 0.1);
    const worker = async () => {
      for (;;) {
        const permit = await governor.admit({ lane: 'bulk', owner: 'a' });
        const { status, headers } = await server.request();
        permit.answered(status, headers);
      }
    };
    for (let count = 0; count < 10; count++) void worker();
    await time.run(time.now() + 3_000_000);
    assert.ok(server.served <= 181, `${server.served} served`);
    assert.ok(server.served >= 150);
  });

  it('lets a look-up pass a long read after one page at most, and takes lanes in their order', async () => {
    const time = new VirtualTime();
    const governor = governorOf(time, 0);
    const order: string[] = [];
    const first = await governor.admit({ lane: 'bulk', owner: 'reader' });
    const ask = (lane: 'interactive' | 'flow' | 'bulk', owner: string) =>
      governor.admit({ lane, owner }).then((permit) => {
        order.push(`${lane} ${owner}`);
        return permit;
      });
    for (let page = 0; page < 5; page++) void ask('bulk', 'reader');
    void ask('bulk', 'other');
    void ask('flow', 'lookup');
    void ask('interactive', 'editor');
    first.answered(200, headersOf(25, 24, 10_000, time.now()));
    await time.run();
    assert.deepEqual(order.slice(0, 5), [
      'interactive editor',
      'flow lookup',
      'bulk reader',
      'bulk other',
      'bulk reader',
    ]);
  });
});
