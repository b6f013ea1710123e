import { type Quota, quotaFrom, retryAfterFrom, ServerClock, untilReset } from './headers.js';
import { HeldSlots } from './held-slots.js';

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

/** Until one request asks again, where a Reset is not believed, ms: neither hours of waiting nor a hail of requests. */
const ASK_AGAIN = 60_000;

/** What was known when a request was sent; handed back with its answer. */
export interface Sent {
  /** Requests that had been answered by then: Procore dealt with all of them before this one. */
  readonly answeredBefore: number;
}

/** `go`: send now. `at`: not before this time (ms). `answer`: not before one of the requests under way is answered. */
export type Verdict = { readonly go: true } | { readonly go: false; readonly at?: number };

/**
 * Who may send when, from nothing but Procore's answers. Two rules, for any latency and any kind of window:
 *
 * 1. A slot is held from sending until answer + 10 s, and there are as many slots as the spike limit. Procore stamps a
 *    request between sending and answer, so no window of 10 s can see more requests than there are slots.
 * 2. The hour is spent only as far as an answer proves it is there. An answer reports the window that is closer to being
 *    used up, so `remaining` is a lower bound for the hour whichever window it is about. What may have been dealt with
 *    after that answer is taken off. Where nothing is proved, one request at a time goes out to ask.
 *
 * So a sole user of a key never meets a 429. Beside other users of the same key nobody can promise that: for them a part
 * of the hour is left (`reserve`), and a 429 stops everyone until Reset.
 */
export class Allowance {
  #spikeLimit: number | undefined;
  readonly #held = new HeldSlots();
  readonly #clock = new ServerClock();
  #sent = 0;
  #answered = 0;
  /** Requests that an answer has proved the hour to have room for. */
  #proved = 0;
  #pausedUntil = 0;
  #hour: { limit: number; endsAt: number; left: number } | undefined;
  /** Whether any answer has carried rate headers; undefined before the first answer. */
  #governed: boolean | undefined;
  #latest: Quota | undefined;
  #doubted = false;

  /**
   * @param reserve share of the hour that is left to other users of the key, 0 to 1
   * @param warn told once of a Reset that cannot be right
   */
  constructor(
    public reserve: number,
    private readonly warn: (text: string) => void,
  ) {}

  /** What the last answer said. */
  get quota(): Quota | undefined {
    return this.#latest;
  }

  /**
   * Whether all that is known is over: nothing is under way, no slot is held, no pause lasts, and the hour that answers
   * told of has ended. Then one who begins anew knows as much.
   */
  isOver(now: number): boolean {
    this.#held.free(now);
    const idle = this.#sent === this.#answered && this.#held.size === 0 && now >= this.#pausedUntil;
    return idle && (this.#hour === undefined || now >= this.#hour.endsAt);
  }

  /** Whether a request may be sent at `now` (ms). */
  verdict(now: number): Verdict {
    if (now < this.#pausedUntil) return { go: false, at: this.#pausedUntil };
    if (this.#governed === false) return { go: true };
    this.#held.free(now);
    const underWay = this.#sent - this.#answered;
    if (underWay + this.#held.size >= this.#slots()) {
      const at = this.#held.nextFree;
      return at === undefined ? { go: false } : { go: false, at };
    }
    const hourOver = this.#hourSpentUntil(now);
    if (hourOver !== undefined) return { go: false, at: hourOver };
    return this.#proved > 0 || underWay === 0 ? { go: true } : { go: false };
  }

  #slots(): number {
    return this.#spikeLimit ?? (this.#hour ? ASSUMED_SPIKE_LIMIT : UNTOLD_SPIKE_LIMIT);
  }

  sent(now: number): Sent {
    this.#sent++;
    if (this.#proved > 0) this.#proved--;
    if (this.#hour) {
      if (now >= this.#hour.endsAt)
        this.#hour = { ...this.#hour, endsAt: now + HOUR, left: this.#hour.limit };
      this.#hour.left--;
    }
    return { answeredBefore: this.#answered };
  }

  /** Takes in an answer with its status and headers. @returns what it said of the quota */
  answered(
    request: Sent,
    now: number,
    status: number,
    headers: Readonly<Record<string, string>>,
  ): Quota | undefined {
    this.#ended(now);
    const quota = quotaFrom(headers);
    if (quota) {
      this.#governed = true;
      this.#latest = quota;
      this.#learn(request, now, quota, quota.resetAt * 1000 - this.#clock.time(headers, now));
    } else {
      this.#governed ??= false;
    }
    if (status === 429 || (status === 503 && headers['retry-after'])) {
      const told = (retryAfterFrom(status, headers, now) ?? 1) * 1000;
      this.#pause(now, status === 429 && told === 0 ? (untilReset(headers, now) ?? 0) : told);
    }
    return quota;
  }

  /** A request that got no answer: Procore may have counted it all the same. */
  lost(now: number): void {
    this.#ended(now);
  }

  /** A request that never left this machine. */
  unsent(): void {
    this.#answered++;
  }

  #ended(now: number): void {
    this.#answered++;
    this.#held.until(now + SPIKE_WINDOW + MARGIN);
  }

  #learn(request: Sent, now: number, quota: Quota, untilReset: number): void {
    const { limit, remaining } = quota;
    // Everything but this request that was not answered before it was sent may have been dealt with after it.
    const perhapsLater = this.#sent - request.answeredBefore - 1;
    if (!this.#isHourly(limit, untilReset)) {
      this.#spikeLimit = Math.max(1, limit);
      this.#proved = Math.max(this.#proved, remaining - perhapsLater);
      return;
    }
    // It was the hour's limit that was taken for the spike window's.
    if (this.#spikeLimit === limit) this.#spikeLimit = undefined;
    const kept = Math.ceil(limit * this.reserve);
    const endsAt = now + this.#believed(untilReset);
    // Within one window our own count is the newer one; of another window it says nothing.
    const same = this.#hour && now < this.#hour.endsAt && Math.abs(this.#hour.endsAt - endsAt) < SAME_WINDOW;
    const left = same ? Math.min(this.#hour?.left ?? 0, remaining) : remaining - perhapsLater;
    this.#hour = { limit, endsAt, left };
    this.#proved = Math.min(Math.max(this.#proved, remaining - kept - perhapsLater), remaining);
    if (remaining <= kept) this.#pause(now, untilReset);
  }

  /** The hour resets later than any spike window can, or its limit is the one known for it. */
  #isHourly(limit: number, untilReset: number): boolean {
    return untilReset > SPIKE_WINDOW + 1000 || (limit === this.#hour?.limit && limit !== this.#spikeLimit);
  }

  #pause(now: number, told: number): void {
    this.#proved = 0;
    this.#pausedUntil = Math.max(this.#pausedUntil, now + this.#believed(told));
  }

  /**
   * How long to wait for a Reset that is `told` ms away. It is told in whole seconds: a second more is waited, so as
   * never to come before it. One that cannot be right comes from a clock that is wrong, Procore's or a proxy's.
   */
  #believed(told: number): number {
    if (told >= OLDEST_RESET && told <= FURTHEST_RESET) return Math.max(0, told) + 1000;
    if (!this.#doubted) {
      this.#doubted = true;
      this.warn(
        `An answer put the end of the quota’s window ${Math.round(told / 1000)} s from now, which cannot be right: ` +
          `a window is an hour at most. Asking again after ${ASK_AGAIN / 1000} s instead.`,
      );
    }
    return ASK_AGAIN;
  }

  /** When the hour ends, if all of it but the reserve has been sent. */
  #hourSpentUntil(now: number): number | undefined {
    if (!this.#hour || now >= this.#hour.endsAt) return undefined;
    return this.#hour.left <= Math.ceil(this.#hour.limit * this.reserve) ? this.#hour.endsAt : undefined;
  }
}
