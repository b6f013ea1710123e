/** The project tools whose records can be read and removed: each has a list and a single record. */
import { BUDGET_LISTS } from '../assumed.js';
import { BUDGET_LINE_ITEMS } from '../data/budget.js';
import { OBSERVATIONS } from '../data/observations.js';
import type { Row } from '../data/rows.js';
import { SUBMITTALS, submittalDetail } from '../data/submittals.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { COMMON_FILTERS, containing, type Filters, inRange, oneOf, oneOfIds } from './filters.js';
import { list, show, versions } from './operations.js';
import { present, type Removable, recycleBin, remove, restore, showRecycled } from './removal.js';
import type { Sorts } from './selection.js';

interface ProjectTool extends Removable {
  readonly paths: readonly string[];
  readonly filters?: Filters;
  readonly sorts?: Sorts;
  /** Makes the single record. @default the row of the list */
  readonly detail?: (row: Row) => Row;
  /** Further operations, beside the list and the single record. */
  readonly others?: readonly Route[];
}

const submittals = {
  kind: SUBMITTALS,
  tool: TOOLS.submittals,
  paths: versions(['v1.0', 'v1.1'], 'projects/{project_id}/submittals'),
  filters: {
    ...COMMON_FILTERS,
    status_id: oneOf('status.id'),
    number: oneOf('number'),
    type: oneOf('type.name', 'type.id'),
    received_from_id: oneOf('received_from.id'),
    responsible_contractor_id: oneOf('responsible_contractor.id'),
    submittal_manager_id: oneOf('submittal_manager.id'),
    location_id: oneOf('location_id'),
    current_revision: oneOf('current_revision'),
    required_on_site_date: inRange('required_on_site_date'),
    specification_section_id: oneOf('specification_section.id'),
    ball_in_court_id: oneOfIds('ball_in_court'),
    query: containing('title', 'description'),
  },
  detail: submittalDetail,
  sorts: {
    title: 'title',
    number: 'number',
    type: 'type.name',
    status: 'status.name',
    specification_section: 'specification_section.label',
    responsible_contractor: 'responsible_contractor.name',
    received_from: 'received_from.name',
    submittal_package: 'submittal_package.title',
    submit_by: 'submit_by',
    received_date: 'received_date',
    due_date: 'due_date',
    distributed_at: 'distributed_at',
  },
};

const observations = {
  kind: OBSERVATIONS,
  tool: TOOLS.observations,
  // The second is in no specification; live tenants showed it.
  paths: ['/rest/v1.0/observations/items', '/rest/v1.0/projects/{project_id}/observations/items'],
  filters: {
    ...COMMON_FILTERS,
    priority: oneOf('priority'),
    assignee_id: oneOf('assignee.id'),
    type_id: oneOf('type.id'),
    created_by_id: oneOf('created_by.id'),
    location_id: oneOf('location.id'),
    trade_ids: oneOf('trade.id'),
    assignee_company_id: oneOf('assignee.vendor.id'),
    search: containing('name', 'description'),
  },
};

const budgetLineItems = {
  kind: BUDGET_LINE_ITEMS,
  tool: TOOLS.budget,
  paths: versions(BUDGET_LISTS, 'budget_line_items'),
};

const OBSERVATION_BIN = '/rest/v1.0/projects/{project_id}/recycle_bin/observations/items';

const TABLE: readonly ProjectTool[] = [
  {
    ...submittals,
    others: [
      ...submittals.paths.map((path) =>
        recycleBin(`${path}/recycle_bin`, submittals, {
          filters: submittals.filters,
          sorts: submittals.sorts,
        }),
      ),
      remove('/rest/v1.1/projects/{project_id}/submittals/{id}', submittals),
    ],
  },
  {
    ...observations,
    others: [
      // No page parameters are declared for this one.
      recycleBin(OBSERVATION_BIN, observations, { filters: observations.filters, pages: 'unpaged' }),
      showRecycled(`${OBSERVATION_BIN}/{id}`, observations),
      // The published spec has 204 for this one.
      remove('/rest/v1.0/projects/{project_id}/observations/items/{id}', observations, 204),
      restore('PATCH', `${OBSERVATION_BIN}/{id}/restore`, observations),
    ],
  },
  {
    ...budgetLineItems,
    others: [
      remove(
        '/rest/v2.0/companies/{company_id}/projects/{project_id}/budget_line_items/{id}',
        budgetLineItems,
      ),
    ],
  },
];

export const PROJECT_TOOL_ROUTES: readonly Route[] = TABLE.flatMap((each) => {
  const { paths, filters = COMMON_FILTERS, sorts = {}, others = [] } = each;
  const reads = paths.flatMap((path) => [
    list(path, present(each), { filters, sorts }),
    show(`${path}/{id}`, present(each), each.detail),
  ]);
  return [...reads, ...others];
});
