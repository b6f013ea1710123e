/** Finished results that may wait for their turn: enough to keep all workers busy, and little memory. */
const KEPT = 2;

/**
 * Runs `work` on 0, 1, 2, … with up to `parallel` at the same time, and yields the results in order. Results that are
 * ready before their turn are kept, two at most; with `parallel` 1, nothing runs ahead of the reader. If the reader
 * stops or one call of `work` fails, `cancel` is called, and the results of the others are ignored.
 */
export async function* inOrder<T>(
  count: () => number,
  parallel: number,
  work: (index: number) => Promise<T>,
  cancel: () => void,
): AsyncGenerator<T, void, undefined> {
  const ahead = parallel === 1 ? 1 : parallel + KEPT;
  const results: Array<Promise<T>> = [];
  let turn = 0;
  let started = 0;
  let underWay = 0;
  let stopped = false;
  const launch = () => {
    while (!stopped && underWay < parallel && started < Math.min(count(), turn + ahead)) {
      underWay++;
      const result = work(started++);
      // A failure is thrown when its turn comes, so it must not be an unhandled rejection before that.
      result.then(ended, ended);
      results.push(result);
    }
  };
  const ended = () => {
    underWay--;
    launch();
  };
  try {
    for (; turn < count(); turn++) {
      launch();
      yield await (results.shift() as Promise<T>);
    }
  } finally {
    stopped = true;
    if (underWay > 0) cancel();
  }
}
