import type { ErrorContext, ProcoreError } from '../../../src/errors.js';
import type { Page } from '../../../src/index.js';
import { isWholeList } from '../../../src/paging/page.js';

/**
 * What a kind of node yields: some rows, one value, or the failure of one piece. After such a failure the run
 * continues.
 */
export type Outcome = (Rows | Value | Failure) & Facts;

/** An outcome that becomes messages. */
export type Result = (Rows | Value) & Facts;

export interface Rows {
  readonly rows: readonly unknown[];
  /** Whether nothing follows. If a run ends without saying so, its list is closed for it. */
  readonly last: boolean;
  /** What msg.procore of the last message says about the whole run; only with `last`. */
  readonly closing?: Readonly<Record<string, unknown>> | undefined;
}

export interface Value {
  readonly value: unknown;
}

/** The failure of one piece. A run that fails as a whole throws. */
export interface Failure {
  readonly failure: ProcoreError;
}

export interface Facts {
  /** What msg.procore says about it. */
  readonly about?: About | undefined;
  /** The answer that it came with, for msg.statusCode and msg.headers. */
  readonly answer?: Pick<Page, 'status' | 'headers'> | undefined;
  /** `refused` is the second output, for rows and values that Procore refused. @default 'result' */
  readonly port?: Port | undefined;
  /** Further properties of its messages, for a node after this one that reads more than the payload. */
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  /** Index of the message that it belongs to, if several are gathered. @default 0 */
  readonly message?: number | undefined;
  /** How far a run of many pieces is; shown as the status instead of the rows. */
  readonly progress?: PieceProgress | undefined;
  /** The warnings that the node shows, by their texts in the catalogue. */
  readonly warnings?: readonly Warning[] | undefined;
  /**
   * Called once all of it was handed over; with flow control, once the flow has then asked for more. This is the moment
   * to commit a cursor. The run waits for it, and fails if it rejects. It is not called for anything that was not
   * handed over.
   */
  confirmed?(): Promise<void>;
}

export interface PieceProgress {
  readonly pieces: number;
  /** Pieces that were read, have failed, or were left out. */
  readonly ended: number;
  readonly failed: number;
}

export type Port = 'result' | 'refused';

/** What was asked for, and what is known about the answer. */
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
  /** What else this node says about it. */
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

/**
 * The pages of a whole list as outcomes. The last one says whether the list was read to its end (`complete`): only then
 * does a row that is missing tell anything.
 */
export async function* wholeListOf(pages: AsyncIterable<Page>): AsyncGenerator<Result, void, undefined> {
  for await (const page of pages) {
    const result = outcomeOf(page);
    yield page.isList && page.last ? { ...result, closing: { complete: isWholeList(page) } } : result;
  }
}

/** A page of the API as an outcome: its rows, or whatever the answer contained in their place. */
export function outcomeOf(page: Page): Result {
  const { status, headers, body, isList, last } = page;
  const about = aboutOf(page);
  const answer = { status, headers };
  return isList ? { about, answer, rows: body as unknown[], last } : { about, answer, value: body };
}

/** One by one, since leaving out the others costs each page of a long list as much as all of these. */
function aboutOf(page: Page): About {
  const { operation, companyId, projectId } = page.about;
  const { perPage, total, requestId, attempts, durationMs, quota, drift, incomplete, envelope } = page;
  return {
    operation,
    companyId,
    projectId,
    requestId,
    quota,
    attempts,
    durationMs,
    page: page.page,
    perPage,
    total,
    drift,
    incomplete,
    envelope,
  };
}
