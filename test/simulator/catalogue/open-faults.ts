/** What is wrong, and how the tests tell it. Whatever else is wrong with the same operation is no part of it. */
interface OpenFault {
  readonly why: string;
  readonly shows: RegExp;
}

const NOT_FOUND = /^404 .*not found/i;

/**
 * What the simulator does otherwise than its operation is published, found by the tests of the whole catalogue and not mended yet. Each is
 * checked to be still so: one that is mended must leave this list.
 */
const OPEN: Readonly<Record<string, OpenFault>> = {
  'POST /rest/v2.0/companies/{company_id}/projects/{project_id}/budget_notes/{wbs_code_id}': {
    why: 'a note cannot be written to a code that has none',
    shows: NOT_FOUND,
  },
  'POST /rest/v1.0/companies/{company_id}/file_processors/preprocess/thumbnails/{item_type}': {
    why: 'the type of an item in the path counts as the id of a record',
    shows: NOT_FOUND,
  },
  'POST /rest/v1.0/companies/{company_id}/projects/{project_id}/file_processors/preprocess/thumbnails/{item_type}':
    {
      why: 'the type of an item in the path counts as the id of a record',
      shows: NOT_FOUND,
    },
  'POST /rest/v1.1/drawing_areas/{drawing_area_id}/drawings': {
    why: 'a drawing that is written is not in the list of its area',
    shows: /^the list of \d+ rows has not/,
  },
  'PATCH /rest/v1.2/projects/{project_id}/bid_packages/{bid_package_id}/bids/{id}': {
    why: 'no bid that is listed can be changed below its package',
    shows: NOT_FOUND,
  },
  'PATCH /rest/v1.0/drawing_areas/{drawing_area_id}/drawings/{id}': {
    why: 'no drawing that is listed can be changed below its area',
    shows: NOT_FOUND,
  },
  'PATCH /rest/v1.1/drawing_areas/{drawing_area_id}/drawings/{id}': {
    why: 'no drawing that is listed can be changed below its area',
    shows: NOT_FOUND,
  },
  'PATCH /rest/v1.0/checklist/lists/{list_id}/items/{id}': {
    why: 'no item that is listed can be changed below its inspection',
    shows: NOT_FOUND,
  },
  'PATCH /rest/v2.0/companies/{company_id}/projects/{project_id}/materials_mgmt/issuing/{issue_id}/line_items/{line_id}/locations/{id}':
    {
      why: 'no location that is listed can be changed below its line',
      shows: NOT_FOUND,
    },
  'PATCH /rest/v2.0/companies/{company_id}/projects/{project_id}/materials_mgmt/material_requirements/{material_requirement_id}/line_items/{id}':
    {
      why: 'no line that is listed can be changed below its requirement',
      shows: NOT_FOUND,
    },
};

const NOT_OF_EQUIPMENT = {
  why: 'the equipment in the path counts as one of the statuses',
  shows: NOT_FOUND,
};

/** The same for bodies with what their pickers offer. */
export const OPEN_PICKS: Readonly<Record<string, OpenFault>> = {
  'PATCH /rest/v2.1/companies/{company_id}/equipment_register/status/{equipment_id}': NOT_OF_EQUIPMENT,
  'PATCH /rest/v2.1/companies/{company_id}/projects/{project_id}/equipment_register/status/{equipment_id}':
    NOT_OF_EQUIPMENT,
};

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
