import type { NodeMessage } from 'node-red';

interface Waiting {
  readonly sequence: string;
  go(): void;
}

/**
 * Back-pressure: a run that has sent a message waits until the flow returns one with `msg.tick`, so that reading does
 * not outrun a slow flow. A tick with the parts of a sequence is for that run; any other tick is for the run that has
 * waited longest.
 */
export class Ticks {
  readonly #waiting: Waiting[] = [];

  /** @throws the signal's reason if it is aborted */
  wait(sequence: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = {
        sequence,
        go: () => {
          signal.removeEventListener('abort', stop);
          resolve();
        },
      };
      const stop = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason);
      };
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      signal.addEventListener('abort', stop, { once: true });
      this.#waiting.push(waiting);
    });
  }

  tick(msg: NodeMessage): void {
    const sequence = (msg.parts as { id?: unknown } | undefined)?.id;
    const named = this.#waiting.findIndex((waiting) => waiting.sequence === sequence);
    const [next] = this.#waiting.splice(Math.max(0, named), 1);
    next?.go();
  }
}
