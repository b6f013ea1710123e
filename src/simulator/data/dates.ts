/** Days and times as Procore writes them: ISO 8601 in UTC, without fractions of a second. */

export const DAY = 86_400_000;

/** `2026-03-09T16:30:00Z` */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** `2026-03-09` */
export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Milliseconds of a time or a day (taken at midnight UTC); NaN for any other text. */
export function instant(text: string): number {
  return Date.parse(text);
}
