import assert from 'node:assert/strict';
import { ahead } from '../../src/queue/ahead.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function* numbers(count: number) {
  for (let index = 0; index < count; index++) yield index;
}

describe('work on items as they come', () => {
  it('keeps their order, with no more at once than allowed', async () => {
    let underWay = 0;
    let most = 0;
    const work = async (item: number) => {
      most = Math.max(most, ++underWay);
      await pause(item % 2 === 0 ? 8 : 1);
      underWay--;
      return item * 2;
    };
    const results: number[] = [];
    for await (const result of ahead(numbers(9), 3, work)) results.push(result);
    assert.deepEqual(results, [0, 2, 4, 6, 8, 10, 12, 14, 16]);
    assert.equal(most, 3);
  });

  it('yields what is ready while no further item comes', async () => {
    let isClosed = false;
    const slow = async function* () {
      try {
        yield 1;
        await new Promise(() => undefined);
      } finally {
        isClosed = true;
      }
    };
    const began = Date.now();
    const reading = ahead(slow(), 4, async (item) => item);
    assert.deepEqual(await reading.next(), { done: false, value: 1 });
    assert.ok(Date.now() - began < 1_000);
    assert.equal(isClosed, false);
  });

  it('throws a failure when its turn comes, and closes the source', async () => {
    let isClosed = false;
    const source = async function* () {
      try {
        yield* numbers(5);
      } finally {
        isClosed = true;
      }
    };
    const seen: number[] = [];
    const reading = async () => {
      const work = async (item: number) => {
        if (item === 2) throw new Error('two');
        await pause(5);
        return item;
      };
      for await (const item of ahead(source(), 4, work)) seen.push(item);
    };
    await assert.rejects(reading(), /two/);
    assert.deepEqual(seen, [0, 1]);
    assert.equal(isClosed, true);
  });
});
