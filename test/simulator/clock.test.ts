import assert from 'node:assert/strict';
import { ClosableClock, systemClock } from '../../src/simulator/clock.js';
import { SharedSimulator } from '../../src/simulator/demo.js';
import { ManualClock, startSimulator } from '../../src/simulator/index.js';
import { Caller, newToken, request } from './caller.js';

const START = Date.UTC(2026, 4, 4, 12);
const HOUR = 3_600_000;

/** Waits until something is so; what goes over a socket takes a few turns of the event loop. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn++) {
    assert.ok(turn < 1000, 'it never came to be');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe('simulator: its clock', () => {
  it('lets ten minutes before an answer pass in a moment', async () => {
    const clock = new ManualClock(START);
    const simulator = await startSimulator({ clock, latency: 600_000 });
    try {
      const pending = request(`${simulator.apiUrl}/rest/v1.0/me`);
      await until(() => clock.waiting === 1);
      let isAnswered = false;
      const answered = pending.then(() => {
        isAnswered = true;
      });
      await clock.pass(599_999);
      assert.equal(isAnswered, false);
      await clock.pass(1);
      await answered;
      assert.equal((await pending).status, 401);
      assert.equal(simulator.requests[0]?.at, START);
    } finally {
      await simulator.close();
    }
  });

  it('is what tokens and rate limits go by', async () => {
    const clock = new ManualClock(START);
    const caller = await Caller.start({ clock, limits: { hourly: 2, spike: 100 } });
    try {
      const status = async () => (await caller.get('/rest/v1.0/me')).status;
      assert.deepEqual([await status(), await status(), await status()], [200, 200, 429]);
      await clock.pass(HOUR);
      assert.equal(await status(), 200);
      await clock.pass(HOUR);
      assert.equal(await status(), 401);
      caller.token = await newToken(caller.simulator);
      assert.equal(await status(), 200);
    } finally {
      await caller.close();
    }
  });

  it('has no timer left once the simulator is closed', async () => {
    const clock = new ManualClock(START);
    const simulator = await startSimulator({ clock, latency: 600_000 });
    const failed = assert.rejects(request(`${simulator.apiUrl}/rest/v1.0/me`));
    await until(() => clock.waiting === 1);
    await simulator.close();
    assert.equal(clock.waiting, 0);
    await failed;
  });

  it('forgets the timer of a caller that hung up', async () => {
    const clock = new ManualClock(START);
    const simulator = await startSimulator({ clock, latency: 600_000 });
    try {
      const abort = new AbortController();
      const failed = assert.rejects(request(`${simulator.apiUrl}/rest/v1.0/me`, { signal: abort.signal }));
      await until(() => clock.waiting === 1);
      abort.abort();
      await failed;
      await until(() => clock.waiting === 0);
    } finally {
      await simulator.close();
    }
  });

  it('ends the demo when its time is up, and not before', async () => {
    const clock = new ManualClock(START);
    const demo = new SharedSimulator({ start: () => startSimulator({ projects: 1 }), linger: HOUR, clock });
    const { simulator, release } = await demo.acquire();
    release();
    await clock.pass(HOUR - 1);
    assert.equal((await request(`${simulator.apiUrl}/rest/v1.0/me`)).status, 401);
    await clock.pass(1);
    assert.equal(clock.waiting, 0);
    await assert.rejects(request(`${simulator.apiUrl}/rest/v1.0/me`));
  });
});

describe('simulator: clocks', () => {
  it('wakes in the order of time, also what is set meanwhile, and not what was cancelled', async () => {
    const clock = new ManualClock(START);
    const woken: Array<[string, number]> = [];
    const wake = (name: string) => () => woken.push([name, clock.now() - START]);
    clock.after(300, wake('last'));
    const cancel = clock.after(50, wake('never'));
    clock.after(100, () => {
      wake('first')();
      clock.after(100, wake('second'));
      clock.after(1000, wake('too late'));
    });
    clock.after(300, wake('last but set later'));
    cancel();
    await clock.pass(500);
    assert.deepEqual(woken, [
      ['first', 100],
      ['second', 200],
      ['last', 300],
      ['last but set later', 300],
    ]);
    assert.deepEqual([clock.now() - START, clock.waiting], [500, 1]);
  });

  it('closed, wakes nobody any more and takes no more timers', async () => {
    const manual = new ManualClock(START);
    const clock = new ClosableClock(manual);
    const woken: string[] = [];
    clock.after(10, () => woken.push('before'));
    clock.after(20, () => woken.push('at the end'));
    await manual.pass(10);
    clock.close();
    clock.after(5, () => woken.push('after'));
    assert.equal(manual.waiting, 0);
    await manual.pass(HOUR);
    assert.deepEqual(woken, ['before']);
  });

  it('of the machine, wakes and cancels', async () => {
    const clock = systemClock();
    const started = performance.now();
    const woken: string[] = [];
    const cancel = clock.after(5, () => woken.push('never'));
    cancel();
    // The test itself has to keep the process alive: no timer of the clock does.
    const alive = setTimeout(() => undefined, 5000);
    await new Promise<void>((resolve) => clock.after(30, resolve));
    clearTimeout(alive);
    assert.ok(performance.now() - started >= 28);
    assert.deepEqual(woken, []);
    assert.ok(Math.abs(clock.now() - Date.now()) < 1000);
  });
});
