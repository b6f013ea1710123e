import assert from 'node:assert/strict';
import { systemRuntime } from '../../src/runtime.js';
import { steadyClock } from '../../src/steady-clock.js';
import { after } from '../../src/timer.js';
import { DeadlineReached, deadlineSignal, TimeLimit } from '../../src/transport/deadline.js';

const HOUR = 3_600_000;
const MONTH = 30 * 24 * HOUR;

import { governorOf } from '../../testing/quota/governor.js';

describe('a clock that is set back', () => {
  let wall: number;
  let real: number;
  let now: () => number;
  const pass = (ms: number) => {
    wall += ms;
    real += ms;
  };

  beforeEach(() => {
    wall = Date.parse('2026-03-01T12:00:00Z');
    real = 0;
    now = steadyClock(
      () => wall,
      () => real,
    );
  });

  it('goes on all the same, a little slower, until it is caught up with', () => {
    const began = now();
    wall -= HOUR;
    assert.equal(now(), began);
    pass(60_000);
    assert.equal(now(), began + 54_000);
    pass(11 * HOUR);
    assert.equal(now(), wall);
  });

  it('is the machine’s own clock otherwise, also where that is set forward', () => {
    for (const step of [1, 1_000, HOUR]) {
      pass(step);
      assert.equal(now(), wall);
    }
    wall += HOUR;
    assert.equal(now(), wall);
  });

  it('makes no wait for quota longer', async () => {
    const waits: number[] = [];
    const sleep = async (ms: number) => {
      waits.push(ms);
      // In the first wait somebody sets the clock back.
      if (waits.length === 1) wall -= HOUR;
      pass(ms);
    };
    const governor = governorOf({ now, sleep, log: systemRuntime().log }, 0);
    const admission = { lane: 'flow', owner: 'test' } as const;
    const permit = await governor.admit(admission);
    const began = real;
    permit.answered(429, { 'retry-after': '30', date: new Date(wall).toUTCString() });
    await governor.admit(admission);
    assert.ok(real - began >= 30_000 && real - began < 40_000, `${real - began} ms`);
  });
});

describe('a time limit of more than 24.8 days', () => {
  const soon = () => new Promise((resolve) => setTimeout(resolve, 30));

  it('does not end at once: a request, a message, a wait', async () => {
    let stopped: unknown;
    const limit = new TimeLimit(MONTH, undefined);
    limit.watch({
      stop: (reason) => {
        stopped = reason;
      },
    });
    const { signal, release } = deadlineSignal(Date.now() + MONTH, [], { now: Date.now });
    const stop = new AbortController();
    let slept = false;
    const sleeping = systemRuntime()
      .sleep(MONTH, stop.signal)
      .then(
        () => {
          slept = true;
        },
        () => undefined,
      );
    const endless = after(Number.POSITIVE_INFINITY, () => {
      slept = true;
    });
    await soon();
    assert.deepEqual([stopped, limit.over, signal.aborted, slept], [undefined, false, false, false]);
    limit.release();
    release();
    endless();
    stop.abort();
    await sleeping;
  });

  it('ends in time where it is short', async () => {
    let stopped: unknown;
    const limit = new TimeLimit(5, undefined);
    limit.watch({
      stop: (reason) => {
        stopped = reason;
      },
    });
    await soon();
    assert.ok(stopped instanceof DeadlineReached);
    limit.release();
  });
});
