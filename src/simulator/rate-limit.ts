/**
 * The two rate-limit windows (`plan_your_app/rate_limiting.md`): many requests in an hour, few in ten seconds.
 *
 * The headers describe the limit that is closer to being hit. Reset is in Unix seconds, rounded up, so that a
 * caller who waits for it does not come too early.
 */
import { COUNTS_TOO_MANY } from './assumed.js';
import type { LimitOptions } from './options.js';

export interface Verdict {
  readonly allowed: boolean;
  readonly headers: Record<string, string>;
}

interface State {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch at which there is room again. */
  readonly resetAt: number;
}

/** One count over one length of time. */
interface Window {
  state(now: number): State;
  count(now: number): void;
}

export class RateLimiter {
  readonly #limits: Required<LimitOptions>;
  readonly #windows = new Map<string, Window[]>();

  constructor(limits: Required<LimitOptions>) {
    this.#limits = limits;
  }

  /** Counts a request of `key` at `now` (ms), unless a window is full. */
  take(key: string, now: number): Verdict {
    const windows = this.#windowsOf(key);
    const allowed = windows.every((window) => window.state(now).remaining > 0);
    if (allowed || COUNTS_TOO_MANY) for (const window of windows) window.count(now);
    return { allowed, headers: this.#headers(windows, now, allowed) };
  }

  /** The current headers; counts nothing. */
  look(key: string, now: number): Record<string, string> {
    return this.#headers(this.#windowsOf(key), now, true);
  }

  #windowsOf(key: string): Window[] {
    let windows = this.#windows.get(key);
    if (!windows) {
      const { hourly, hourWindow, spike, spikeWindow, window } = this.#limits;
      const open = window === 'sliding' ? slidingWindow : fixedWindow;
      const limits = [
        { limit: hourly, seconds: hourWindow },
        { limit: spike, seconds: spikeWindow },
      ];
      windows = limits
        .filter(({ limit }) => Number.isFinite(limit))
        .map(({ limit, seconds }) => open(limit, seconds * 1000));
      this.#windows.set(key, windows);
    }
    return windows;
  }

  #headers(windows: Window[], now: number, allowed: boolean): Record<string, string> {
    const [first, ...others] = windows.map((window) => window.state(now));
    if (!first) return {};
    // Both are full: the caller must wait for the one that stays full longer.
    const nearest = others.reduce(
      (near, other) =>
        other.remaining < near.remaining ||
        (other.remaining === near.remaining && other.resetAt > near.resetAt)
          ? other
          : near,
      first,
    );
    const reset = Math.ceil(nearest.resetAt / 1000);
    const headers: Record<string, string> = {
      'X-Rate-Limit-Limit': String(nearest.limit),
      'X-Rate-Limit-Remaining': String(nearest.remaining),
      'X-Rate-Limit-Reset': String(reset),
    };
    if (!allowed && this.#limits.retryAfter) {
      headers['Retry-After'] = String(Math.max(1, reset - Math.floor(now / 1000)));
    }
    return headers;
  }
}

/** A window that opens with the first request after the last one closed. */
function fixedWindow(limit: number, length: number): Window {
  let opened = Number.NEGATIVE_INFINITY;
  let counted = 0;
  const over = (now: number) => now >= opened + length;
  return {
    state: (now) =>
      over(now)
        ? { limit, remaining: limit, resetAt: now + length }
        : { limit, remaining: limit - counted, resetAt: opened + length },
    count(now) {
      if (over(now)) {
        opened = now;
        counted = 0;
      }
      counted++;
    },
  };
}

/** A window that always ends now. Its reset is when the oldest request leaves it. */
function slidingWindow(limit: number, length: number): Window {
  const times: number[] = [];
  let oldest = 0;
  const leave = (now: number) => {
    while (oldest < times.length && (times[oldest] as number) + length <= now) oldest++;
    // Expired entries are dropped now and then, not each time: dropping from the front moves all other entries.
    if (oldest > 1000) {
      times.splice(0, oldest);
      oldest = 0;
    }
  };
  return {
    state(now) {
      leave(now);
      return {
        limit,
        remaining: Math.max(0, limit - (times.length - oldest)),
        resetAt: (times[oldest] ?? now) + length,
      };
    },
    count(now) {
      times.push(now);
    },
  };
}
