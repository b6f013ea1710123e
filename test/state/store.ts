import assert from 'node:assert/strict';
import type { Store } from '../../src/state/contract.js';
import { HandClock } from './stage.js';

export interface OpenStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** What every store does. */
export function storeSuite(name: string, open: (clock: HandClock) => Promise<OpenStore>): void {
  describe(`The store ${name}`, () => {
    let clock: HandClock;
    let opened: OpenStore;
    let store: Store;
    const stored = async (key: string) => (await store.get([key]))[0]?.value;

    beforeEach(async () => {
      clock = new HandClock();
      opened = await open(clock);
      store = opened.store;
    });
    afterEach(() => opened.close());

    it('keeps values of every JSON type, and gives many at once in the order asked', async () => {
      const values = [null, 0, '', 'text "quoted" \u0000 😀', [1, [2]], { a: { b: true } }, 562949953443325];
      for (const [at, value] of values.entries()) await store.set(`key ${at}`, value);
      const kept = await store.get([...values.keys()].reverse().map((at) => `key ${at}`));
      assert.deepEqual(
        kept.map((entry) => entry?.value),
        [...values].reverse(),
      );
      assert.deepEqual(
        await store.get(['nowhere', 'key 1']).then((found) => found.map((one) => one?.value)),
        [undefined, 0],
      );
    });

    it('gives copies: what is changed after it was set or got is not changed in the store', async () => {
      const list = [1];
      await store.set('list', list);
      list.push(2);
      assert.deepEqual(await stored('list'), [1]);
      ((await stored('list')) as number[]).push(3);
      assert.deepEqual(await stored('list'), [1]);
    });

    it('refuses what is not JSON', async () => {
      await assert.rejects(store.set('key', undefined), TypeError);
      await assert.rejects(store.set('key', 1n), TypeError);
      assert.equal(await stored('key'), undefined);
    });

    it('lets a value end by itself', async () => {
      await store.set('short', 1, { ttlMs: 1_000 });
      await store.set('long', 2, { ttlMs: 3_000 });
      clock.forward(2_000);
      assert.equal(await stored('short'), undefined);
      assert.equal(await stored('long'), 2);
      assert.equal(await store.delete('short'), false);
    });

    it('sets a value only if there is none; one that is over counts as none', async () => {
      assert.ok(await store.set('lock', 'first', { ifAbsent: true, ttlMs: 1_000 }));
      assert.equal(await store.set('lock', 'second', { ifAbsent: true }), undefined);
      assert.equal(await stored('lock'), 'first');
      clock.forward(1_001);
      assert.ok(await store.set('lock', 'third', { ifAbsent: true }));
      assert.equal(await stored('lock'), 'third');
    });

    it('sets and deletes by revision: of two who change a value, one is told', async () => {
      const first = await store.set('cursor', 1);
      assert.ok(first);
      const second = await store.set('cursor', 2, { ifRevision: first });
      assert.ok(second && second !== first);
      assert.equal(await store.set('cursor', 3, { ifRevision: first }), undefined);
      assert.equal(await store.delete('cursor', first), false);
      assert.equal(await stored('cursor'), 2);
      assert.equal(await store.delete('cursor', second), true);
      assert.equal(await store.set('cursor', 4, { ifRevision: second }), undefined);
      assert.equal(await stored('cursor'), undefined);
    });

    it('gives a revision that was never given before, also after a deletion', async () => {
      const before = await store.set('key', 1);
      await store.delete('key');
      const after = await store.set('key', 1);
      assert.notEqual(before, after);
      assert.equal(await store.delete('key', before), false);
    });

    it('lets one of many win at the same time', async () => {
      const won = await Promise.all(
        Array.from({ length: 50 }, (_, at) => store.set('lock', at, { ifAbsent: true })),
      );
      assert.equal(won.filter((revision) => revision !== undefined).length, 1);
    });

    it('claims each key once, within one call too, until its time is over or it is lifted', async () => {
      assert.deepEqual(await store.claim(['a', 'b', 'a'], 1_000), [true, true, false]);
      assert.deepEqual(await store.claim(['b', 'c'], 1_000), [false, true]);
      assert.equal(await store.delete('b'), true);
      assert.deepEqual(await store.claim(['b'], 1_000), [true]);
      clock.forward(1_001);
      assert.deepEqual(await store.claim(['a', 'b', 'c'], 1_000), [true, true, true]);
    });

    it('keeps claims and values apart', async () => {
      await store.claim(['key'], 1_000);
      assert.equal(await stored('key'), undefined);
      assert.ok(await store.set('key', 1, { ifAbsent: true }));
      assert.deepEqual(await store.claim(['key'], 1_000), [false]);
    });

    it('forgets what is over, so that it does not grow for ever', async () => {
      for (let round = 0; round < 3; round++) {
        await Promise.all([
          store.claim(
            Array.from({ length: 2_000 }, (_, at) => `${round} ${at}`),
            1_000,
          ),
          store.set(`value ${round}`, round, { ttlMs: 1_000 }),
        ]);
        clock.forward(120_000);
      }
      assert.deepEqual(await store.claim(['0 0', '2 1999'], 1_000), [true, true]);
      assert.equal(await stored('value 0'), undefined);
    });
  });
}
