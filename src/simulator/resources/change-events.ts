/** Change events: both versions read and write the same records, each in its own form. */
import { v1Error } from '../answers.js';
import { CHANGE_EVENTS, CHANGE_REASONS, CHANGE_STATUSES, changeEventV11 } from '../data/change-events.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import { Refusal } from '../http.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { COMMON_FILTERS } from './filters.js';
import { list, show } from './operations.js';
import { filteredByRemoval, present, type Removable, remove, restore } from './removal.js';
import { author, change, create, taken, type Writing } from './writes.js';

const removable: Removable = { kind: CHANGE_EVENTS, tool: TOOLS.changeEvents };

const common = {
  kind: CHANGE_EVENTS,
  tool: TOOLS.changeEvents,
  wrapper: 'change_event',
  fresh: (project: Parameters<typeof author>[0]) => ({
    title: null,
    description: null,
    event_type: 'tbd',
    change_event_line_items: [],
    change_order_change_reason: null,
    created_by: author(project),
    notes: null,
    rfi: null,
    source: null,
  }),
};

const v10: Writing = {
  ...common,
  required: { change_event_status_id: ['change_event_status_id'], event_scope: ['event_scope'] },
  apply: (given) => ({
    ...taken(given, ['title', 'description', 'event_scope', 'event_type', 'origin_id', 'origin_data']),
    ...numbered(given.number),
    ...statusOf(given.change_event_status_id),
    ...reasonOf(given.change_order_change_reason_id),
  }),
};

const v11: Writing = {
  ...common,
  required: { scope: ['scope'], status: ['status'] },
  apply(given) {
    const external = isFields(given.external_data) ? given.external_data : {};
    return {
      ...taken(given, ['title', 'description', 'source', 'notes', 'custom_fields']),
      ...taken(external, ['origin_id', 'origin_data']),
      ...('scope' in given && { event_scope: given.scope }),
      ...numbered(given.number),
      ...statusOf(idIn(given.status)),
      ...reasonOf(idIn(given.change_reason)),
    };
  },
  shape: changeEventV11,
};

/** A number as it was written; v1.0 shows it as an integer too if it is one. */
function numbered(number: unknown): Fields {
  if (number === undefined) return {};
  const text = String(number);
  return { alphanumeric_number: text, ...(/^\d{1,9}$/.test(text) && { number: Number(text) }) };
}

/** An unknown status is refused with 400, as the reference of September 2026 says. */
function statusOf(id: unknown): Fields {
  if (id === undefined || id === null) return {};
  const status = CHANGE_STATUSES.find((each) => String(each.id) === String(id));
  if (!status) {
    const ids = CHANGE_STATUSES.map((each) => each.id).join(', ');
    throw new Refusal(v1Error(400, `status must be one of ${ids}`));
  }
  return { status: status.name, change_event_status: status };
}

function reasonOf(id: unknown): Fields {
  if (id === undefined) return {};
  const reason = CHANGE_REASONS.find((each) => String(each.id) === String(id));
  return { change_order_change_reason: reason ?? null };
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
