import type { Dispatcher } from 'undici';

/** Headers of an answer as they came. */
export type RawHeaders = Dispatcher.ResponseData['headers'];

/** Takes one answer as it comes in. `end` or `fail` is called last; `fail` may also come while `end` is running. */
export interface Sink<T> {
  head(status: number, headers: RawHeaders): void;
  /** Takes a piece. Until a returned promise is settled, no more is read from the socket. */
  chunk(bytes: Buffer): void | Promise<void>;
  /** All of it has come. */
  end(): T | Promise<T>;
  /** No more will come. Leaves nothing behind, does not throw, and may be called twice. */
  fail(reason: unknown): void | Promise<void>;
}

/** Decides where the bodies of good answers (2xx) go. All others, above all refusals, are still read whole. */
export interface Receiver<T> {
  /**
   * `total`: the whole answer must come within the time of a call. `idle`: it may take longer while bytes keep coming.
   */
  readonly deadline: 'total' | 'idle';
  /** Whether a body that broke off may be requested again from its beginning. */
  readonly repeatable: boolean;
  /** A new sink, for one attempt. */
  open(): Sink<T>;
}
