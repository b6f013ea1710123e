import type { ErrorContext, ProcoreError } from '../../../src/errors.js';
import type { Page } from '../../../src/index.js';

/** What a kind of node yields: some rows, one value, or the failure of one piece, after which the run goes on. */
export type Outcome = (Rows | Value | Failure) & Facts;

/** An outcome that becomes messages. */
export type Result = (Rows | Value) & Facts;

export interface Rows {
  readonly rows: readonly unknown[];
  /** Whether nothing follows. A run that ends without having said so closes its list itself. */
  readonly last: boolean;
}

export interface Value {
  readonly value: unknown;
}

/** A run that fails as a whole throws instead. */
export interface Failure {
  readonly failure: ProcoreError;
}

export interface Facts {
  /** What msg.procore tells of it. */
  readonly about?: About | undefined;
  /** The answer that it came with, for msg.statusCode and msg.headers. */
  readonly answer?: Pick<Page, 'status' | 'headers'> | undefined;
  /**
   * `refused` is the second output, for rows and values that Procore did not take.
   * @default 'result'
   */
  readonly port?: Port | undefined;
  /**
   * Which of the run's messages it belongs to, where several are gathered.
   * @default 0
   */
  readonly message?: number | undefined;
  /** What the node warns of, by its text in the catalogue. */
  readonly warnings?: readonly Warning[] | undefined;
  /**
   * Called once everything of it was handed over, or where the flow says when it wants more, once it has said so: the moment
   * to commit a cursor. It is waited for, and where it rejects, the run fails. Not called for what was not handed over.
   */
  confirmed?(): Promise<void>;
}

export type Port = 'result' | 'refused';

/** What was asked for, and what is known of the answer. */
export interface About
  extends ErrorContext,
    Partial<
      Pick<
        Page,
        | 'page'
        | 'perPage'
        | 'total'
        | 'requestId'
        | 'attempts'
        | 'durationMs'
        | 'quota'
        | 'drift'
        | 'incomplete'
        | 'envelope'
      >
    > {
  /** What else this node tells of it. */
  readonly more?: Readonly<Record<string, unknown>> | undefined;
}

/** A warning in the shared catalogue of texts, with the values that go into it. */
export interface Warning {
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The pages of a read as outcomes. */
export async function* outcomesOf(pages: AsyncIterable<Page>): AsyncGenerator<Result, void, undefined> {
  for await (const page of pages) yield outcomeOf(page);
}

/** A page of the API as an outcome: its rows, or what stood there in their place. */
export function outcomeOf(page: Page): Result {
  const { about, status, headers, body, isList, last, ...known } = page;
  const facts: Facts = { about: { ...about, ...known }, answer: { status, headers } };
  return isList ? { ...facts, rows: body as unknown[], last } : { ...facts, value: body };
}
