import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { configError, ProcoreError } from '../../errors.js';
import type { Logger } from '../../runtime.js';
import type { Order, Receiving, Report, ThreadData } from './orders.js';

/** ms that the thread gets to end by itself. */
const LAST_WORD = 3_000;

/** The main thread's side of the thread that receives deliveries. */
export class ReceiverThread {
  readonly #worker: Worker;
  readonly #receiving = new Map<string, () => void>();
  readonly #listening: Promise<number>;
  /** Why it receives no more; pending as long as it does, and after `close`. */
  readonly failure: Promise<ProcoreError>;
  #isClosed = false;
  /** Whether it can receive: it has not failed, and was not closed. */
  isAlive = true;

  /** @param log is told of problems with the state file */
  constructor(data: ThreadData, log: Pick<Logger, 'warn'>) {
    // In a checkout, the files are TypeScript.
    this.#worker = new Worker(join(__dirname, `main${extname(__filename)}`), { workerData: data });
    // The thread must not keep a process alive that wants to end.
    this.#worker.unref();
    let tell: (failure: ProcoreError) => void = () => undefined;
    this.failure = new Promise((resolve) => {
      tell = resolve;
    });
    this.#listening = new Promise((resolve, reject) => {
      const fail = (why: string, code: string) => {
        this.isAlive = false;
        const failure = unusablePort(data.port, why, code);
        if (!this.#isClosed) tell(failure);
        reject(failure);
      };
      this.#worker.on('message', (report: Report) => {
        if ('listening' in report) resolve(report.listening);
        else if ('opened' in report) this.#receiving.get(report.opened)?.();
        else if ('warning' in report) log.warn(report.warning);
        else fail(report.failed, report.code);
      });
      this.#worker.on('error', (thrown) =>
        fail(thrown instanceof Error ? thrown.message : String(thrown), ''),
      );
      this.#worker.on('exit', () => fail('Its thread has ended.', ''));
    });
    this.#listening.catch(() => undefined);
  }

  /** The port it listens on. @throws ProcoreError PROCORE_NETWORK if it cannot listen */
  get listening(): Promise<number> {
    return this.#listening;
  }

  /** Resolves when the node's deliveries are received; replaces what was said about the node before. */
  async open(receiving: Receiving): Promise<void> {
    await this.#listening;
    await new Promise<void>((resolve) => {
      this.#receiving.set(receiving.node, resolve);
      this.#order({ open: receiving });
    });
  }

  stop(node: string): void {
    this.#receiving.delete(node);
    this.#order({ close: node });
  }

  /** Ends the thread once it has answered what has arrived. */
  async close(): Promise<void> {
    this.isAlive = false;
    this.#isClosed = true;
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#order({ end: true });
    const timer = setTimeout(() => void this.#worker.terminate(), LAST_WORD);
    await ended;
    clearTimeout(timer);
  }

  #order(order: Order): void {
    this.#worker.postMessage(order);
  }
}

/** Why a port cannot be used. */
export function unusablePort(port: number, why: string, code: string): ProcoreError {
  if (code === 'EACCES')
    return configError(`The port ${port} may not be used.`, 'Choose a port above 1023 in the connection.');
  const isTaken = code === 'EADDRINUSE';
  return new ProcoreError({
    code: 'PROCORE_NETWORK',
    cause: isTaken ? `The port ${port} is in use.` : `Events cannot be received on port ${port}: ${why}`,
    fix: 'Choose another port in the connection, or end what uses it.',
    who: 'developer',
  });
}
