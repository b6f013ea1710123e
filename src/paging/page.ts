import type { ErrorContext } from '../errors.js';
import type { Quota } from '../quota/headers.js';
import type { Lane } from '../quota/lanes.js';
import type { Address } from '../transport/address.js';

/** One answered call. */
export interface Answer {
  /** What was asked for. */
  readonly about: ErrorContext;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly requestId: string | undefined;
  readonly quota: Quota | undefined;
  readonly attempts: number;
  readonly durationMs: number;
}

/** An answer as a call gives it, before anybody could change its body. */
export interface FreshAnswer {
  readonly answer: Answer;
  /** Reads the body again, as it came; absent if it was no JSON. */
  readonly again?: (() => unknown) | undefined;
}

/** What moved while a list was being read, as far as it could be seen. */
export interface Drift {
  /** Rows that came twice and were left out the second time. */
  readonly duplicates: number;
  /** Rows at the end, by Procore's own count. If fewer were read, some rows moved out of sight. */
  readonly total: number;
  readonly read: number;
}

/** A list that may not have been read to its end. */
export interface Incomplete {
  readonly read: number;
  /** Rows in the whole list; absent if the last page was full and nothing said whether another one follows. */
  readonly total?: number | undefined;
}

/** One answer as it goes into a flow: a page of a list, or the single answer of any other call. */
export interface Page extends Answer {
  /** Whether `body` is an array of rows. */
  readonly isList: boolean;
  /** 1-based; absent if the call was not paged. */
  readonly page?: number | undefined;
  readonly perPage?: number | undefined;
  /** Rows in the whole list, if Procore says so. */
  readonly total?: number | undefined;
  /** Whether nothing comes after this page. */
  readonly last: boolean;
  /** Set on the last page of a list that changed while it was read. */
  readonly drift?: Drift | undefined;
  /** What stood beside the list in the answer's object. */
  readonly envelope?: Readonly<Record<string, unknown>> | undefined;
  /** Set on the last page of a list that may go on. */
  readonly incomplete?: Incomplete | undefined;
}

/**
 * Whether no row of the list can have been missed, as far as its last page tells: it goes on nowhere, and it stood still
 * while it was read. A list that became shorter counts as moved, even if as many rows came as Procore counts: a row that
 * was removed after it was read made room for one that nobody has read.
 */
export function isWholeList({ last, incomplete, drift }: Page): boolean {
  return last && !incomplete && !drift;
}

export interface PagingOptions {
  readonly perPage: number;
  /**
   * Pages requested at the same time, if their number is known in advance. One whose body turns out to be damaged is
   * requested again beside them.
   */
  readonly parallel: number;
  /** Most rows to read. @default no limit */
  readonly limit?: number | undefined;
  /** Called with a smaller page size after the server refused ours; absent if the flow chose the size. */
  readonly onSmallerPage?: ((perPage: number) => void) | undefined;
}

/** Sends one call of a read. Options that are left out are those of the run. */
export type PageCall = (
  url: Address,
  more?: { readonly lane?: Lane; readonly signal?: AbortSignal; readonly onAnswered?: () => void },
) => Promise<FreshAnswer>;
