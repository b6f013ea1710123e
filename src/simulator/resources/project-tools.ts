/** The project's tools that are only read: each is its list and one record. */
import { BUDGET_LISTS } from '../assumed.js';
import { projectOf } from '../context.js';
import { BUDGET_LINE_ITEMS } from '../data/budget.js';
import { CHANGE_EVENTS } from '../data/change-events.js';
import { OBSERVATIONS } from '../data/observations.js';
import type { Kind } from '../data/rows.js';
import { SUBMITTALS } from '../data/submittals.js';
import type { Route } from '../router.js';
import { TOOLS, type Tool } from '../tools.js';
import { COMMON_FILTERS, containing, type Filters, oneOf, oneOfIds } from './filters.js';
import { list, show, versions } from './operations.js';
import type { Sorts } from './selection.js';

interface ReadOnlyTool {
  readonly kind: Kind;
  readonly tool: Tool;
  readonly paths: readonly string[];
  readonly filters?: Filters;
  readonly sorts?: Sorts;
}

const TABLE: readonly ReadOnlyTool[] = [
  {
    kind: SUBMITTALS,
    tool: TOOLS.submittals,
    paths: versions(['v1.0', 'v1.1'], 'projects/{project_id}/submittals'),
    filters: {
      ...COMMON_FILTERS,
      status_id: oneOf('status.id'),
      number: oneOf('number'),
      type: oneOf('type.name'),
      specification_section_id: oneOf('specification_section.id'),
      ball_in_court_id: oneOfIds('ball_in_court'),
      query: containing('title', 'description'),
    },
    sorts: { title: 'title', number: 'number', status: 'status.name', due_date: 'due_date' },
  },
  {
    kind: OBSERVATIONS,
    tool: TOOLS.observations,
    paths: versions(['v1.0'], 'observations/items'),
    filters: {
      ...COMMON_FILTERS,
      status: oneOf('status'),
      priority: oneOf('priority'),
      assignee_id: oneOf('assignee.id'),
      type_id: oneOf('type.id'),
      search: containing('name', 'description'),
    },
  },
  {
    kind: CHANGE_EVENTS,
    tool: TOOLS.changeEvents,
    paths: versions(['v1.0', 'v1.1'], 'change_events'),
  },
  {
    kind: BUDGET_LINE_ITEMS,
    tool: TOOLS.budget,
    paths: versions(BUDGET_LISTS, 'budget_line_items'),
  },
];

export const PROJECT_TOOL_ROUTES: readonly Route[] = TABLE.flatMap(
  ({ kind, tool, paths, filters, sorts = {} }) =>
    paths.flatMap((path) => {
      const resource = {
        scope: 'project' as const,
        tool,
        rows: (context: Parameters<typeof projectOf>[0]) => context.world.rows(kind, projectOf(context)),
      };
      return [
        list(path, resource, { filters: filters ?? COMMON_FILTERS, sorts }),
        show(`${path}/{id}`, resource),
      ];
    }),
);
