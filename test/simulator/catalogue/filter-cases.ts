/** What a filter of a list means, read from its name and from a row; written apart from the simulator's own reading. */
import { isObject } from './shape-reader.js';
import type { Known, Stage } from './stage.js';

/** Filters that mean a field of another name; a dot leads into an object. */
export const MEANT: Readonly<Record<string, readonly string[]>> = {
  assignee_party_id_or_role_id: ['plan_item_assignees'],
  approver_id: ['approvers.user', 'current_step_approvers.user'],
  approver_login_information_id: ['final_approver'],
  assigned_id: ['assignees', 'assignee'],
  budget_template_id: ['budget_view'],
  by_bid_type: ['project_bid_type_id'],
  by_owner_type: ['project_owner_type_id'],
  by_region: ['project_region_id'],
  by_stage: ['project_stage'],
  by_type: ['project_type'],
  created_from: ['creation_source'],
  date: ['var_date'],
  date_range: ['due_date'],
  extraction_format: ['extraction_format_requests'],
  file_type: ['file.file_type'],
  file_version_id: ['bim_file_upload.file_version'],
  document_upload_id: ['bim_file_upload.document_upload_id'],
  for_location_id_with_sublocations: ['location'],
  ids: ['id'],
  item_id: ['checklist_item_id'],
  managed_equipment_id: ['managed_equipment_id', 'id'],
  prefix_stage_id: ['project_stage'],
  received_from_login_information_id: ['received_from'],
  response: ['responses'],
  response_id: ['approvers.response'],
  spec_section_id: ['specification_section'],
  submittal_package_id: ['submittal_package', 'package'],
  submittal_type: ['type'],
  type_id: ['type', 'plan_type'],
  with_label: ['label'],
};

/** The values of a row that a filter of this name is about: a field, the id of an object, the ids of the objects in a list. */
export function valuesOf(row: Record<string, unknown>, field: string): string[] {
  const stem = field.replace(/_ids?$/, '');
  const names = stem === field ? [field] : [field, `${stem}_id`, stem, `${stem}s`];
  for (const name of [...names, ...(MEANT[field] ?? [])]) {
    const found = textsOf(valueAt(row, name));
    if (found.length > 0) return found;
  }
  return [];
}

function valueAt(row: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        Array.isArray(value)
          ? value.map((each) => (isObject(each) ? each[name] : undefined))
          : isObject(value)
            ? value[name]
            : undefined,
      row,
    );
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (isObject(value)) return textsOf(value.id ?? value.name ?? value.response ?? value.type);
  return value === null || value === undefined ? [] : [String(value)];
}

/** The lists that offer what a filter takes, where its name does not say it. */
const OFFERING: Readonly<Record<string, string | readonly string[]>> = {
  approver_id: 'users',
  approved_id: 'users',
  by_bid_type: 'project_bid_types',
  by_department: 'departments',
  by_office: 'offices',
  by_owner_type: 'project_owner_types',
  by_program: 'programs',
  by_region: 'project_regions',
  by_type: 'project_types',
  checklist_list_id: 'checklist/lists',
  custom_field_definitions_id: 'companies/{company_id}/custom_field_definitions',
  custom_tag_ids: 'document_custom_tags',
  daily_log_header_id: 'daily_log_headers/index',
  division: 'specification_section_divisions',
  field_set_id: [
    'companies/{company_id}/configurable_field_sets',
    'projects/{project_id}/configurable_field_sets',
  ],
  observation_item_id: 'observations/items',
  permission_template: 'permission_templates',
  record_checklist_template_id: 'checklist/list_templates',
  standard_cost_code_id: 'standard_cost_codes',
  spec_division: 'specification_section_divisions',
  template_id: 'meeting_templates',
};

/** Ids that a filter can have: those that the picker of the request node offers, else those of a list that is named like it. */
export async function offeredTo(
  name: string,
  field: string,
  { operation }: Known,
  stage: Stage,
): Promise<string[]> {
  if (Object.hasOwn(OFFERING, field)) {
    const lists = [OFFERING[field] ?? []].flat();
    return (await Promise.all(lists.map((list) => stage.idsOf([list])))).flat();
  }
  const offered = await stage.offered(name, operation);
  const stem = field.replace(/_ids?$/, '');
  // The attachments of another kind of record have a list; those of this one have none.
  if (offered.length > 0 || stem === field || stem === 'attachment') return offered;
  const names = PEOPLE.test(stem) ? ['users'] : /vendor|contractor/.test(stem) ? ['vendors'] : [`${stem}s`];
  return stage.idsOf(names);
}

const PEOPLE =
  /(^|_)(by|manager|assignee|approver|inspector|contact|from|owner|recipient|court|user|person)$/;
