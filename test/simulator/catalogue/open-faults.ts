/** What is wrong, and how the tests tell it. Whatever else is wrong with the same operation is no part of it. */
interface OpenFault {
  readonly why: string;
  readonly shows: RegExp;
}

const NOT_FOUND = /^404 .*not found/i;
const UNKNOWN_ENTITY = /^errors: .*Entity with this ID not found/;
const NOTHING = /^an answer has a field of the body, and nothing was compared$/;

const SELECTED = {
  why: 'the uploads that are asked for by their ids are not answered',
  shows: /^ids: .* became $/,
};

/**
 * What the simulator does otherwise than its operation is published, found by the tests of the whole catalogue and not mended yet. Each is
 * checked to be still so: one that is mended must leave this list.
 */
const OPEN: Readonly<Record<string, OpenFault>> = {
  'PATCH /rest/v1.2/projects/{project_id}/bid_packages/{bid_package_id}/bids/{id}': {
    why: 'no bid that is listed can be changed below its package',
    shows: NOT_FOUND,
  },
  'PATCH /rest/v1.0/checklist/lists/{list_id}/items/{id}': {
    why: 'no item that is listed can be changed below its inspection',
    shows: NOT_FOUND,
  },
  'POST /rest/v1.0/app_installations': {
    why: 'the app itself is the only one that is installed, and another one is not kept',
    shows: /^app_uid: .* became "demo-client-id"/,
  },
  'PATCH /rest/v1.0/app_installations/{id}': {
    why: 'the installation that is listed cannot be changed',
    shows: NOT_FOUND,
  },
  'POST /rest/v1.0/webhooks/hooks': {
    why: 'hooks of v1.0 can only be read: one that is made is not in the list',
    shows: /^the list of \d+ rows has not/,
  },
  'POST /rest/v1.0/webhooks/hooks/{hook_id}/triggers': {
    why: 'hooks of v1.0 can only be read',
    shows: NOT_FOUND,
  },
  'POST /rest/v1.0/webhooks/hooks/{hook_id}/triggers/bulk': {
    why: 'hooks of v1.0 can only be read',
    shows: NOT_FOUND,
  },
  'PATCH /rest/v1.0/webhooks/hooks/{id}': {
    why: 'hooks of v1.0 can only be read',
    shows: NOT_FOUND,
  },
  'POST /rest/v1.3/companies/{company_id}/users/bulk_add': {
    why: 'the answer does not say who was added, nor to which project',
    shows: NOTHING,
  },
  'POST /rest/v2.0/companies/{company_id}/people/bulk_activate': {
    why: 'new people are made instead, and the answer does not have the ids',
    shows: NOTHING,
  },
  'POST /rest/v2.0/companies/{company_id}/people/bulk_deactivate': {
    why: 'new people are made instead, and the answer does not have the ids',
    shows: NOTHING,
  },
  'POST /rest/v2.0/companies/{company_id}/equipment_register/associate': {
    why: 'in which project equipment is, is not kept',
    shows: /^equipment_id: /,
  },
  'POST /rest/v1.0/workforce-planning/v2/companies/{company_id}/projects/{project_id}/categories/{category_id}':
    {
      why: 'categories of a project are not kept',
      shows: NOTHING,
    },
  'PATCH /rest/v1.0/line_item_types/sync': {
    why: 'the rows that the list of a project shows are not those of its company',
    shows: UNKNOWN_ENTITY,
  },
  'PATCH /rest/v1.0/projects/sync': {
    why: 'the projects of the company are not found, and a new one is not in their list',
    shows: UNKNOWN_ENTITY,
  },
  'POST /rest/v2.0/companies/{company_id}/projects/{project_id}/document_management/document_uploads/selected_uploads':
    SELECTED,
  'POST /rest/v2.1/companies/{company_id}/projects/{project_id}/document_management/document_uploads/selected_uploads':
    SELECTED,
  'POST /rest/v2.2/companies/{company_id}/projects/{project_id}/document_management/document_uploads/selected_uploads':
    SELECTED,
  'PATCH /rest/v1.0/vendors/{id}/business_register': {
    why: 'the entry is kept beside the business register that the vendor shows',
    shows: /^business_register\.\w+: /,
  },
  'PATCH /rest/v1.0/schedule_integration': {
    why: 'a file that is uploaded is not in the list',
    shows: NOTHING,
  },
  'PUT /rest/v1.0/schedule_integration': {
    why: 'a file that is uploaded is not in the list',
    shows: NOTHING,
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
