/**
 * Works on items as they come, several at a time, and yields the results in the order of the items. It never waits for
 * another item while a result is ready.
 * @param atOnce items that are taken ahead of the reader
 */
export async function* ahead<T, R>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const source = items[Symbol.asyncIterator]();
  const results: Array<Promise<R>> = [];
  let next: Promise<IteratorResult<T>> | undefined;
  let isOver = false;
  try {
    while (!isOver || results.length > 0) {
      if (!isOver && results.length < atOnce) next ??= source.next();
      const [first] = results;
      const isReady =
        first && (await Promise.race([settled(first, true), ...(next ? [settled(next, false)] : [])]));
      if (first && isReady) {
        results.shift();
        yield await first;
        continue;
      }
      const { done, value } = await (next as Promise<IteratorResult<T>>);
      next = undefined;
      if (done) isOver = true;
      else {
        const result = work(value);
        // A failure is thrown when its turn comes, so it must not be an unhandled rejection before that.
        result.catch(() => undefined);
        results.push(result);
      }
    }
  } finally {
    const closed = source.return?.().catch(() => undefined);
    // A source that still waits for its next item closes once that has come.
    if (next) next.catch(() => undefined);
    else await closed;
  }
}

function settled<T>(work: Promise<unknown>, value: T): Promise<T> {
  return work.then(
    () => value,
    () => value,
  );
}
