import { configError } from '../errors.js';

/** What dates that move are reckoned from. */
export interface Calendar {
  /** Milliseconds since the epoch. */
  now(): number;
  /** An IANA time zone: it decides when a day begins. */
  readonly zone: string;
}

/** The clock and the time zone of this process. Looking up the zone takes 0.2 ms, so it is done when it is asked for. */
export function systemCalendar(): Calendar {
  return {
    now: Date.now,
    get zone() {
      return new Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
  };
}

/**
 * Types of a value that is written in words and means other dates every day: one `day`, the `days` of a period, or the
 * `times` from its first moment to its last one.
 */
export const DATE_WORDS = ['day', 'days', 'times'] as const;
export type DateWords = (typeof DATE_WORDS)[number];

export const isDateWords = (type: string): type is DateWords =>
  (DATE_WORDS as readonly string[]).includes(type);

/** Periods by their words; `#` stands for a number. A week begins on Monday. */
const PERIODS: Readonly<Record<string, (today: Day, count: number) => readonly [first: Day, last: Day]>> = {
  today: (today) => [today, today],
  yesterday: (today) => [today - 1, today - 1],
  tomorrow: (today) => [today + 1, today + 1],
  'last # days': (today, count) => [today - count + 1, today],
  'next # days': (today, count) => [today, today + count - 1],
  'this week': (today) => weekOf(today),
  'last week': (today) => weekOf(today - 7),
  'next week': (today) => weekOf(today + 7),
  'this month': (today) => monthOf(today, 0),
  'last month': (today) => monthOf(today, -1),
  'next month': (today) => monthOf(today, 1),
};

/** Single days by their words. */
const DAYS: Readonly<Record<string, (today: Day, count: number) => Day>> = {
  today: (today) => today,
  yesterday: (today) => today - 1,
  tomorrow: (today) => today + 1,
  '# days ago': (today, count) => today - count,
  'in # days': (today, count) => today + count,
  'start of this week': (today) => weekOf(today)[0],
  'start of this month': (today) => monthOf(today, 0)[0],
  'start of last month': (today) => monthOf(today, -1)[0],
  'end of last month': (today) => monthOf(today, -1)[1],
};

/** The words that a dialog offers, most common first. */
export const PERIOD_WORDS = Object.keys(PERIODS);
export const DAY_WORDS = Object.keys(DAYS);

/** Most days that a number may count: ten years. */
const MOST = 3_660;

/** Words with their number: `last 7 days` is `last # days` and 7. Undefined if they are none of the offered ones. */
export function wordsIn(
  text: string,
  type: DateWords,
): { readonly words: string; readonly count: number } | undefined {
  const parts = text.trim().toLowerCase().split(/\s+/);
  const number = parts.find((part) => /^\d{1,4}$/.test(part));
  const words = parts.map((part) => (part === number ? '#' : part)).join(' ');
  const count = Number(number ?? 1);
  const isKnown = Object.hasOwn(type === 'day' ? DAYS : PERIODS, words);
  return isKnown && count >= 1 && count <= MOST ? { words, count } : undefined;
}

/** `last 7 days` from its words and number. */
export function wordsWith(words: string, count: number): string {
  return words.replace('#', String(count));
}

/**
 * What the words mean now, as Procore takes it: a date, or a range of dates or moments.
 * @param name the parameter, for the error
 * @throws ProcoreError PROCORE_CONFIG if the words are not known
 */
export function datesFrom(text: string, type: DateWords, name: string, calendar: Calendar): string {
  const found = wordsIn(text, type);
  if (!found) {
    const known = type === 'day' ? DAY_WORDS : PERIOD_WORDS;
    throw configError(
      `The words for the date ${name} are not known: "${text.slice(0, 40)}".`,
      `Use one of: ${known.join(', ').replaceAll('#', '7')}.`,
    );
  }
  const { words, count } = found;
  const today = dayAt(calendar.now(), calendar.zone);
  if (type === 'day') return dateOf(DAYS[words]?.(today, count) ?? today);
  const [first, last] = PERIODS[words]?.(today, count) ?? [today, today];
  if (type === 'days') return `${dateOf(first)}...${dateOf(last)}`;
  const end = beginOf(last + 1, calendar.zone) - 1_000;
  return `${momentOf(beginOf(first, calendar.zone))}...${momentOf(end)}`;
}

/** A day as the number of days since 1970-01-01, whatever its length is where the clocks change. */
type Day = number;

const DAY_MS = 86_400_000;

function dayAt(moment: number, zone: string): Day {
  return Math.floor(wallClock(moment, zone) / DAY_MS);
}

function dateOf(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function momentOf(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}

/** Monday to Sunday. 1970-01-01 was a Thursday. */
function weekOf(day: Day): readonly [Day, Day] {
  const monday = day - ((((day + 3) % 7) + 7) % 7);
  return [monday, monday + 6];
}

function monthOf(day: Day, later: number): readonly [Day, Day] {
  const date = new Date(day * DAY_MS);
  const begin = (more: number) =>
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later + more, 1) / DAY_MS;
  return [begin(0), begin(1) - 1];
}

/** The first moment of a day in a zone. Clocks may change in that night, so the offset is looked up again. */
function beginOf(day: Day, zone: string): number {
  const midnight = day * DAY_MS;
  const offset = (moment: number) => wallClock(moment, zone) - moment;
  const near = midnight - offset(midnight);
  const begin = midnight - offset(near);
  // Where midnight itself is left out, the day begins when the clocks are put forward.
  return dayAt(begin, zone) < day ? near : begin;
}

/** What the clock on the wall shows, written as if it were UTC. */
function wallClock(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const [year, month, day] = [part('year'), part('month') - 1, part('day')];
  return Date.UTC(year, month, day, part('hour'), part('minute'), part('second'));
}
