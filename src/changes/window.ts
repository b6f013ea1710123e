const DAY = 86_400_000;

/** The days that a dated list is read for. */
export interface Window {
  /** YYYY-MM-DD */
  readonly start: string;
  readonly end: string;
  readonly days: readonly string[];
}

/** The last days up to tomorrow: where it is already tomorrow, that day has entries too. */
export function windowOf(now: number, days: number): Window {
  const all = Array.from({ length: days + 1 }, (_, back) => dayAt(now + (1 - back) * DAY)).reverse();
  return { start: all[0] as string, end: all.at(-1) as string, days: all };
}

function dayAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
