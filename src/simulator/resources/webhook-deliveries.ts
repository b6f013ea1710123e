/** The log of a hook's deliveries in v2.0. */
import { v2Error } from '../answers.js';
import type { Context } from '../context.js';
import { DAY, instant } from '../data/dates.js';
import { listed, type Row } from '../data/rows.js';
import { Refusal } from '../http.js';
import { exactJson } from '../json.js';
import type { Route } from '../router.js';
import { list, type Resource } from './operations.js';

/** `GET` of the log. Its payloads have integers that only a text can hold. @param hookOf throws if there is no hook */
export function deliveryList(
  path: string,
  common: Omit<Resource, 'rows'>,
  hookOf: (context: Context) => Row,
): Route {
  const rows = (context: Context) => listedDeliveries(context, hookOf(context));
  const route = list(path, { ...common, rows }, { passed: FILTERS });
  return {
    ...route,
    async handle(context) {
      const { json, ...answer } = await route.handle(context);
      return { ...answer, text: exactJson(json) };
    },
  };
}

const FILTERS = ['status', 'resource_name', 'event_type', 'start', 'end'];

/** The deliveries of a hook that pass the filters. A day that ends a range is part of it. */
function listedDeliveries({ call: { query }, deliveries }: Context, hook: Row) {
  const [status, name, type, start, end] = FILTERS.map(
    // The first generation says `filters`.
    (filter) => query.get(`filter[${filter}]`) ?? query.get(`filters[${filter}]`) ?? undefined,
  );
  const from = start === undefined ? Number.NEGATIVE_INFINITY : dayAsked(start, 'filter[start]');
  const to = end === undefined ? Number.POSITIVE_INFINITY : dayAsked(end, 'filter[end]') + DAY;
  // Answers say `delivered` where the filter says `succeeded`.
  const wanted = status === 'succeeded' ? 'delivered' : status;
  const found = deliveries
    .of(hook)
    .filter(
      (each) =>
        (wanted === undefined || each.status === wanted) &&
        (name === undefined || each.resource === name) &&
        (type === undefined || each.type === type) &&
        each.at >= from &&
        each.at < to,
    );
  return listed(
    found.map(({ id, status: now, payload, attempts }) => ({
      id,
      status: now,
      payload,
      delivery_attempts: attempts,
    })),
  );
}

function dayAsked(text: string, name: string): number {
  const at = instant(text.slice(0, 10));
  if (Number.isNaN(at))
    throw new Refusal(
      v2Error(400, [{ reason_code: 'INVALID_PROPERTY', message: `${name} must be a date`, source: name }]),
    );
  return at;
}
