/**
 * Runs `work` on 0, 1, 2, … with up to `parallel` under way, and yields the results in order. Nothing runs further ahead
 * of the reader than that. When the reader stops or one fails, `cancel` is called and the rest is left to end unseen.
 */
export async function* inOrder<T>(
  count: () => number,
  parallel: number,
  work: (index: number) => Promise<T>,
  cancel: () => void,
): AsyncGenerator<T, void, undefined> {
  const running: Array<Promise<T>> = [];
  let started = 0;
  try {
    for (let index = 0; index < count(); index++) {
      while (started < count() && started < index + parallel) {
        const promise = work(started++);
        // Its failure is met when its turn comes, and not as an unhandled rejection before that.
        promise.catch(() => undefined);
        running.push(promise);
      }
      yield await (running.shift() as Promise<T>);
    }
  } finally {
    if (running.length > 0) cancel();
  }
}
