/** Parameters that say together from when to when a list is wanted: `after` and `before`, `start_day` and `dayRange`. */
import { DAY, instant } from '../data/dates.js';
import type { Fields } from '../form.js';
import type { OperationParam } from './facts.js';

const FROM: readonly string[] = ['after', 'start_day'];
const TO: readonly string[] = ['before'];
const DAYS: readonly string[] = ['dayRange'];

/** Fields that say when a row is. */
const WHEN = ['date', 'start_day'] as const;

export function isOfWindow(name: string): boolean {
  return [...FROM, ...TO, ...DAYS].includes(name);
}

/** The test of the window that a query asks for. A row that says nothing of a time is in every window; undefined: none is asked for. */
export function windowTest(
  query: URLSearchParams,
  params: readonly OperationParam[],
): ((row: { readonly shown: Fields }) => boolean) | undefined {
  const asked = (names: readonly string[]) => {
    const param = params.find(({ name }) => names.includes(name));
    return (param && query.get(param.name)) || undefined;
  };
  const [after, before, days] = [asked(FROM), asked(TO), asked(DAYS)];
  if (after === undefined && before === undefined) return undefined;
  const from = after === undefined ? Number.NEGATIVE_INFINITY : instant(after);
  const length = Number(days) * DAY || Number.POSITIVE_INFINITY;
  const to = before === undefined ? from + length : endOf(before);
  return ({ shown }) => {
    const when = WHEN.map((name) => shown[name]).find((value) => typeof value === 'string');
    const at = instant(String(when));
    return when === undefined || (at >= from && at <= to);
  };
}

/** The last moment that a day or a time means. */
export function endOf(text: string): number {
  return instant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59Z` : text);
}
