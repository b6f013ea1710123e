/** What a handler is given and gives back: no sockets here. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** One request. */
export interface Call {
  readonly method: string;
  /** Without query and without trailing slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The whole body; empty where the handler takes it as a stream. */
  readonly body: Buffer;
  /** The body as it comes, for a handler that takes it so. It fails where it is too large or the caller hangs up. */
  readonly stream: Readable | undefined;
  /** Scheme and authority the caller used, for `Link`. */
  readonly origin: string;
}

/** What is sent back. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; left out, the answer has no body. */
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

/** One of the servers that a simulator is: Procore's login, its API and its files have hosts of their own. */
export interface Host {
  /** As the journal of requests calls it. */
  readonly name: HostName;
  readonly port: number;
  answer(call: Call): Handled;
  /**
   * Whether a call's body is handed over as it comes.
   * @default no body is
   */
  streams?(method: string, path: string): boolean;
}

/** A handler ends with this in place of an answer, from however deep it is. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`answered ${answer.status}`);
    this.answer = answer;
  }
}
