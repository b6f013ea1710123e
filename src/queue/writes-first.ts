/**
 * Lets requests that were just made go out before work that keeps the processor busy: their answers then come while it
 * runs. In the first turn of the event loop undici looks whether the server has closed a socket, and then writes to it.
 */
export function writesFirst(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
