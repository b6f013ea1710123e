import assert from 'node:assert/strict';
import { MemoryStore } from '../../src/state/store.js';

describe('the store in memory', () => {
  it('gives a value until its time is over, and not after', async () => {
    let now = 1_000;
    const store = new MemoryStore(() => now);
    await store.set('a', 1, 500);
    await store.set('b', 2);
    now = 1_499;
    assert.deepEqual([await store.get('a'), await store.get('b')], [1, 2]);
    now = 1_500;
    assert.deepEqual([await store.get('a'), await store.get('b')], [undefined, 2]);
    await store.delete('b');
    assert.equal(await store.get('b'), undefined);
  });

  it('does not grow with what is over and was never asked for again', async () => {
    let now = 0;
    const store = new MemoryStore(() => now);
    await store.set('for ever', true);
    for (; now < 100_000; now++) await store.set(`key ${now}`, now, 100);
    assert.ok(store.size <= 1_000, `${store.size} entries`);
    assert.equal(await store.get('for ever'), true);
    assert.equal(await store.get('key 99999'), 99_999);
  });

  it('holds all that is not over, however much that is', async () => {
    const store = new MemoryStore(() => 0);
    for (let n = 0; n < 5_000; n++) await store.set(`key ${n}`, n, 1);
    assert.equal(store.size, 5_000);
  });
});
