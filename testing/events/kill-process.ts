import { type ChildProcess, spawn } from 'node:child_process';

/** How a process ended. */
export interface End {
  readonly signal: NodeJS.Signals | null;
  /** The point that it named before it killed itself; undefined if it was ended by something else. */
  readonly said: string | undefined;
  /** Signal or exit code, in words. */
  readonly how: string;
}

/** A process that kills itself at a point, and says so before. */
export class KillWorker {
  /** The port that it listens on; pending if it ends before. */
  readonly port: Promise<number>;
  readonly ended: Promise<End>;
  readonly #process: ChildProcess;
  #output = '';

  /** @param given the file of its code, and its arguments */
  constructor(given: readonly string[]) {
    const child = spawn(process.execPath, [...given], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    this.port = new Promise((resolve) => {
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        const port = this.#lines.find((line) => Number(line) > 0);
        if (port !== undefined) resolve(Number(port));
      });
    });
    // Not at `exit`: the word may still be on its way then.
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) =>
        resolve({
          signal,
          said: this.#lines.find((line) => Number.isNaN(Number(line))),
          how: signal === null ? `ended with ${code}` : `ended by ${signal} from outside`,
        }),
      );
    });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** What it has printed: whole lines only. */
  get #lines(): readonly string[] {
    return this.#output.split('\n').slice(0, -1);
  }
}
