/** Punch items: list, one, create, change, remove, in both versions. The project is in the query, or in the body. */
import type { Context } from '../context.js';
import { timestamp } from '../data/dates.js';
import { partOf } from '../data/parts.js';
import { memberRef, personRef, type Someone } from '../data/people.js';
import { assignment, PUNCH_ITEMS } from '../data/punch-items.js';
import type { Row } from '../data/rows.js';
import type { Fields } from '../form.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { COMMON_FILTERS, containing, oneOf, oneOfIds } from './filters.js';
import { list, show, versions } from './operations.js';
import { author, everyone, onePerson } from './people.js';
import { present, type Removable, recycleBin, remove, shownWithRemoved } from './removal.js';
import { change, create, dayOrNull, flag, taken, type Writing } from './writes.js';

const removable: Removable = { kind: PUNCH_ITEMS, tool: TOOLS.punchList };

const FILTERS = {
  ...COMMON_FILTERS,
  status: oneOf('status'),
  priority: oneOf('priority'),
  location_id: oneOf('location.id'),
  trade_id: oneOf('trade.id'),
  punch_item_type_id: oneOf('punch_item_type.id'),
  approver_login_information_id: oneOf('final_approver.id'),
  vendor_id: oneOfIds('assignments', 'vendor.id'),
  query: containing('name', 'description'),
};

const writing: Writing = {
  kind: PUNCH_ITEMS,
  tool: TOOLS.punchList,
  wrapper: 'punch_item',
  required: { name: ['name'] },
  fresh: (context) => ({
    status: 'Open',
    workflow_status: 'initiated',
    created_by: author(context),
    custom_fields: {},
  }),
  apply: punchItemFields,
  elsewhere: punchItemFieldsElsewhere,
};

function punchItemFields(given: Fields, context: Context, before: Row): Record<string, unknown> {
  const fields = taken(given, ['name', 'description', 'reference', 'priority', 'cost_impact_amount']);
  if ('private' in given) fields.private = flag(given.private);
  // Written as `due`, shown as `due_date`.
  const due = 'due' in given ? given.due : given.due_date;
  if (due !== undefined) fields.due_date = dayOrNull(due);
  const ids = given.login_information_ids ?? given.assignee_ids;
  if (ids !== undefined) Object.assign(fields, assigned(everyone(context, ids), Number(before.id)));
  for (const name of ['punch_item_manager', 'final_approver'])
    if (`${name}_id` in given) fields[name] = onePerson(context, given[`${name}_id`], memberRef);
  return { ...fields, ...statusFields(given.status, context) };
}

function assigned(people: readonly Someone[], id: number): Record<string, unknown> {
  return {
    assignees: people.map(personRef),
    assignments: people.map((each, index) => assignment(partOf(id) + index, each, null)),
    ball_in_court: people.map(memberRef),
    has_resolved_responses: false,
    has_unresolved_responses: people.length > 0,
  };
}

/** A status as answers write it; callers may write it in lower case. */
function statusFields(given: unknown, context: Context): Record<string, unknown> {
  const status = STATUSES.find((each) => each.toLowerCase() === String(given).toLowerCase());
  if (status !== 'Closed') return status ? { status } : {};
  const closed = { closed_at: timestamp(context.now), closed_by: author(context) };
  return { status, workflow_status: 'closed', ball_in_court: [], ...closed };
}

const STATUSES = ['Open', 'Closed', 'Overdue', 'Pending'] as const;

/** What only the single item shows. Files themselves are not kept. */
function punchItemFieldsElsewhere(given: Fields, context: Context): Record<string, unknown> {
  const { distribution_member_ids: members, image_ids: images } = given;
  return {
    attachments: undefined,
    images: Array.isArray(images) ? images.map((id: unknown) => ({ id: Number(id) })) : undefined,
    ...(members !== undefined && { distribution_members: everyone(context, members).map(memberRef) }),
  };
}

export const PUNCH_ITEM_ROUTES: readonly Route[] = versions(['v1.0', 'v1.1'], 'punch_items').flatMap(
  (path) => [
    list(path, present(removable), { filters: FILTERS }),
    show(`${path}/{id}`, shownWithRemoved(removable)),
    // No page parameters are declared for this one.
    recycleBin(`${path}/recycle_bin`, removable, { pages: 'unpaged' }),
    create(path, writing),
    change(`${path}/{id}`, writing),
    // The published spec has 200 for this one.
    remove(`${path}/{id}`, removable, 200),
  ],
);
