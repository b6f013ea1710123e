/** Companies, their projects in three shapes, and the account itself. */
import { SERVICE_ACCOUNT_LOGIN } from '../assumed.js';
import { type Context, companyOf, projectOf } from '../context.js';
import { companyFormRow, projectRow } from '../data/projects.js';
import { listed, type Row, type Rows } from '../data/rows.js';
import type { Project } from '../data/world.js';
import { IDS_PAGES, PROJECT_PAGES } from '../paging.js';
import type { Route } from '../router.js';
import { COMMON_FILTERS, containing, type Filters, filterValues, oneOf } from './filters.js';
import { list, type Resource } from './operations.js';

/** The service account's own user; its id is the token's resource owner. */
const ME = { id: 160_586, login: SERVICE_ACCOUNT_LOGIN };
const NAME = 'Demo Service Account';

const companies: Resource = {
  scope: 'account',
  rows: ({ world }) =>
    listed(
      world.companies
        .filter(({ installed }) => installed)
        .map(({ id, name }) => ({
          id,
          name,
          is_active: true,
          logo_url: null,
          pcn_business_experience: false,
          my_company: true,
        })),
    ),
};

/** The permitted projects, in the order of their ids. Active ones only, unless the caller filters by status. */
function projects(rowOf: (project: Project) => Row, everyStatus: boolean): Resource {
  return {
    scope: 'company',
    rows(context): Rows {
      const status = filterValues(context.call.query, 'by_status')[0] ?? (everyStatus ? 'All' : 'Active');
      const shown = companyOf(context).projects.filter(
        ({ permitted, active }) => permitted && (status === 'All' || active === (status === 'Active')),
      );
      return {
        ...listed([]),
        length: shown.length,
        at: (index) => rowOf(shown[index] as Project),
      };
    },
  };
}

const PROJECT_FILTERS: Filters = {
  ...COMMON_FILTERS,
  name: containing('name'),
  project_number: oneOf('project_number'),
  is_demo: oneOf('is_demo'),
  origin_id: oneOf('origin_id'),
  by_stage: oneOf('project_stage.id'),
};

const PROJECT_SORTS = { name: 'name', display_name: 'display_name' };

function compact({ id, name, display_name, project_number, active }: Row): Row {
  return { id, name, display_name, project_number, active };
}

function ofView({ call }: Context): (row: Row) => unknown {
  switch (call.query.get('view') ?? call.query.get('serializer_view')) {
    case 'ids':
      return ({ id }) => id;
    case 'compact':
      return compact;
    default:
      return (row) => row;
  }
}

const projectList = {
  filters: PROJECT_FILTERS,
  sorts: PROJECT_SORTS,
  shape: ofView,
};

export const COMPANY_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/rest/v1.0/me',
    scope: 'account',
    // The name comes only where a company or project is given (catalogue).
    handle: ({ call }) => {
      const named = call.query.has('company_id') || call.query.has('project_id');
      return { status: 200, json: named ? { ...ME, name: NAME } : ME };
    },
  },
  {
    method: 'GET',
    path: '/rest/v1.0/companies/{company_id}/me',
    scope: 'company',
    handle: () => ({ status: 200, json: { ...ME, name: NAME } }),
  },
  {
    method: 'GET',
    path: '/rest/v1.0/company_base_url',
    scope: 'company',
    handle(context) {
      const zone = companyOf(context).idOffset === 0 ? 'us01' : 'us02';
      return { status: 200, json: { zone, web_base_url: `https://${zone}.app.example` } };
    },
  },
  list('/rest/v1.0/companies', companies),
  list('/rest/v1.1/projects', projects(projectRow, false), {
    ...projectList,
    pages: ({ call }) => (call.query.get('view') === 'ids' ? IDS_PAGES : PROJECT_PAGES),
  }),
  list('/rest/v1.0/projects', projects(projectRow, false), projectList),
  // No page parameters are declared for this one.
  list('/rest/v1.0/companies/{company_id}/projects', projects(companyFormRow, true), { pages: 'unpaged' }),
  {
    method: 'GET',
    path: '/rest/v1.0/projects/{project_id}',
    scope: 'project',
    handle: (context) => ({ status: 200, json: projectRow(projectOf(context)) }),
  },
];
