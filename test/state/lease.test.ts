import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { systemRuntime } from '../../src/runtime.js';
import { newHolder } from '../../src/state/holder.js';
import { LeaseTaken, withLease } from '../../src/state/lease.js';
import { MemoryStore } from '../../src/state/memory-store.js';
import { HandClock } from './stage.js';

describe('A lease', () => {
  let clock: HandClock;
  let store: MemoryStore;
  let runtime: Parameters<typeof withLease>[3]['runtime'];

  beforeEach(() => {
    clock = new HandClock();
    store = new MemoryStore(() => clock.now());
    runtime = { now: () => clock.now(), sleep: clock.sleep, random: () => 0.5 };
  });

  it('lets one at a time do the work, all in the end', async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 10 }, () =>
        withLease(
          store,
          'key',
          async () => {
            most = Math.max(most, ++inside);
            await systemRuntime().sleep(2);
            inside--;
          },
          { runtime },
        ),
      ),
    );
    assert.equal(most, 1);
  });

  it('is given back when the work fails', async () => {
    await assert.rejects(
      withLease(store, 'key', async () => assert.fail('no'), { runtime }),
      /no/,
    );
    assert.deepEqual(await store.get(['key']), [undefined]);
  });

  it('of a process that died on this machine is taken over at once', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await store.set('key', { ...newHolder(), pid }, { ttlMs: 60_000 });
    assert.equal(await withLease(store, 'key', async () => 'done', { runtime, patience: 0 }), 'done');
  });

  it('of a process elsewhere is waited for until it is over', async () => {
    await store.set('key', { ...newHolder(), pid: 1, place: `not ${hostname()}` }, { ttlMs: 1_000 });
    await assert.rejects(
      withLease(store, 'key', async () => 'done', { runtime, patience: 60 }),
      LeaseTaken,
    );
    setTimeout(() => clock.forward(1_001), 30);
    assert.equal(await withLease(store, 'key', async () => 'done', { runtime }), 'done');
  });

  it('is kept by signs of life, and one that slept too long knows that it lost it', async () => {
    const first = withLease(
      store,
      'key',
      async ({ still }) => {
        await systemRuntime().sleep(200);
        assert.equal(await still(), true);
        clock.forward(1_000);
        assert.equal(await withLease(store, 'key', async () => 'second', { runtime }), 'second');
        return still();
      },
      { runtime, ttlMs: 120 },
    );
    assert.equal(await first, false);
  });

  it('is not waited for beyond a signal', async () => {
    const stop = new AbortController();
    await withLease(
      store,
      'key',
      async () => {
        const waiting = withLease(store, 'key', async () => 'never', { runtime, signal: stop.signal });
        stop.abort(new Error('stopped'));
        await assert.rejects(waiting, /stopped/);
      },
      { runtime },
    );
  });
});
