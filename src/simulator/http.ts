/** What a handler is given and gives back: no sockets here. */
import type { IncomingHttpHeaders } from 'node:http';

/** One request, read to its end. */
export interface Call {
  readonly method: string;
  /** Without query and without trailing slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
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
  /** Content type of `text`; JSON unless told. */
  readonly type?: string;
}

/** A handler ends with this in place of an answer, from however deep it is. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`answered ${answer.status}`);
    this.answer = answer;
  }
}
