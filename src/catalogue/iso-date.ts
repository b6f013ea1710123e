/** Dates and times as Procore documents them: ISO 8601. What is written otherwise, it stores as null without a word. */

/** `2026-01-31`, or with a time: `2026-01-31T08:00`, with seconds, a fraction of them, and `Z` or an offset. */
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/;
/** Longer than any fraction of a second that a program writes. */
const LONGEST = 60;

/** Whether a text is a date or a date with a time by ISO 8601, of a day that there is. */
export function isIsoDate(text: string): boolean {
  const [, year, month, day] = (text.length <= LONGEST && ISO.exec(text)) || [];
  return year !== undefined && isDay(Number(year), Number(month), Number(day));
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
