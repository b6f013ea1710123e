/** Webhooks of v2.0: hooks and their triggers, which exist only if somebody made them, and what can be subscribed to. */
import type { Company, Project } from './company.js';
import type { Kind, Row } from './rows.js';

export const HOOKS: Kind = {
  name: 'webhooks_hooks',
  firstId: 51_300_000,
  share: 0,
  exactly: () => 0,
  make: ({ id }) => ({ id }),
};

/** The triggers of one hook. */
export function triggersOf(hook: Row): Kind {
  return {
    name: `webhooks_triggers of ${hook.id}`,
    firstId: 51_900_000 + (Number(hook.id) % 1_000_000) * 1000,
    share: 0,
    exactly: () => 0,
    make: ({ id }) => ({ id }),
  };
}

export const PAYLOAD_VERSIONS = ['v4.0', 'v3.0', 'v2.0'] as const;
/** What a hook may be told beside these: the examples of hooks use it. */
export const SHORT_VERSION = 'v2';

export const EVENT_TYPES = ['create', 'update', 'delete'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Something whose events can be subscribed to. */
export interface HookResource {
  readonly category: string;
  readonly tool: string;
  readonly name: string;
  readonly actions: readonly EventType[];
}

/** Company-level resources. The names and the actions are from a live sandbox in February 2026. */
export const COMPANY_RESOURCES: readonly HookResource[] = [
  ...named('Company Settings', 'Admin', [
    'Change Order Change Reasons',
    'Change Types',
    'Departments',
    'Line Item Types',
    'Offices',
    'Programs',
    'Project Bid Types',
    'Project Owner Types',
    'Project Regions',
    'Project Stages',
    'Project Types',
    'Standard Cost Codes',
  ]),
  ...named('Company Settings', 'Admin', ['Timecard Time Types', 'Trades'], ['create', 'delete']),
  ...named('Company Settings', 'Admin', ['Standard Cost Code Lists'], ['create']),
  ...named('Core', 'Directory', ['Company Users', 'Company Vendors'], ['create', 'update']),
  ...named('Core', 'Directory', ['Company Insurances']),
  ...named('Core', 'Documents', ['Company Files', 'Company File Versions', 'Company Folders']),
  ...named('Core', 'Portfolio', ['Projects'], ['create', 'update']),
  ...named('Preconstruction', 'Bid Management', ['Bids'], ['update']),
];

/** Project-level resources, from the same place; a part of them. */
export const PROJECT_RESOURCES: readonly HookResource[] = [
  ...named('Core', 'Directory', ['Project Users', 'Project Vendors'], ['create', 'delete']),
  ...named('Core', 'Documents', ['Project Files']),
  ...named('Core', 'Admin', ['Locations']),
  ...named('Project Management', 'RFIs', ['RFIs', 'RFI Replies']),
  ...named('Project Management', 'Submittals', ['Submittals', 'Submittal Packages']),
  ...named('Project Management', 'Punch List', ['Punch Items']),
  ...named('Project Management', 'Daily Log', ['Daily Logs', 'Manpower Logs']),
  ...named('Project Management', 'Daily Log', ['Weather Logs'], ['create', 'update']),
  ...named('Project Management', 'Meetings', ['Meetings']),
  ...named('Project Management', 'Drawings', ['Drawings']),
  ...named('Project Management', 'Photos', ['Images']),
  ...named('Project Management', 'Tasks', ['Task Items'], ['create', 'update']),
  ...named('Quality and Safety', 'Observations', ['Observation Items']),
  ...named('Quality and Safety', 'Incidents', ['Incidents']),
  ...named('Quality and Safety', 'Inspections', ['Inspection Checklists'], ['create', 'update']),
  ...named('Financial Management', 'Change Events', ['Change Events']),
  ...named('Financial Management', 'Change Orders', ['Change Order Packages']),
  ...named('Financial Management', 'Budget', ['Budget Line Items']),
  ...named('Financial Management', 'Direct Costs', ['Direct Costs']),
  ...named('Financial Management', 'Commitments', ['Purchase Order Contracts', 'Work Order Contracts']),
  ...named('Financial Management', 'Prime Contracts', ['Prime Contracts']),
  ...named('Field Productivity', 'Timesheets', ['Timecard Entries']),
];

function named(
  category: string,
  tool: string,
  names: readonly string[],
  actions: readonly EventType[] = EVENT_TYPES,
): HookResource[] {
  return names.map((name) => ({ category, tool, name, actions }));
}

/** A hook as v2.0 shows it: ids are texts, and of the secret only its end can be seen. */
export function hookV2(hook: Row, triggers: number | undefined): Row {
  const { id, destination_headers: headers, ...rest } = hook;
  return {
    id: String(id),
    ...rest,
    destination_headers: masked(headers),
    ...(triggers !== undefined && { trigger_count: triggers }),
    hook_type: 'classic',
  };
}

function masked(headers: unknown): unknown {
  const secret = (headers as { Authorization?: unknown } | null)?.Authorization;
  return typeof secret === 'string' ? { Authorization: `*****${secret.slice(-5)}` } : {};
}

/** The ids of the place that a hook is at. It is assumed that a project's hook has no company id, as either may be null. */
export function placeFields(company: Company, project: Project | undefined): Record<string, unknown> {
  return project
    ? { company_id: null, project_id: String(project.id) }
    : { company_id: String(company.id), project_id: null };
}
