import type { Page } from '../../src/index.js';
import type { Delivery } from './flow-json.js';

/** What an action yields: a page of the API, or something alike that was not read page by page. */
export type Result = Pick<Page, 'body' | 'isList' | 'last'> &
  Partial<Page> & {
    /** What else msg.procore tells of it. */
    readonly more?: Readonly<Record<string, unknown>>;
  };

/** One message to send: its payload, its place in the sequence, and the result it came from. */
export interface Parcel {
  readonly payload: unknown;
  readonly parts?: Parts;
  readonly result: Result;
}

/** `msg.parts` as Node-RED's Split writes and its Join reads it. */
export interface Parts {
  readonly id: string;
  readonly index: number;
  /** Only on the last message, so that a list which changes while it is read still ends. */
  readonly count?: number;
  readonly type: 'array';
  /** Rows in a message; Join concatenates arrays when it is above 1. */
  readonly len: number;
}

/** Turns pages into messages: everything in one, one a page, or one a row. `id` is the sequence's. */
export async function* parcels(
  results: AsyncIterable<Result>,
  delivery: Delivery,
  id: string,
): AsyncGenerator<Parcel, void, undefined> {
  if (delivery === 'array') return yield* asOneArray(results);
  const partsOf = (index: number, len: number, last: boolean): Parts => ({
    ...{ id, index, type: 'array', len },
    ...(last && { count: index + 1 }),
  });
  yield* delivery === 'page' ? byPage(results, partsOf) : byRow(results, partsOf);
}

type PartsOf = (index: number, len: number, last: boolean) => Parts;

async function* asOneArray(results: AsyncIterable<Result>): AsyncGenerator<Parcel, void, undefined> {
  const rows: unknown[] = [];
  let attempts = 0;
  let durationMs = 0;
  for await (const result of results) {
    if (!result.isList) return yield { payload: result.body, result };
    for (const row of result.body as unknown[]) rows.push(row);
    attempts += result.attempts ?? 0;
    durationMs += result.durationMs ?? 0;
    if (result.last) yield { payload: rows, result: { ...result, attempts, durationMs } };
  }
}

async function* byPage(
  results: AsyncIterable<Result>,
  partsOf: PartsOf,
): AsyncGenerator<Parcel, void, undefined> {
  let index = 0;
  for await (const result of results) {
    const len = Math.max(2, result.perPage ?? (result.isList ? (result.body as unknown[]).length : 2));
    yield { payload: result.body, parts: partsOf(index, len, result.last), result };
    index++;
  }
}

/** The newest row is held back until it is known whether another follows: the last one carries the count. */
async function* byRow(
  results: AsyncIterable<Result>,
  partsOf: PartsOf,
): AsyncGenerator<Parcel, void, undefined> {
  let index = 0;
  let held: { payload: unknown; result: Result } | undefined;
  for await (const result of results) {
    for (const payload of result.isList ? (result.body as unknown[]) : [result.body]) {
      if (held) yield { ...held, parts: partsOf(index++, 1, false) };
      held = { payload, result };
    }
  }
  if (held) yield { ...held, parts: partsOf(index, 1, true) };
}
