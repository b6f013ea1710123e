/** Daily logs. Without `log_date` and without a range, only today's logs (filtering_on_list_actions.md). */
import { longestLogRange, REMOVED_STATUS, todayOf } from '../assumed.js';
import { dailyLogRangeTooLong, dateUnreadable, recordLocked, recordUnknown } from '../assumed-answers.js';
import { type Context, declaredAnswer, projectOf, writeOf } from '../context.js';
import type { LogKind } from '../data/daily-logs.js';
import { DAY, instant } from '../data/dates.js';
import { LOG_KINDS } from '../data/kinds.js';
import { listed } from '../data/rows.js';
import { Refusal } from '../http.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { containing, oneOf } from './filters.js';
import { list, type Resource } from './operations.js';

function logs(kind: LogKind): Resource {
  return {
    scope: 'project',
    tool: TOOLS.dailyLog,
    rows(context) {
      const today = todayOf(context.now);
      const [from, to] = rangeAsked(context, kind.name, today);
      return listed(context.world.logs(kind, projectOf(context)).between(from, to, today));
    },
  };
}

/** `GET` of one log, whatever its day. */
function showLog(path: string, kind: LogKind): Route {
  return {
    method: 'GET',
    path,
    scope: 'project',
    tool: TOOLS.dailyLog,
    async handle(context) {
      const row = context.world.logs(kind, projectOf(context)).find(context.params.id ?? '', context.now);
      return row
        ? { status: 200, json: await declaredAnswer(context, row, row) }
        : recordUnknown(context.call);
    },
  };
}

/** `DELETE`: there is no recycle bin of logs. */
function removeLog(path: string, kind: LogKind): Route {
  return {
    method: 'DELETE',
    path,
    scope: 'project',
    tool: TOOLS.dailyLog,
    handle(context) {
      const logs = context.world.logs(kind, projectOf(context));
      const id = context.params.id ?? '';
      if (context.settings.locked && logs.find(id, context.now)) return recordLocked(context.call);
      return logs.remove(id, writeOf(context)) ? { status: REMOVED_STATUS } : recordUnknown(context.call);
    },
  };
}

/** First and last day, in milliseconds at midnight UTC. */
export function rangeAsked(context: Context, name: string, today: number): [number, number] {
  const at = dayAsked(context, 'log_date');
  if (at !== undefined) return [at, at];
  const from = dayAsked(context, 'start_date');
  const to = dayAsked(context, 'end_date');
  if (from === undefined && to === undefined) return [today, today];
  const range: [number, number] = [from ?? (to as number), to ?? today];
  const longest = longestLogRange(name);
  if (range[1] - range[0] > longest * DAY) throw new Refusal(dailyLogRangeTooLong(longest));
  return range;
}

function dayAsked({ call }: Context, name: string): number | undefined {
  const text = call.query.get(name);
  if (text === null) return undefined;
  const at = instant(text);
  if (Number.isNaN(at)) throw new Refusal(dateUnreadable(name));
  return todayOf(at);
}

const FILTERS = {
  status: oneOf('status'),
  created_by_id: oneOf('created_by.id'),
  location_id: oneOf('location.id'),
  vendor_id: oneOf('vendor.id'),
  search: containing('notes', 'comment', 'comments'),
};

export const DAILY_LOG_ROUTES: readonly Route[] = Object.values(LOG_KINDS).flatMap((kind) => {
  const path = `/rest/v1.0/projects/{project_id}/${kind.name}`;
  return [
    list(path, logs(kind), { filters: FILTERS }),
    showLog(`${path}/{id}`, kind),
    removeLog(`${path}/{id}`, kind),
  ];
});
