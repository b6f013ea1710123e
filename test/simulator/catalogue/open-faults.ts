/** What is wrong, and how the tests tell it. Whatever else is wrong with the same operation is no part of it. */
interface OpenFault {
  readonly why: string;
  readonly shows: RegExp;
}

const NOTHING = /^an answer has a field of the body, and nothing was compared$/;

/**
 * What the simulator does otherwise than its operation is published, found by the tests of the whole catalogue and not mended yet. Each is
 * checked to be still so: one that is mended must leave this list.
 */
const OPEN: Readonly<Record<string, OpenFault>> = {
  '/rest/v2.0/companies/{company_id}/projects/{project_id}/workflows/instances filters[tool_subtype]': {
    why: 'all rows show it as empty, although a body takes it',
    shows: /^no answer shows the field/,
  },
  '/rest/v2.0/companies/{company_id}/workflows/instances filters[tool_subtype]': {
    why: 'all rows show it as empty, although a body takes it',
    shows: /^no answer shows the field/,
  },
  '/rest/v2.0/companies/{company_id}/projects/{project_id}/coordination_issues filters[watcher_id]': {
    why: 'the filter goes by one person, the record itself shows several',
    shows: /^by values in single reads: .* missing/,
  },
  'POST /rest/v1.0/projects/{project_id}/generic_tools/{generic_tool_id}/generic_tool_items/{generic_tool_item_id}/update_and_send_response':
    {
      why: 'the response is not kept, and the dates of the item are not changed',
      shows: /^(closed_at|issued_at): /,
    },
  'POST /rest/v1.0/workforce-planning/v2/companies/{company_id}/custom-fields/{field_id}': {
    why: 'the field is not changed',
    shows: NOTHING,
  },
  'POST /rest/v1.0/workforce-planning/v2/companies/{company_id}/custom-fields/{field_id}/values': {
    why: 'the values of a field are not kept',
    shows: NOTHING,
  },
  'POST /rest/v1.0/requisitions/{requisition_id}/single_pdf_compilers': {
    why: 'the body must have an id, of which no list is published',
    shows: /^422 \{"errors":\{"id":\["required"\]\}\}/,
  },
  'POST /rest/v1.0/projects/{project_id}/action_plans/plan_item_assignees/{plan_item_assignee_id}/signature':
    {
      why: 'the signature is not kept',
      shows: NOTHING,
    },
  'POST /rest/v1.0/coordination_issues/{coordination_issue_id}/assignments': {
    why: 'the assignment shows nothing of what was written',
    shows: NOTHING,
  },
  'POST /rest/v1.0/projects/{project_id}/rfis/{id}/advanced_exports': {
    why: 'what is asked of an export is shown as a list of choices',
    shows: /^options: .* became \[\]/,
  },
  'POST /rest/v1.0/workforce-planning/v2/companies/{company_id}/people/{person_id}/user': {
    why: 'whether a person is a user is not kept',
    shows: NOTHING,
  },
  'POST /rest/v1.0/workforce-planning/v2/companies/{company_id}/projects/{project_id}/categories': {
    why: 'categories of a project are not kept',
    shows: NOTHING,
  },
  'PATCH /rest/v2.0/companies/{company_id}/equipment_register/{equipment_id}/maintenance/records/{maintenance_id}':
    {
      why: 'a start date that is written as an object is no date',
      shows: /^start_date: \{"present":true\} became null/,
    },
  'PATCH /rest/v2.0/companies/{company_id}/projects/{project_id}/equipment_register/{equipment_id}/maintenance/records/{maintenance_id}':
    {
      why: 'a start date that is written as an object is no date',
      shows: /^start_date: \{"present":true\} became null/,
    },
};

/** The same for bodies with what their pickers offer. */
export const OPEN_PICKS: Readonly<Record<string, OpenFault>> = {};

/**
 * The findings without those that are known.
 * @param tried what was tried: the path, with the method or the filter
 */
export function withoutOpen(wrong: readonly string[], tried: ReadonlySet<string>, open = OPEN): string[] {
  const known = Object.entries(open).filter(([at]) => tried.has(at));
  const isOf = (each: string, [at, { shows }]: readonly [string, OpenFault]) =>
    each.startsWith(at) && shows.test(/^:? (.*)/s.exec(each.slice(at.length))?.[1] ?? '');
  const mended = known.filter((fault) => !wrong.some((each) => isOf(each, fault)));
  return [
    ...wrong.filter((each) => !known.some((fault) => isOf(each, fault))),
    ...mended.map(([at, { why }]) => `${at} is no longer wrong, so it is no open fault any more: ${why}`),
  ];
}
