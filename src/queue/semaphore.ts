/** Lets a limited number of tasks run at the same time, in the order they came. */
export class Semaphore {
  #running = 0;
  readonly #waiting: Array<() => void> = [];

  constructor(private readonly atOnce: number) {}

  /**
   * Waits for a turn. Call the returned function to end the turn.
   * @throws the signal's reason if it is aborted before
   */
  take(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#running < this.atOnce) {
      this.#running++;
      return Promise.resolve(this.#end);
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        reject(signal?.reason);
      };
      const start = () => {
        signal?.removeEventListener('abort', leave);
        this.#running++;
        resolve(this.#end);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(start);
    });
  }

  readonly #end = () => {
    this.#running--;
    this.#waiting.shift()?.();
  };
}
