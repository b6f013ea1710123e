import type { Dispatcher } from 'undici';
import { tooLarge } from './body-limit.js';
import type { Holding, ReadingRoom } from './reading-room.js';

type Controller = Dispatcher.DispatchController;
type Headers = Dispatcher.ResponseData['headers'];

/** What came over the socket: the head of an answer, and its body in pieces. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly chunks: readonly Buffer[];
  /** Bytes of all chunks. */
  readonly size: number;
}

/**
 * One answer as it comes in, to be handed to undici's `dispatch`. Its `request` makes a stream of every body and listens
 * to a signal for each: where a body is wanted whole, that was a quarter of what a call costs above raw undici.
 */
export class Incoming implements Dispatcher.DispatchHandler {
  /** Settles when the last byte is there, or when none will come any more. */
  readonly whole: Promise<Received>;
  readonly #chunks: Buffer[] = [];
  #head: Pick<Received, 'status' | 'headers'> | undefined;
  #size = 0;
  #sent = false;
  #controller: Controller | undefined;
  #stopped: { readonly reason: unknown } | undefined;
  #resolve!: (received: Received) => void;
  #reject!: (reason: unknown) => void;

  /** What it holds of the room for answers; whoever takes the body gives it back. */
  readonly holding: Holding;

  /**
   * @param host where it comes from, for what errors say
   * @param reading the room that all answers share
   */
  constructor(
    private readonly host: string,
    private readonly reading: ReadingRoom,
  ) {
    this.holding = reading.open();
    this.whole = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Status and headers, as soon as they are there. */
  get head(): Pick<Received, 'status' | 'headers'> | undefined {
    return this.#head;
  }

  /** Whether the request was put on a socket: it may have reached the server. */
  get sent(): boolean {
    return this.#sent;
  }

  /** Ends it; `whole` rejects with the reason. */
  stop(reason: unknown): void {
    this.#stopped = { reason };
    this.#reject(reason);
    this.#controller?.abort(reason as Error);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#stopped) controller.abort(this.#stopped.reason as Error);
    else this.#sent = true;
  }

  onResponseStart(_: Controller, status: number, headers: Headers): void {
    // Only tells that the answer is still to come (1xx).
    if (status >= 200) this.#head = { status, headers };
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#stopped) return;
    this.#size += chunk.length;
    this.#chunks.push(chunk);
    this.holding.take(chunk.length);
    if (this.#size > this.reading.limits.one) {
      this.stop(tooLarge(this.host, this.reading.limits));
    } else if (!this.holding.hasRoom) {
      controller.pause();
      this.holding.whenRoom(() => controller.resume());
    }
  }

  onResponseEnd(): void {
    if (this.#head) this.#resolve({ ...this.#head, chunks: this.#chunks, size: this.#size });
    else this.#reject(new Error('an answer without a status'));
  }

  onResponseError(_: Controller, error: Error): void {
    this.#reject(error);
  }
}
