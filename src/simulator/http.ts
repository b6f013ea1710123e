/** What a handler gets and returns; it knows no sockets. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** One request. */
export interface Call {
  readonly method: string;
  /** Without query and without trailing slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The whole body; empty if the handler reads it as a stream. */
  readonly body: Buffer;
  /** The body as a stream, for a handler that asks for it. It fails if it is too large or the caller hangs up. */
  readonly stream: Readable | undefined;
  /** Scheme and authority that the caller used, for `Link`. */
  readonly origin: string;
}

/** What is sent back. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. Without `json`, `text` and `bytes` the answer has no body. */
  readonly json?: unknown;
  /** Sent as it is, in place of `json`. */
  readonly text?: string;
  /** Bytes, in place of `json` and `text`. A stream goes in chunks, unless `headers` say how long it is. */
  readonly bytes?: Buffer | Readable;
  /**
   * Content type.
   * @default JSON for `json` and `text`, `application/octet-stream` for `bytes`
   */
  readonly type?: string;
}

/** An answer, now or later. */
export type Handled = Answer | Promise<Answer>;

export type HostName = 'login' | 'api' | 'storage';

/** One of the servers of a simulator: Procore's login, API and files each have a separate host. */
export interface Host {
  /** Its name in the journal of requests. */
  readonly name: HostName;
  readonly port: number;
  answer(call: Call): Handled;
  /**
   * Whether a call's body is handed over as a stream.
   * @default no body is
   */
  streams?(method: string, path: string): boolean;
}

/** A handler throws this to end with a refusal, at any depth. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`answered ${answer.status}`);
    this.answer = answer;
  }
}
