/** Daily logs: with neither `log_date` nor a range, today's only (filtering_on_list_actions.md). */
import { dailyLogRangeTooLong, dateUnreadable, LONGEST_LOG_RANGE, todayOf } from '../assumed.js';
import { type Context, projectOf } from '../context.js';
import { type LogKind, logsBetween, MANPOWER_LOGS, NOTES_LOGS, WEATHER_LOGS } from '../data/daily-logs.js';
import { DAY, instant } from '../data/dates.js';
import { listed } from '../data/rows.js';
import { Refusal } from '../http.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { list, type Resource } from './operations.js';

function logs(kind: LogKind): Resource {
  return {
    scope: 'project',
    tool: TOOLS.dailyLog,
    rows(context) {
      const today = todayOf(context.now);
      const [from, to] = rangeAsked(context, today);
      return listed(logsBetween(kind, projectOf(context), context.world.records, from, to, today));
    },
  };
}

/** First and last day, in milliseconds at midnight UTC. */
function rangeAsked(context: Context, today: number): [number, number] {
  const at = dayAsked(context, 'log_date');
  if (at !== undefined) return [at, at];
  const from = dayAsked(context, 'start_date');
  const to = dayAsked(context, 'end_date');
  if (from === undefined && to === undefined) return [today, today];
  const range: [number, number] = [from ?? (to as number), to ?? today];
  if (range[1] - range[0] > LONGEST_LOG_RANGE * DAY) throw new Refusal(dailyLogRangeTooLong());
  return range;
}

function dayAsked({ call }: Context, name: string): number | undefined {
  const text = call.query.get(name);
  if (text === null) return undefined;
  const at = instant(text);
  if (Number.isNaN(at)) throw new Refusal(dateUnreadable(name));
  return todayOf(at);
}

export const DAILY_LOG_ROUTES: readonly Route[] = [MANPOWER_LOGS, WEATHER_LOGS, NOTES_LOGS].map((kind) =>
  list(`/rest/v1.0/projects/{project_id}/${kind.name}`, logs(kind)),
);
