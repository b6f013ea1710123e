/**
 * Works on sources several at a time, and yields what comes, from whichever source it comes first. Each source is asked
 * for its next item only when the one before was taken, so that a slow reader holds everything up and nothing piles up.
 * If the reader stops, or `open` or a source throws, all sources are closed.
 * @param open begins the work on a source; what may fail without ending the rest is caught in there
 */
export async function* merged<S, T>(
  sources: readonly S[],
  parallel: number,
  open: (source: S) => AsyncIterator<T>,
): AsyncGenerator<T, void, undefined> {
  const waiting = sources[Symbol.iterator]();
  /** Sources under way, each with its next item; none for the one whose item the reader has. */
  const running = new Map<AsyncIterator<T>, Promise<Next<T>> | undefined>();
  const ask = (items: AsyncIterator<T>) => {
    const next = items.next().then((result) => ({ items, result }));
    // If it fails while another one is awaited, that is seen when it is raced for again.
    next.catch(() => undefined);
    running.set(items, next);
  };
  const fill = () => {
    while (running.size < parallel) {
      const source = waiting.next();
      if (source.done) return;
      ask(open(source.value));
    }
  };
  try {
    for (fill(); running.size > 0; fill()) {
      const { items, result } = (await Promise.race(running.values())) as Next<T>;
      if (result.done) {
        running.delete(items);
        continue;
      }
      running.set(items, undefined);
      yield result.value;
      ask(items);
    }
  } finally {
    for (const items of running.keys()) items.return?.().catch(() => undefined);
  }
}

interface Next<T> {
  readonly items: AsyncIterator<T>;
  readonly result: IteratorResult<T>;
}
