import type { Page } from '../../../src/index.js';
import { mergedEnvelopes } from '../../../src/paging/opened.js';
import type { Delivery } from '../flow-json.js';

/** What an action yields: a page of the API, or something alike that was not read page by page. */
export type Result = Pick<Page, 'body' | 'isList' | 'last'> &
  Partial<Page> & {
    /** What else msg.procore tells of it. */
    readonly more?: Readonly<Record<string, unknown>>;
    /** What the node warns of, by its text in the catalogue. */
    readonly warnings?: readonly Warning[];
  };

/** A warning in the shared catalogue of texts, with the values that go into it. */
export interface Warning {
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

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

/** Turns pages into messages. Synchronous: a list of a million rows would feel every promise. */
export interface Packing {
  /** The messages that a page completes. */
  take(result: Result): Iterable<Parcel>;
  /** What was held back until it was known that nothing follows. */
  end(): Iterable<Parcel>;
  /** Where reading failed: what was held back, and the place of the failure as the last of the sequence. */
  cut(): { readonly held: Iterable<Parcel>; readonly parts: Parts | undefined };
}

/** Everything in one message, one a page, or one a row. @param id the sequence's */
export function packing(delivery: Delivery, id: string): Packing {
  if (delivery === 'array') return new OneArray();
  const partsOf = (index: number, len: number, last: boolean): Parts => ({
    ...{ id, index, type: 'array', len },
    ...(last && { count: index + 1 }),
  });
  return delivery === 'page' ? new ByPage(partsOf) : new ByRow(partsOf);
}

type PartsOf = (index: number, len: number, last: boolean) => Parts;

class OneArray implements Packing {
  readonly #rows: unknown[] = [];
  #envelope: Page['envelope'];
  #attempts = 0;
  #durationMs = 0;

  *take(result: Result): Generator<Parcel> {
    if (!result.isList) {
      yield { payload: result.body, result };
      return;
    }
    for (const row of result.body as unknown[]) this.#rows.push(row);
    this.#attempts += result.attempts ?? 0;
    this.#durationMs += result.durationMs ?? 0;
    this.#envelope = mergedEnvelopes(this.#envelope, result.envelope);
    if (!result.last) return;
    yield {
      payload: this.#rows,
      result: {
        ...result,
        attempts: this.#attempts,
        durationMs: this.#durationMs,
        envelope: this.#envelope,
      },
    };
  }

  end(): Iterable<Parcel> {
    return [];
  }

  cut(): ReturnType<Packing['cut']> {
    return { held: [], parts: undefined };
  }
}

class ByPage implements Packing {
  #index = 0;

  constructor(private readonly partsOf: PartsOf) {}

  *take(result: Result): Generator<Parcel> {
    const len = Math.max(2, result.perPage ?? (result.isList ? (result.body as unknown[]).length : 2));
    yield { payload: result.body, parts: this.partsOf(this.#index++, len, result.last), result };
  }

  end(): Iterable<Parcel> {
    return [];
  }

  cut(): ReturnType<Packing['cut']> {
    return { held: [], parts: this.partsOf(this.#index, 2, true) };
  }
}

/** The newest row is held back until it is known whether another follows: the last one carries the count. */
class ByRow implements Packing {
  #index = 0;
  #held: { payload: unknown; result: Result } | undefined;

  constructor(private readonly partsOf: PartsOf) {}

  *take(result: Result): Generator<Parcel> {
    let from = result;
    for (const payload of result.isList ? (result.body as unknown[]) : [result.body]) {
      const ready = this.#held;
      this.#held = { payload, result: from };
      // What stood beside the rows is told once: it may be large, and a page is many messages.
      if (from.envelope) from = { ...from, envelope: undefined };
      if (ready) yield { ...ready, parts: this.partsOf(this.#index++, 1, false) };
    }
  }

  *end(): Generator<Parcel> {
    if (this.#held) yield { ...this.#held, parts: this.partsOf(this.#index, 1, true) };
  }

  cut(): ReturnType<Packing['cut']> {
    const held = this.#held ? [{ ...this.#held, parts: this.partsOf(this.#index++, 1, false) }] : [];
    this.#held = undefined;
    return { held, parts: this.partsOf(this.#index, 1, true) };
  }
}
