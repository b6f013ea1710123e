/** The reason a signal carries when its time ran out, as opposed to having been cancelled. */
export class DeadlineReached extends Error {
  constructor(readonly ms: number) {
    super(`No complete answer within ${ms} ms.`);
  }
}

/**
 * Runs `work` with a signal that fires after `ms` milliseconds or when `parent` is aborted, whichever is first.
 * A total deadline, not an idle timer: undici's bodyTimeout never ends a body that drips (measured). The listener on the
 * parent is taken off again, so a long-lived parent (a node) gathers none.
 */
export async function withDeadline<T>(
  ms: number,
  parent: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cancel = () => controller.abort(parent?.reason);
  if (parent?.aborted) cancel();
  parent?.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(() => controller.abort(new DeadlineReached(ms)), ms);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    parent?.removeEventListener('abort', cancel);
  }
}

/** Waits for shared work, but no longer than until `signal` is aborted; the work itself goes on for the others. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
