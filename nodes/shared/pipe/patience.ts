import { ProcoreError } from '../../../src/errors.js';

/** ms that stopped work gets to end on its own: a write that was cut off knows that its outcome is unknown. */
const LAST_WORD = 250;

/**
 * Waits for work, but only until `signal` is aborted: a context store that never answers, or a subflow that never sends
 * a tick, must not keep a node waiting for ever.
 * @throws what the work throws, or the signal's reason
 */
export async function patiently<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const patience = new Patience(signal);
  try {
    return await patience.with(work);
  } finally {
    patience.end();
  }
}

/** Waits as {@link patiently} does, for one thing after the other. One listener on the signal serves all of them. */
class Patience {
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #giveUp: ((reason: unknown) => void) | undefined;

  constructor(private readonly signal: AbortSignal) {
    if (signal.aborted) this.#hurry();
    else signal.addEventListener('abort', this.#hurry, { once: true });
  }

  with<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject;
      // A function that could still reject it would keep its value in memory: a whole page of a list.
      const done = (value: T) => {
        this.#giveUp = undefined;
        resolve(value);
      };
      // Always handled, since an unhandled rejection ends the process.
      work.then(done, reject);
      if (this.#isOver) reject(this.signal.reason);
    });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.signal.removeEventListener('abort', this.#hurry);
  }

  readonly #hurry = () => {
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.#giveUp?.(this.signal.reason);
    }, LAST_WORD);
  };
}

/**
 * Takes the items of an iteration one by one, and waits for each as {@link patiently} does. If that ends early, nothing
 * waits for the iteration to close.
 * @throws what the iteration or `take` throws, or the signal's reason
 */
export async function takePatiently<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal,
  take: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  const patience = new Patience(signal);
  try {
    for (;;) {
      const { value, done } = await patience.with(iterator.next());
      if (done) return;
      await take(value);
    }
  } finally {
    patience.end();
    iterator.return?.().catch(() => undefined);
  }
}

/** ms after which Node-RED is taken never to answer: a context store is only asked for one value. */
const INSIDE = 30_000;

/**
 * Waits for a context store or an expression. Either may never answer, and the message itself may have no time limit.
 * @param what the beginning of the error sentence, e.g. `The context store`
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
