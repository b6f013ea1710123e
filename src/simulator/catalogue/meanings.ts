/** Filters whose name is not that of the field they are about. */
import { singularOf } from './forms.js';

/** The fields that a filter means, by its name; the first that a row has counts. A dot leads into an object. */
const MEANS: Readonly<Record<string, readonly string[]>> = {
  approved_id: ['approver_id'],
  approver_id: ['approvers.user', 'approver', 'current_step_approvers.user'],
  assignee_party_id_or_role_id: ['plan_item_assignees'],
  assigned_id: ['assignees', 'assignee'],
  budget_template_id: ['budget_view'],
  by_bid_type: ['project_bid_type_id'],
  by_department: ['department_ids'],
  by_office: ['office_id'],
  by_owner_type: ['project_owner_type_id'],
  by_program: ['program_id'],
  by_region: ['project_region_id'],
  by_stage: ['project_stage'],
  by_type: ['project_type'],
  created_from: ['creation_source'],
  custom_field_definitions_id: ['custom_field_definition_id'],
  custom_tag_ids: ['document_custom_tag_ids'],
  daily_log_header_id: ['daily_log_headers_index_id'],
  date: ['var_date'],
  date_range: ['due_date'],
  division: ['specification_section_division_id'],
  division_ids: ['specification_section_division_ids'],
  spec_division: ['specification_section_division_id'],
  extraction_format: ['extraction_format_requests'],
  field_set_id: ['configurable_field_set_id'],
  file_type: ['file.file_type'],
  file_version_id: ['bim_file_upload.file_version'],
  document_upload_id: ['bim_file_upload.document_upload_id'],
  for_location_id_with_sublocations: ['location'],
  item_id: ['checklist_item_id'],
  observation_item_id: ['observations_item_id'],
  permission_template: ['permission_template_id'],
  prefix_stage_id: ['project_stage'],
  record_checklist_template_id: ['checklist_list_template_id'],
  region_id: ['project_region_id'],
  response: ['responses'],
  response_id: ['approvers.response'],
  spec_section_id: ['specification_section'],
  stage_id: ['project_stage_id'],
  submittal_package_id: ['submittal_package', 'package'],
  submittal_type: ['type'],
  template_id: ['meeting_template_id'],
  type_id: ['type', 'plan_type'],
  with_label: ['label'],
};

/**
 * The names of fields that a filter may mean beside its own.
 * @param collection the key of the list: `managed_equipment` can be filtered by `managed_equipment_id`
 */
export function meantBy(filter: string, collection: string): readonly string[] {
  const singular = singularOf(collection.slice(collection.lastIndexOf('/') + 1));
  if (filter === 'ids' || filter === `${singular}_id`) return ['id'];
  const known = Object.hasOwn(MEANS, filter) ? MEANS[filter] : undefined;
  // People sign in, and some filters call them by that: `received_from_login_information_id`.
  const person = /^(\w+)_login_information_id$/.exec(filter)?.[1];
  return known ?? (person === undefined ? [] : [person, `final_${person}`]);
}
