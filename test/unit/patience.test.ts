import assert from 'node:assert/strict';
import { answered, patiently, takePatiently } from '../../nodes/shared/pipe/patience.js';

const never = () => new Promise<never>(() => undefined);
const later = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));

describe('patience', () => {
  it('with what never answers ends with a sentence that names it', async () => {
    await assert.rejects(answered(never(), 'The flow context', 20), {
      code: 'PROCORE_TIMEOUT',
      cause: 'The flow context has not answered within 0.02 s.',
    });
  });

  it('gives what answers in time, and what fails', async () => {
    assert.equal(await answered(later(5, 'x'), 'The flow context', 1_000), 'x');
    await assert.rejects(answered(Promise.reject(new Error('broken')), 'It', 1_000), /broken/);
  });

  it('ends with the reason of the signal', async () => {
    const stop = new AbortController();
    const waiting = patiently(never(), stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(waiting, /stopped/);
  });

  it('lets work that was stopped say its last word', async () => {
    const stop = new AbortController();
    const work = later(30, 0).then(() => Promise.reject(new Error('outcome unknown')));
    const waiting = patiently(work, stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(waiting, /outcome unknown/);
  });

  it('waits for no end of an iteration that was left', async () => {
    const stop = new AbortController();
    let isEnded = false;
    async function* items() {
      try {
        yield 1;
        await never();
      } finally {
        isEnded = true;
      }
    }
    const seen: number[] = [];
    const all = takePatiently(items(), stop.signal, async (item) => {
      seen.push(item);
    });
    setTimeout(() => stop.abort(new Error('stopped')), 20);
    await assert.rejects(all, /stopped/);
    assert.deepEqual([seen, isEnded], [[1], false]);
  });
});
