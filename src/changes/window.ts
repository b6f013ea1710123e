import { LONGEST_WINDOW } from './facts.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How far the earliest and the latest time zone are from UTC, ms. */
const EARLIEST = -12 * HOUR;
const LATEST = 14 * HOUR;

/**
 * The days that a dated list is read for, each as YYYY-MM-DD, oldest first: today and the days before it, in whatever
 * time zone the project is. So there is a day or two more than was asked for.
 * @param now by Procore's clock, ms since the epoch
 * @param days as many as wanted; of more than Procore gives at once, the oldest are left out
 */
export function windowOf(now: number, days: number): readonly string[] {
  const first = midnight(now + EARLIEST) - (days - 1) * DAY;
  const last = midnight(now + LATEST);
  const all: string[] = [];
  for (let at = Math.max(first, last - LONGEST_WINDOW * DAY); at <= last; at += DAY)
    all.push(new Date(at).toISOString().slice(0, 10));
  return all;
}

function midnight(ms: number): number {
  return ms - (ms % DAY);
}
