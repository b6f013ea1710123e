/** Finished results that may wait for their turn: enough to keep all workers busy, and little memory. */
const KEPT = 2;

/**
 * Runs `work` on 0, 1, 2, … with up to `parallel` under way at the same time, and yields the results in order. Two
 * results may wait for their turn, beside work that is answered and not finished; with `parallel` 1, nothing runs ahead
 * of the reader. If the reader stops or one call of `work` fails, `cancel` is called, and the results of the others are
 * ignored.
 * @param work calls `answered` when it only has to finish what is here already, so that the next one may begin;
 *   otherwise its end lets the next one begin
 */
export async function* inOrder<T>(
  count: () => number,
  parallel: number,
  work: (index: number, answered: () => void) => Promise<T>,
  cancel: () => void,
): AsyncGenerator<T, void, undefined> {
  const results: Array<Promise<T>> = [];
  let turn = 0;
  let started = 0;
  let underWay = 0;
  let unfinished = 0;
  let stopped = false;
  /** How far beyond the reader's turn work may begin. */
  const ahead = () => (parallel === 1 ? 1 : parallel + KEPT + Math.min(parallel, unfinished - underWay));
  const launch = () => {
    while (!stopped && underWay < parallel && started < Math.min(count(), turn + ahead())) {
      underWay++;
      unfinished++;
      const answered = once(() => {
        underWay--;
        launch();
      });
      const result = work(started++, answered);
      const settled = () => {
        unfinished--;
        answered();
      };
      // A failure is thrown when its turn comes, so it must not be an unhandled rejection before that.
      result.then(settled, settled);
      results.push(result);
    }
  };
  try {
    for (; turn < count(); turn++) {
      launch();
      yield await (results.shift() as Promise<T>);
    }
  } finally {
    stopped = true;
    // What is answered may not be finished: a body that turns out to be damaged is requested again.
    if (unfinished > 0) cancel();
  }
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
