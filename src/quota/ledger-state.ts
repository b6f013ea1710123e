import type { Told } from './headers.js';

/** Length of Procore's spike window, ms (rate limiting page: 10 seconds). */
const SPIKE_WINDOW = 10_000;

/** Added to the window, ms, because timers may fire a little early. */
const MARGIN = 50;

/** The spike limit while answers describe only the hour: the figure in Procore's documentation. */
const ASSUMED_SPIKE_LIMIT = 25;

/** The spike limit before the first answer: small, but with room for another attempt after a lost answer. */
const UNTOLD_SPIKE_LIMIT = 5;

const HOUR = 3_600_000;

/** If two answers name ends of the hour that differ by less than this, they mean the same hour, ms. */
const SAME_WINDOW = 60_000;

/** A Reset further in the future than this is not believed, since Procore's longer window is an hour, ms. */
const FURTHEST_RESET = 2 * HOUR;

/** A Reset further in the past than this is not believed either, since the shorter window is over by then, ms. */
const OLDEST_RESET = -SPIKE_WINDOW;

/**
 * If a Reset is not believed, one request asks again after this time, ms: neither after hours, nor with many requests.
 */
export const ASK_AGAIN = 60_000;

/**
 * Times of held slots are rounded up to this, ms, so that thousands of them are not copied with every answer: while
 * nothing limits sending, and while there are more slots than `MANY`. A slot is then held 0.5 % longer at most.
 */
const COARSE = 1_000;
const LESS_COARSE = 50;
const MANY = 200;

/**
 * What is known about one quota: numbers and a list of numbers, so that it can be stored anywhere and the rules below
 * can be written in any language. 0 means unknown.
 */
export interface LedgerState {
  readonly sent: number;
  readonly answered: number;
  /** Requests that the hour has room for, as proved by an answer. */
  readonly proved: number;
  readonly pausedUntil: number;
  /** The spike limit, if an answer named it. */
  readonly spikeLimit: number;
  readonly hourLimit: number;
  readonly hourEndsAt: number;
  readonly hourLeft: number;
  /** Whether answers carry rate headers: 1 yes, -1 no. */
  readonly governed: -1 | 0 | 1;
  /** Slots of requests that have ended, as pairs: a time (ms), and how many slots are held until then. */
  readonly held: readonly number[];
  /** The first Reset that was not believed, ms from its answer. */
  readonly doubted: number;
}

export const NOTHING_KNOWN: LedgerState = {
  sent: 0,
  answered: 0,
  proved: 0,
  pausedUntil: 0,
  spikeLimit: 0,
  hourLimit: 0,
  hourEndsAt: 0,
  hourLeft: 0,
  governed: 0,
  held: [],
  doubted: 0,
};

/** An event, with everything that the rules need: they read neither a clock nor headers. */
export type LedgerEvent =
  | { readonly type: 'sent'; readonly now: number }
  | {
      readonly type: 'answered';
      readonly now: number;
      /** Requests that had been answered when this one was sent: Procore handled all of them before it. */
      readonly answeredBefore: number;
      readonly told: Told;
      /** Share of the hour that is kept free for others, 0 to 1. */
      readonly reserve: number;
    }
  /** No answer came, but Procore may have counted the request. */
  | { readonly type: 'lost'; readonly now: number }
  /** The request never left this machine. */
  | { readonly type: 'unsent' };

/** `go`: send now. `at`: not before this time (ms). Neither: not before one of the requests in flight has ended. */
export type Verdict = { readonly go: true } | { readonly go: false; readonly at?: number };

const GO: Verdict = { go: true };
const ON_AN_END: Verdict = { go: false };

/**
 * Whether a request may be sent, judged only from Procore's answers. Two rules, for any latency and any kind of window:
 *
 * 1. A slot is held from sending until answer + 10 s, and there are as many slots as the spike limit. Procore stamps a
 *    request between sending and answer, so no window of 10 s can see more requests than there are slots.
 * 2. The hour is spent only as far as an answer proves it is there. An answer reports the window that is closer to being
 *    used up, so `remaining` is a lower bound for the hour, whichever window it describes. Requests that may have been
 *    handled after that answer are subtracted. If nothing is proved, one request at a time goes out to ask.
 *
 * So the only user of a key never meets a 429. With other users of the same key nobody can promise that: a part of the
 * hour is kept free for them (`reserve`), and a 429 stops everyone until Reset.
 * @param now ms since the epoch
 * @param reserve share of the hour that is kept free for others, 0 to 1
 */
export function verdict(state: LedgerState, now: number, reserve: number): Verdict {
  if (now < state.pausedUntil) return { go: false, at: state.pausedUntil };
  if (state.governed === -1) return GO;
  const underWay = state.sent - state.answered;
  const first = firstHeld(state.held, now);
  if (underWay + heldFrom(state.held, first) >= slots(state)) {
    const at = state.held[first];
    return at === undefined ? ON_AN_END : { go: false, at };
  }
  if (now < state.hourEndsAt && state.hourLeft <= kept(state.hourLimit, reserve))
    return { go: false, at: state.hourEndsAt };
  return state.proved > 0 || underWay === 0 ? GO : ON_AN_END;
}

/**
 * Whether nothing known counts any more: nothing is in flight, no slot is held, no pause lasts, and the hour has ended.
 */
export function isOver(state: LedgerState, now: number): boolean {
  const isIdle = state.sent === state.answered && firstHeld(state.held, now) === state.held.length;
  return isIdle && now >= state.pausedUntil && now >= state.hourEndsAt;
}

/** The state after an event. */
export function nextState(state: LedgerState, event: LedgerEvent): LedgerState {
  switch (event.type) {
    case 'sent':
      return afterSent(state, event.now);
    case 'answered': {
      const { now, answeredBefore, told, reserve } = event;
      return afterPause(learned(ended(state, now), now, answeredBefore, told, reserve), now, told.pause);
    }
    case 'lost':
      return ended(state, event.now);
    case 'unsent':
      return { ...state, answered: state.answered + 1 };
  }
}

function afterSent(state: LedgerState, now: number): LedgerState {
  const sent = state.sent + 1;
  const proved = Math.max(0, state.proved - 1);
  if (state.hourLimit === 0) return { ...state, sent, proved };
  const isNewHour = now >= state.hourEndsAt;
  const hourEndsAt = isNewHour ? now + HOUR : state.hourEndsAt;
  const hourLeft = (isNewHour ? state.hourLimit : state.hourLeft) - 1;
  return { ...state, sent, proved, hourEndsAt, hourLeft };
}

/** The state after a request has ended: one fewer is in flight, and its slot is held. */
function ended(state: LedgerState, now: number): LedgerState {
  const step = precision(state);
  const until = Math.ceil((now + SPIKE_WINDOW + MARGIN) / step) * step;
  const held = state.held.slice(firstHeld(state.held, now));
  const last = held.length - 2;
  if ((held[last] ?? 0) >= until) held[last + 1] = (held[last + 1] ?? 0) + 1;
  else held.push(until, 1);
  return { ...state, answered: state.answered + 1, held };
}

function precision(state: LedgerState): number {
  if (state.governed === -1) return COARSE;
  return slots(state) > MANY ? LESS_COARSE : 1;
}

function learned(
  state: LedgerState,
  now: number,
  answeredBefore: number,
  { quota, resetIn }: Told,
  reserve: number,
): LedgerState {
  if (!quota) return state.governed === 0 ? { ...state, governed: -1 } : state;
  const { limit, remaining } = quota;
  // Requests that had no answer when this one was sent may have been handled after it, so they are subtracted.
  const perhapsLater = state.sent - answeredBefore - 1;
  if (!isHourly(state, limit, resetIn)) {
    const proved = Math.max(state.proved, remaining - perhapsLater);
    return { ...state, governed: 1, spikeLimit: Math.max(1, limit), proved };
  }
  const left = kept(limit, reserve);
  const hourEndsAt = now + believed(resetIn);
  // In the same hour our own count is newer than the answer's. In another hour it means nothing.
  const isSame = now < state.hourEndsAt && Math.abs(state.hourEndsAt - hourEndsAt) < SAME_WINDOW;
  const next: LedgerState = {
    ...doubting(state, resetIn),
    governed: 1,
    // If both limits are equal, the hour's limit was taken for the spike limit before.
    spikeLimit: state.spikeLimit === limit ? 0 : state.spikeLimit,
    hourLimit: limit,
    hourEndsAt,
    hourLeft: isSame ? Math.min(state.hourLeft, remaining) : remaining - perhapsLater,
    proved: Math.min(Math.max(state.proved, remaining - left - perhapsLater), remaining),
  };
  return remaining <= left ? afterPause(next, now, resetIn) : next;
}

/** @param told how long nobody may send, ms; undefined for no pause */
function afterPause(state: LedgerState, now: number, told: number | undefined): LedgerState {
  if (told === undefined) return state;
  const pausedUntil = Math.max(state.pausedUntil, now + believed(told));
  return { ...doubting(state, told), proved: 0, pausedUntil };
}

/**
 * Whether an answer describes the hour: it resets later than any spike window can, or its limit is the known hourly
 * limit.
 */
function isHourly(state: LedgerState, limit: number, resetIn: number): boolean {
  return (
    resetIn > SPIKE_WINDOW + 1000 || (limit > 0 && limit === state.hourLimit && limit !== state.spikeLimit)
  );
}

/**
 * How long to wait for a Reset that is `told` ms away. The header has whole seconds, so one second is added: we must
 * never send before the Reset. If it cannot be right, a clock is wrong, either Procore's or a proxy's.
 */
function believed(told: number): number {
  return isBelievable(told) ? Math.max(0, told) + 1000 : ASK_AGAIN;
}

function isBelievable(told: number): boolean {
  return told >= OLDEST_RESET && told <= FURTHEST_RESET;
}

function doubting(state: LedgerState, told: number): LedgerState {
  return state.doubted !== 0 || isBelievable(told) ? state : { ...state, doubted: told };
}

function slots(state: LedgerState): number {
  if (state.spikeLimit > 0) return state.spikeLimit;
  return state.hourLimit > 0 ? ASSUMED_SPIKE_LIMIT : UNTOLD_SPIKE_LIMIT;
}

function kept(limit: number, reserve: number): number {
  return Math.ceil(limit * reserve);
}

/** Index in `held` of the first slot that is still held. */
function firstHeld(held: readonly number[], now: number): number {
  let first = 0;
  while (first < held.length && (held[first] as number) <= now) first += 2;
  return first;
}

function heldFrom(held: readonly number[], first: number): number {
  let count = 0;
  for (let at = first + 1; at < held.length; at += 2) count += held[at] as number;
  return count;
}
