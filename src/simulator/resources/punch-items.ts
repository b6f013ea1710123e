/** Punch items: list, one, create, change, remove, in both versions. The project is in the query, or in the body. */
import type { Project } from '../data/company.js';
import { personRef } from '../data/people.js';
import { PUNCH_ITEMS } from '../data/punch-items.js';
import type { Fields } from '../form.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { COMMON_FILTERS, containing, oneOf, oneOfIds } from './filters.js';
import { list, show, versions } from './operations.js';
import { present, type Removable, recycleBin, remove, shownWithRemoved } from './removal.js';
import { author, change, create, dayOrNull, flag, people, taken, type Writing } from './writes.js';

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
  fresh: (project) => ({
    status: 'Open',
    workflow_status: 'initiated',
    closed_at: null,
    due_date: null,
    cost_impact: null,
    cost_impact_amount: null,
    assignees: [],
    assignments: [],
    ball_in_court: [],
    created_by: author(project),
    cost_code: null,
    location: null,
    punch_item_type: null,
    trade: null,
    final_approver: null,
    punch_item_manager: author(project),
    has_resolved_responses: false,
    has_unresolved_responses: true,
  }),
  apply: punchItemFields,
};

function punchItemFields(given: Fields, project: Project): Record<string, unknown> {
  const fields = taken(given, [
    'name',
    'description',
    'reference',
    'priority',
    'cost_impact',
    'cost_impact_amount',
  ]);
  if ('private' in given) fields.private = flag(given.private);
  // Written as `due`, shown as `due_date`.
  const due = 'due' in given ? given.due : given.due_date;
  if (due !== undefined) fields.due_date = dayOrNull(due);
  const assignees = people(project, given.login_information_ids ?? given.assignee_ids).map(personRef);
  if (assignees.length > 0) Object.assign(fields, { assignees, ball_in_court: assignees });
  if (given.status === 'open') fields.status = 'Open';
  if (given.status === 'Closed' || given.status === 'closed') {
    Object.assign(fields, { status: 'Closed', workflow_status: 'closed', ball_in_court: [] });
  }
  return fields;
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
