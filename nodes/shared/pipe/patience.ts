import { ProcoreError } from '../../../src/errors.js';
import { unlessAborted } from '../../../src/transport/deadline.js';

/** ms that work is given to end by itself after it was stopped: a write that was cut off knows that its outcome is unknown. */
const LAST_WORD = 250;

/**
 * Waits for work, but no longer than until `signal` is aborted: a context store that never answers, or a subflow that never
 * sends a tick, must not keep a node for ever.
 * @throws what the work throws, or the signal's reason
 */
export async function patiently<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await unlessAborted(work, signal);
  } catch (thrown) {
    if (!signal.aborted || thrown !== signal.reason) throw thrown;
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(signal.reason), LAST_WORD);
    });
    return await Promise.race([work, over]).finally(() => clearTimeout(timer));
  }
}

/** What an iteration yields, each item waited for as above. Where that ends, nobody waits for the iteration's own end. */
export async function* patientItems<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { value, done } = await patiently(iterator.next(), signal);
      if (done) return;
      yield value;
    }
  } finally {
    iterator.return?.().catch(() => undefined);
  }
}

/** ms after which something inside Node-RED that has not answered will not: a context store is asked for one value. */
const INSIDE = 30_000;

/**
 * Waits for a context store or an expression, which may never answer, also where the message itself has all the time it
 * needs.
 * @param what as the sentence begins, e.g. `The context store`
 * @throws ProcoreError PROCORE_TIMEOUT, or what the work throws
 */
export function answered<T>(work: Promise<T>, what: string, ms = INSIDE): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const cause = `${what} has not answered within ${ms / 1000} s.`;
      const fix = 'Check the context store in settings.js, and send the message again.';
      reject(new ProcoreError({ code: 'PROCORE_TIMEOUT', cause, fix, who: 'developer' }));
    }, ms);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}
