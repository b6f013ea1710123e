import assert from 'node:assert/strict';
import { inOrder } from '../../src/queue/in-order.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Work that the test answers and finishes, by its number. */
function works() {
  const answers: Array<() => void> = [];
  const ends: Array<() => void> = [];
  const fails: Array<(reason: Error) => void> = [];
  const work = (index: number, answered: () => void) =>
    new Promise<number>((resolve, reject) => {
      answers[index] = answered;
      ends[index] = () => resolve(index);
      fails[index] = reject;
    });
  return { answers, ends, fails, work, begun: () => ends.length };
}

describe('work in order', () => {
  it('begins the next one when one ends, no more at once than allowed', async () => {
    const { ends, work, begun } = works();
    const reading = inOrder(() => 100, 3, work, assert.fail);
    const first = reading.next();
    await turn();
    assert.equal(begun(), 3);
    ends[1]?.();
    await turn();
    assert.equal(begun(), 4);
    ends[0]?.();
    assert.deepEqual(await first, { done: false, value: 0 });
    await turn();
    assert.equal(begun(), 5);
  });

  it('begins the next one when one is answered, and counts its end no second time', async () => {
    const { answers, ends, work, begun } = works();
    const reading = inOrder(() => 100, 3, work, assert.fail);
    const first = reading.next();
    answers[0]?.();
    answers[0]?.();
    await turn();
    assert.equal(begun(), 4);
    ends[0]?.();
    await first;
    await turn();
    assert.equal(begun(), 4);
  });

  it('begins two more than allowed at once before the reader asks for more, and as many as are answered', async () => {
    const { answers, work, begun } = works();
    const reading = inOrder(
      () => 100,
      3,
      work,
      () => undefined,
    );
    const first = reading.next();
    for (let index = 0; index < 50; index++) {
      answers[index]?.();
      await turn();
    }
    assert.equal(begun(), 8);
    void first;
  });

  it('is cancelled when the reader stops while some is answered and not finished', async () => {
    const { answers, ends, work } = works();
    let cancelled = 0;
    const reading = inOrder(
      () => 3,
      3,
      work,
      () => cancelled++,
    );
    const first = reading.next();
    for (const answered of answers) answered();
    ends[0]?.();
    await first;
    await reading.return();
    assert.equal(cancelled, 1);
  });

  it('is not cancelled when the reader stops after all of it has finished', async () => {
    const { ends, work } = works();
    const reading = inOrder(() => 3, 3, work, assert.fail);
    const first = reading.next();
    for (const end of ends) end();
    await first;
    await turn();
    await reading.return();
  });

  it('runs nothing ahead of the reader where one at a time is allowed', async () => {
    const { answers, ends, work, begun } = works();
    const reading = inOrder(() => 100, 1, work, assert.fail);
    const first = reading.next();
    answers[0]?.();
    await turn();
    assert.equal(begun(), 1);
    ends[0]?.();
    await first;
    await turn();
    assert.equal(begun(), 1);
  });

  it('throws a failure when its turn comes, after which nothing begins and the others are cancelled', async () => {
    const { answers, ends, fails, work, begun } = works();
    let cancelled = 0;
    const reading = inOrder(
      () => 100,
      3,
      work,
      () => cancelled++,
    );
    const first = reading.next();
    fails[1]?.(new Error('broken'));
    await turn();
    assert.equal(cancelled, 0);
    ends[0]?.();
    assert.equal((await first).value, 0);
    await assert.rejects(reading.next(), /broken/);
    const before = begun();
    answers[2]?.();
    await turn();
    assert.deepEqual([begun(), cancelled], [before, 1]);
  });
});
