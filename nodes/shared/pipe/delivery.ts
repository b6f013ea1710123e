import type { Page } from '../../../src/index.js';
import { mergedEnvelopes } from '../../../src/paging/opened.js';
import type { Delivery } from '../flow-json.js';
import type { Result, Rows } from './outcome.js';

/** One message to send: its payload, its place in the sequence, and the outcome it came from. */
export interface Parcel {
  readonly payload: unknown;
  readonly parts?: Parts | undefined;
  readonly result: Result;
  /** Whether nothing is sent, because an empty list has no rows. */
  readonly silent?: true;
  /** The functions to call once the message was handed over. */
  readonly confirms?: readonly Confirm[] | undefined;
}

export type Confirm = () => Promise<void>;

/** `msg.parts` as Node-RED's Split writes and its Join reads it. */
export interface Parts {
  readonly id: string;
  readonly index: number;
  /** Only on the last message, so that Join completes even if the list changes while it is read. */
  readonly count?: number;
  readonly type: 'array';
  /** Rows in a message; Join concatenates arrays when it is above 1. */
  readonly len: number;
}

/** Turns outcomes into messages. Synchronous, since a promise per row would slow down a list of a million rows. */
export interface Packing {
  /** The messages that an outcome completes. */
  take(result: Result): Iterable<Parcel>;
  /** The message that was held until it was known that nothing follows. */
  end(): Iterable<Parcel>;
  /** Called if reading failed: returns the held messages, and the failure's place as the last of the sequence. */
  cut(): { readonly held: Iterable<Parcel>; readonly parts: Parts | undefined };
}

/** Everything in one message, one message per page, or one per row. @param id id of the sequence */
export function packing(delivery: Delivery, id: string): Packing {
  if (delivery === 'array') return new OneArray();
  const partsOf = (index: number, len: number, last: boolean): Parts => ({
    id,
    index,
    type: 'array',
    len,
    ...(last && { count: index + 1 }),
  });
  return delivery === 'page' ? new ByPage(partsOf) : new ByRow(partsOf);
}

type PartsOf = (index: number, len: number, last: boolean) => Parts;

class OneArray implements Packing {
  readonly #rows: unknown[] = [];
  readonly #confirms: Confirm[] = [];
  #closing: Rows['closing'];
  #envelope: Page['envelope'];
  #attempts = 0;
  #durationMs = 0;
  /** The newest outcome that is not yet delivered. */
  #open: Result | undefined;

  *take(result: Result): Generator<Parcel> {
    if (!('rows' in result)) {
      yield { payload: result.value, result, confirms: confirmsOf(result) };
      return;
    }
    for (const row of result.rows) this.#rows.push(row);
    this.#confirms.push(...(confirmsOf(result) ?? []));
    this.#attempts += result.about?.attempts ?? 0;
    this.#durationMs += result.about?.durationMs ?? 0;
    this.#envelope = mergedEnvelopes(this.#envelope, result.about?.envelope);
    this.#open = result;
    this.#closing = result.closing;
    if (result.last) yield* this.end();
  }

  *end(): Generator<Parcel> {
    if (!this.#open) return;
    const about = {
      ...this.#open.about,
      attempts: this.#attempts,
      durationMs: this.#durationMs,
      envelope: this.#envelope,
    };
    const result = closed({ ...this.#open, about }, this.#closing);
    const confirms = this.#confirms.length > 0 ? this.#confirms : undefined;
    this.#open = undefined;
    yield { payload: this.#rows, result, confirms };
  }

  cut(): ReturnType<Packing['cut']> {
    return { held: [], parts: undefined };
  }
}

/** A value is held until it is known whether another follows. A page says so itself. */
class ByPage implements Packing {
  #index = 0;
  #held: Result | undefined;
  #open: Result | undefined;

  constructor(private readonly partsOf: PartsOf) {}

  *take(result: Result): Generator<Parcel> {
    yield* this.#release(false);
    if ('rows' in result) {
      const { rows, last } = result;
      this.#open = last ? undefined : result;
      yield this.#parcel(
        rows,
        closed(result, result.closing),
        Math.max(2, result.about?.perPage ?? rows.length),
        last,
      );
    } else this.#held = result;
  }

  *end(): Generator<Parcel> {
    yield* this.#release(true);
    // Reading ended after a page that did not say it was the last: a node that joins the pages needs their number.
    if (this.#open) yield { payload: [], parts: this.partsOf(this.#index++, 2, true), result: this.#open };
    this.#open = undefined;
  }

  cut(): ReturnType<Packing['cut']> {
    return { held: [...this.#release(false)], parts: this.partsOf(this.#index, 2, true) };
  }

  *#release(last: boolean): Generator<Parcel> {
    const held = this.#held;
    this.#held = undefined;
    if (held && 'value' in held) yield this.#parcel(held.value, held, 2, last);
  }

  #parcel(payload: unknown, result: Result, len: number, last: boolean): Parcel {
    return { payload, parts: this.partsOf(this.#index++, len, last), result, confirms: confirmsOf(result) };
  }
}

/** The newest row is held until it is known whether another follows, since the last one carries the count. */
class ByRow implements Packing {
  #index = 0;
  #closing: Rows['closing'];
  #held: { payload: unknown; result: Result; confirms?: readonly Confirm[] | undefined } | undefined;

  constructor(private readonly partsOf: PartsOf) {}

  *take(result: Result): Generator<Parcel> {
    if ('rows' in result) this.#closing = result.closing;
    let from = result;
    for (const payload of 'rows' in result ? result.rows : [result.value]) {
      const ready = this.#held;
      this.#held = { payload, result: from };
      // The rest of the response body is sent with one row only: it may be large, and a page becomes many messages.
      if (from.about?.envelope) from = { ...from, about: { ...from.about, envelope: undefined } };
      if (ready) yield { ...ready, parts: this.partsOf(this.#index++, 1, false) };
    }
    const confirms = confirmsOf(result);
    if (!confirms) return;
    // Confirmed with the page's last row, or with the row before it if the page is empty.
    if (this.#held) this.#held.confirms = [...(this.#held.confirms ?? []), ...confirms];
    else yield { payload: undefined, result, silent: true, confirms };
  }

  *end(): Generator<Parcel> {
    const held = this.#held;
    this.#held = undefined;
    if (!held) return;
    const parts = this.partsOf(this.#index, 1, true);
    yield { ...held, result: closed(held.result, this.#closing), parts };
  }

  cut(): ReturnType<Packing['cut']> {
    const held = this.#held ? [{ ...this.#held, parts: this.partsOf(this.#index++, 1, false) }] : [];
    this.#held = undefined;
    return { held, parts: this.partsOf(this.#index, 1, true) };
  }
}

/** The result of the last message, which also says what the whole run has done. */
function closed(result: Result, closing: Rows['closing']): Result {
  if (!closing) return result;
  return { ...result, about: { ...result.about, more: { ...result.about?.more, ...closing } } };
}

function confirmsOf(result: Result): Confirm[] | undefined {
  return result.confirmed && [() => result.confirmed?.() ?? Promise.resolve()];
}
