/**
 * What Procore calls a record by its part in another one, and the kind of record that it is: `assignee_id` is the id of
 * a user. The last words of a name count, so that `punch_item_manager_id` is a `manager`.
 */
export const ROLES: Readonly<Record<string, string>> = {
  // People. `created_by`, `closed_by` and the like all end in `by`.
  approver: 'user',
  assigned: 'user',
  assignee: 'user',
  author: 'user',
  ball_in_court: 'user',
  by: 'user',
  creator: 'user',
  distribution: 'user',
  distribution_member: 'user',
  employee: 'people',
  inspector: 'user',
  login_information: 'user',
  manager: 'user',
  person: 'people',
  point_of_contact: 'user',
  received_from: 'user',
  recipient: 'user',
  reviewer: 'user',
  superintendent: 'user',
  uploader: 'user',
  watcher: 'user',
  // Companies of the directory. `company_id` itself is the company whose data is read.
  architect: 'vendor',
  assignee_company: 'vendor',
  company: 'vendor',
  contractor: 'vendor',
  responsible_contractor: 'vendor',
  supplier: 'vendor',
  // Short names.
  region: 'project_region',
  spec_section: 'specification_section',
  stage: 'project_stage',
};

/**
 * What a word means in one tool. A contract is a commitment, which a project pays, or a prime contract, by which it is
 * paid; Procore pays and checks subcontractors, so their contracts are commitments. The tool Change Orders and the
 * invoice configuration of a contract take both kinds, which no list has together: there, the id is typed.
 */
export const TOOL_ROLES: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ['Commitments', { contract: 'commitment_contract' }],
  ['Payments', { contract: 'commitment_contract' }],
  ['Prime Contracts', { contract: 'prime_contract' }],
]);

/**
 * Kinds of ids that are none among the records of these kinds: the `employee_id` of a user is the number that the
 * company gave to its employee, a text.
 */
export const OWN_NUMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['employee', new Set(['people', 'user'])],
]);

/** Words that mean something else in each tool: such a list counts only within the tool of the operation. */
export const VAGUE: ReadonlySet<string> = new Set([
  'action',
  'activity',
  'answer',
  'attachment',
  'attribute',
  'calendar',
  'category',
  'code',
  'column',
  'comment',
  'context',
  'document',
  'entry',
  'event',
  'field',
  'file',
  'folder',
  'group',
  'item',
  'layer',
  'line',
  'line_item',
  'list',
  'log',
  'make',
  'material',
  'member',
  'model',
  'note',
  'object',
  'option',
  'party',
  'period',
  'plan',
  'question',
  'receipt',
  'record',
  'resource',
  'response',
  'revision',
  'schedule',
  'section',
  'segment',
  'set',
  'signature',
  'status',
  'tag',
  'task',
  'template',
  'topic',
  'type',
  'upload',
  'view',
]);

/** Lists beside the records: what was deleted, what changed, what else a filter can take. */
export const ASIDE: ReadonlySet<string> = new Set([
  'change_histories',
  'change_history',
  'change_history_events',
  'filter_options',
  'filters',
  'ids',
  'inactive',
  'links',
  'recycle_bin',
  'reports',
]);

/** Lists whose rows have no id. */
export const WITHOUT_IDS: ReadonlySet<string> = new Set([
  '/rest/v1.0/companies/{company_id}/app_configurations',
  '/rest/v1.0/companies/{company_id}/timesheets',
  '/rest/v1.0/projects/{project_id}/observations/items/statuses',
  '/rest/v1.0/projects/{project_id}/project_dates',
  '/rest/v1.1/projects/{project_id}/meetings/ecrion_pdf_generation_data',
  '/rest/v2.0/companies/{company_id}/projects/{project_id}/inspection_items/{item_id}/evidence_configuration',
]);

/** Whether a path is of Resource Planning. It keeps its own people, projects and groups, whose ids are no other list's. */
export function isOfPlanning(path: string): boolean {
  return path.includes('/workforce-planning/');
}
