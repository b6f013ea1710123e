import type { Told } from './headers.js';

/** Length of Procore's spike window, ms (rate limiting page: 10 seconds). */
const SPIKE_WINDOW = 10_000;

/** Held beyond the window, ms: timers may fire a little early. */
const MARGIN = 50;

/** The spike limit while answers tell only of the hour: the figure of Procore's documentation. */
const ASSUMED_SPIKE_LIMIT = 25;

/** The spike limit before any answer has told of anything: few, but room for another attempt after a lost answer. */
const UNTOLD_SPIKE_LIMIT = 5;

const HOUR = 3_600_000;

/** Two tellings of when the hour ends that differ by less are about the same hour, ms. */
const SAME_WINDOW = 60_000;

/** A Reset further away than this is not believed, since Procore's longer window is an hour, ms. */
const FURTHEST_RESET = 2 * HOUR;

/** Nor is one that was over longer ago than the shorter window lasts, ms. */
const OLDEST_RESET = -SPIKE_WINDOW;

/** Until one request asks again if a Reset is not believed, ms: neither hours of waiting nor a hail of requests. */
export const ASK_AGAIN = 60_000;

/** How exactly slots are held while nothing limits the sending, ms: thousands of them must not be copied each time. */
const COARSE = 1_000;

/**
 * What is known of one quota: numbers and a list of numbers, so that it can be kept anywhere and the rules below can be
 * written in any language. 0 stands for what is not known.
 */
export interface LedgerState {
  readonly sent: number;
  readonly answered: number;
  /** Requests that an answer has proved the hour to have room for. */
  readonly proved: number;
  readonly pausedUntil: number;
  /** The spike limit, if an answer told it. */
  readonly spikeLimit: number;
  readonly hourLimit: number;
  readonly hourEndsAt: number;
  readonly hourLeft: number;
  /** Whether answers carry rate headers: 1 yes, -1 no. */
  readonly governed: -1 | 0 | 1;
  /** Slots of requests that have ended: a time (ms), how many are held until then, the next time, and so on. */
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

/** What happened, with all that was read of it: a clock and headers are nothing for the rules. */
export type LedgerEvent =
  | { readonly type: 'sent'; readonly now: number }
  | {
      readonly type: 'answered';
      readonly now: number;
      /** Requests that had been answered when this one was sent: Procore dealt with all of them before it. */
      readonly answeredBefore: number;
      readonly told: Told;
      /** Share of the hour that is left to others, 0 to 1. */
      readonly reserve: number;
    }
  /** No answer came: Procore may have counted it all the same. */
  | { readonly type: 'lost'; readonly now: number }
  /** It never left this machine. */
  | { readonly type: 'unsent' };

/** `go`: send now. `at`: not before this time (ms). Neither: not before one of the requests under way has ended. */
export type Verdict = { readonly go: true } | { readonly go: false; readonly at?: number };

const GO: Verdict = { go: true };
const ON_AN_END: Verdict = { go: false };

/**
 * Whether a request may be sent, from nothing but Procore's answers. Two rules, for any latency and any kind of window:
 *
 * 1. A slot is held from sending until answer + 10 s, and there are as many slots as the spike limit. Procore stamps a
 *    request between sending and answer, so no window of 10 s can see more requests than there are slots.
 * 2. The hour is spent only as far as an answer proves it is there. An answer reports the window that is closer to being
 *    used up, so `remaining` is a lower bound for the hour whichever window it is about. What may have been dealt with
 *    after that answer is taken off. If nothing is proved, one request at a time goes out to ask.
 *
 * So a sole user of a key never meets a 429. Beside other users of the same key nobody can promise that: for them a part
 * of the hour is left (`reserve`), and a 429 stops everyone until Reset.
 * @param now ms since the epoch
 * @param reserve share of the hour that is left to others, 0 to 1
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

/** Whether all that is known is over: nothing is under way, no slot is held, no pause lasts, and the hour has ended. */
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

/** One request less is under way, and its slot is held. */
function ended(state: LedgerState, now: number): LedgerState {
  const step = state.governed === -1 ? COARSE : 1;
  const until = Math.ceil((now + SPIKE_WINDOW + MARGIN) / step) * step;
  const held = state.held.slice(firstHeld(state.held, now));
  const last = held.length - 2;
  if ((held[last] ?? 0) >= until) held[last + 1] = (held[last + 1] ?? 0) + 1;
  else held.push(until, 1);
  return { ...state, answered: state.answered + 1, held };
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
  // Everything but this request that was not answered before it was sent may have been dealt with after it.
  const perhapsLater = state.sent - answeredBefore - 1;
  if (!isHourly(state, limit, resetIn)) {
    const proved = Math.max(state.proved, remaining - perhapsLater);
    return { ...state, governed: 1, spikeLimit: Math.max(1, limit), proved };
  }
  const left = kept(limit, reserve);
  const hourEndsAt = now + believed(resetIn);
  // Within one window our own count is the newer one; of another window it says nothing.
  const isSame = now < state.hourEndsAt && Math.abs(state.hourEndsAt - hourEndsAt) < SAME_WINDOW;
  const next: LedgerState = {
    ...doubting(state, resetIn),
    governed: 1,
    // It was the hour's limit that was taken for the spike window's.
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

/** The hour resets later than any spike window can, or its limit is the one known for it. */
function isHourly(state: LedgerState, limit: number, resetIn: number): boolean {
  return (
    resetIn > SPIKE_WINDOW + 1000 || (limit > 0 && limit === state.hourLimit && limit !== state.spikeLimit)
  );
}

/**
 * How long to wait for a Reset that is `told` ms away. It is told in whole seconds: a second more is waited, so as never
 * to come before it. One that cannot be right comes from a clock that is wrong, Procore's or a proxy's.
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

/** Where in `held` the slots begin whose time has not come. */
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
