/** Change events: both versions read and write the same records, each in its own form. */
import { v1Error } from '../answers.js';
import { type Context, companyOf, projectOf } from '../context.js';
import {
  CHANGE_EVENT_REASONS,
  CHANGE_EVENT_STATUSES,
  CHANGE_EVENTS,
  changeEventV11,
} from '../data/change-events.js';
import type { Kind, Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import { Refusal } from '../http.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { COMMON_FILTERS } from './filters.js';
import { list, show } from './operations.js';
import { author } from './people.js';
import { filteredByRemoval, present, type Removable, remove, restore } from './removal.js';
import { change, create, taken, type Writing } from './writes.js';

const removable: Removable = { kind: CHANGE_EVENTS, tool: TOOLS.changeEvents };

const common = {
  kind: CHANGE_EVENTS,
  tool: TOOLS.changeEvents,
  wrapper: 'change_event',
  fresh: (context: Context) => ({
    company_id: companyOf(context).id,
    currency_configuration: { currency_iso_code: 'USD' },
    event_type: 'tbd',
    created_by: author(context),
    notes: null,
    source: null,
  }),
};

/** Where an event comes from. */
const ORIGIN = ['change_event_origin_id', 'change_event_origin_type'] as const;

const v10: Writing = {
  ...common,
  beside: ORIGIN,
  required: { change_event_status_id: ['change_event_status_id'], event_scope: ['event_scope'] },
  apply: (given, context) => ({
    ...taken(given, ['title', 'description', 'event_scope', 'event_type', 'origin_id', 'origin_data']),
    ...taken(given, ORIGIN),
    ...numbered(given.number),
    ...statusOf(given.change_event_status_id, context),
    ...reasonOf(given.change_order_change_reason_id, context),
  }),
};

const v11: Writing = {
  ...common,
  required: { scope: ['scope'], status: ['status'] },
  apply(given, context) {
    const external = isFields(given.external_data) ? given.external_data : {};
    return {
      ...taken(given, ['title', 'description', 'source', 'notes', 'custom_fields']),
      ...taken(external, ['origin_id', 'origin_data']),
      ...('scope' in given && { event_scope: given.scope }),
      ...originOf(given.event_origin),
      ...numbered(given.number),
      ...statusOf(idIn(given.status), context),
      ...reasonOf(idIn(given.change_reason), context),
    };
  },
  shape: changeEventV11,
};

function originOf(origin: unknown): Fields {
  if (origin === undefined) return {};
  const { origin_id: id = null, origin_type: type = null } = isFields(origin) ? origin : {};
  return { change_event_origin_id: id, change_event_origin_type: type };
}

/** A number as it was written; v1.0 shows it as an integer too if it is one. */
function numbered(number: unknown): Fields {
  if (number === undefined) return {};
  const text = String(number);
  return { alphanumeric_number: text, ...(/^\d{1,9}$/.test(text) && { number: Number(text) }) };
}

/** An unknown status is refused with 400, as the reference of September 2026 says. */
function statusOf(id: unknown, context: Context): Fields {
  if (id === undefined || id === null) return {};
  const all = chosenFrom(CHANGE_EVENT_STATUSES, context);
  const status = all.find((each) => String(each.id) === String(id));
  if (!status)
    throw new Refusal(v1Error(400, `status must be one of ${all.map((each) => each.id).join(', ')}`));
  return { status: status.name, change_event_status: status };
}

function reasonOf(id: unknown, context: Context): Fields {
  if (id === undefined) return {};
  const all = chosenFrom(CHANGE_EVENT_REASONS, context);
  return { change_order_change_reason: all.find((each) => String(each.id) === String(id)) ?? null };
}

/** What the lists of the company offer now, also what was written there. */
function chosenFrom(kind: Kind, context: Context): Row[] {
  const rows = context.world.rows(kind, projectOf(context));
  return Array.from({ length: rows.length }, (_, index) => rows.at(index));
}

function idIn(value: unknown): unknown {
  return isFields(value) ? value.id : value;
}

function routesOf(version: 'v1.0' | 'v1.1', writing: Writing): Route[] {
  const path = `/rest/${version}/change_events`;
  const shape = writing.shape as ((row: Row) => Row) | undefined;
  return [
    list(path, filteredByRemoval(removable), {
      filters: COMMON_FILTERS,
      ...(shape && { shape: () => shape }),
    }),
    show(`${path}/{id}`, present(removable), shape),
    create(path, writing),
    change(`${path}/{id}`, writing),
  ];
}

export const CHANGE_EVENT_ROUTES: readonly Route[] = [
  ...routesOf('v1.0', v10),
  ...routesOf('v1.1', v11),
  remove('/rest/v1.1/change_events/{id}', removable),
  restore('PUT', '/rest/v1.1/change_events/{id}/restore', removable),
];
