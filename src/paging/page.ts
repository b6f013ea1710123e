import type { ErrorContext } from '../errors.js';
import type { Quota } from '../quota/headers.js';
import type { Lane } from '../quota/lanes.js';
import { wholeNumber } from './answer-headers.js';
import { envelopeOpened } from './envelope.js';

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

/** What moved while a list was being read, as far as it could be seen. */
export interface Drift {
  /** Rows that came twice and were left out the second time. */
  readonly duplicates: number;
  /** Rows Procore had at the end by its own count; fewer read than this means that some moved out of sight. */
  readonly total: number;
  readonly read: number;
}

/** One answer as it goes into a flow: a page of a list, or the single answer of any other call. */
export interface Page extends Answer {
  /** Whether `body` is an array of rows. */
  readonly isList: boolean;
  /** 1-based; absent where the call was not paged. */
  readonly page?: number | undefined;
  readonly perPage?: number | undefined;
  /** Rows in the whole list, where Procore told. */
  readonly total?: number | undefined;
  /** Whether nothing comes after this page. */
  readonly last: boolean;
  /** On the last page of a list that changed while it was read. */
  readonly drift?: Drift | undefined;
}

export interface PagingOptions {
  readonly perPage: number;
  /** Pages read at the same time, where their number is known beforehand. */
  readonly parallel: number;
  /** At most this many rows. */
  readonly limit?: number | undefined;
}

/** Sends one call of a read; what is left out stays as the run has it. */
export type PageCall = (
  url: URL,
  more?: { readonly lane?: Lane; readonly signal?: AbortSignal },
) => Promise<Answer>;

/** A single call's answer as the only page. */
export function onlyPage(answer: Answer, path: string, limit = Number.POSITIVE_INFINITY): Page {
  const body = envelopeOpened(answer.body, path);
  const isList = Array.isArray(body);
  const total = wholeNumber(answer.headers.total);
  return { ...answer, body: isList ? body.slice(0, limit) : body, isList, total, last: true };
}
