import { Readable } from 'node:stream';
import { asProcoreError, ProcoreError } from '../errors.js';
import { passedOn } from './headers.js';
import type { RawHeaders, Receiver, Sink } from './sink.js';

/** What is known when a body begins. */
export interface PassedHead {
  readonly status: number;
  /** Only those that are passed on to flows, with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Passes bodies on while they come. What was passed on cannot be taken back, so a body that breaks off is not asked for
 * again: the stream fails, and so does the call. Both also fail if nothing is read for as long as a call may take.
 * @param use reads the body to its end; its result is that of the call
 */
export function through<T>(use: (body: Readable, head: PassedHead) => Promise<T>): Receiver<T> {
  return { deadline: 'idle', repeatable: false, open: () => new PassThroughSink(use) };
}

class PassThroughSink<T> implements Sink<T> {
  #body: Readable | undefined;
  #result: Promise<T> | undefined;
  #ended = false;
  #left: { readonly reason: ProcoreError } | undefined;
  #waiting: { resolve(): void; reject(reason: unknown): void } | undefined;
  #failEnd: ((reason: unknown) => void) | undefined;

  constructor(private readonly use: (body: Readable, head: PassedHead) => Promise<T>) {}

  head(status: number, headers: RawHeaders): void {
    const body = new Readable({
      read: () => this.#waiting?.resolve(),
      destroy: (error, done) => {
        // A `for await` loop that is left early destroys its stream with an AbortError.
        const isFault = error && error.name !== 'AbortError';
        if (!this.#ended) this.#leave(isFault ? asProcoreError(error) : leftEarly());
        done(error);
      },
    });
    // A reader without a listener must not end the process. It learns of the failure from the call.
    body.on('error', () => undefined);
    this.#body = body;
    const head = { status, headers: passedOn(headers) };
    this.#result = Promise.resolve().then(() => this.use(body, head));
    this.#result.then(
      () => this.#ended || this.#leave(leftEarly()),
      (thrown: unknown) => this.#leave(asProcoreError(thrown)),
    );
  }

  chunk(bytes: Buffer): undefined | Promise<void> {
    if (this.#left) throw this.#left.reason;
    if (this.#body?.push(bytes)) return undefined;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  end(): Promise<T> {
    this.#ended = true;
    this.#body?.push(null);
    return new Promise((resolve, reject) => {
      this.#failEnd = reject;
      this.#result?.then(resolve, (thrown: unknown) => reject(asProcoreError(thrown)));
    });
  }

  fail(reason: unknown): void {
    this.#body?.destroy(asProcoreError(reason));
    this.#failEnd?.(reason);
  }

  #leave(reason: ProcoreError): void {
    this.#left ??= { reason };
    this.#waiting?.reject(this.#left.reason);
  }
}

function leftEarly(): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_CANCELLED',
    cause: 'The reader of the answer stopped before its end.',
    fix: 'Read the stream to its end.',
    who: 'developer',
  });
}
