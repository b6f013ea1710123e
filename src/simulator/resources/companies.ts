/** Companies, their projects in three shapes, and the account itself. */
import { COMPACT_PROJECT_FIELDS, COMPANY_FORM_STATUS, projectOfIdsView } from '../assumed.js';
import { type Context, companyOf, declaredAnswer, projectOf } from '../context.js';
import type { Project } from '../data/company.js';
import { companyFormRow, projectDetail, writtenProject } from '../data/projects.js';
import { derived, listed, type Row, type Rows } from '../data/rows.js';
import type { World } from '../data/world.js';
import { IDS_PAGES, PROJECT_PAGES } from '../paging.js';
import type { Route } from '../router.js';
import { COMMON_FILTERS, containing, type Filters, filterValues, oneOf } from './filters.js';
import { list, type Resource } from './operations.js';

/** The account's user. The name is given only if the call names a company or project (catalogue). */
function me({ account: { id, login, name } }: Context, named: boolean): Row {
  return named ? { id, login, name } : { id, login };
}

const companies: Resource = {
  scope: 'account',
  // For an app: the companies that installed it. For a person: the person's companies.
  rows: ({ world, account }) =>
    listed(
      world.companies
        .filter((company) => account.isIn(company) && (company.installed || account.kind === 'user'))
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

/** The projects that the account can open, with the default status unless the caller filters by another. */
function projects(rowOf: (project: Project, world: World) => Row, usual: 'Active' | 'All'): Resource {
  return {
    scope: 'company',
    rows(context): Rows {
      const status = filterValues(context.call.query, 'by_status')[0] ?? usual;
      const shown = companyOf(context).projects.filter(
        (project) =>
          context.account.sees(project) && (status === 'All' || project.active === (status === 'Active')),
      );
      return derived(shown.length, (index) => rowOf(shown[index] as Project, context.world));
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
  // The rows are already those of the status.
  by_status: () => () => true,
};

const PROJECT_SORTS = { name: 'name', display_name: 'display_name' };

function compact(row: Row): unknown {
  return Object.fromEntries(COMPACT_PROJECT_FIELDS.map((field) => [field, row[field]]));
}

function ofView({ call }: Context): (row: Row) => unknown {
  switch (call.query.get('view') ?? call.query.get('serializer_view')) {
    case 'ids':
      return projectOfIdsView;
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
  // `company_id` is declared as required. Live tenants list projects with the company in the header alone.
} as const;

export const COMPANY_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/rest/v1.0/me',
    scope: 'account',
    handle: (context) => {
      const { query } = context.call;
      return { status: 200, json: me(context, query.has('company_id') || query.has('project_id')) };
    },
  },
  {
    method: 'GET',
    path: '/rest/v1.0/companies/{company_id}/me',
    scope: 'company',
    handle: (context) => ({ status: 200, json: me(context, true) }),
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
  list('/rest/v1.1/projects', projects(writtenProject, 'Active'), {
    ...projectList,
    pages: ({ call }) => (call.query.get('view') === 'ids' ? IDS_PAGES : PROJECT_PAGES),
  }),
  list('/rest/v1.0/projects', projects(writtenProject, 'Active'), projectList),
  // No page parameters are declared for this one.
  list('/rest/v1.0/companies/{company_id}/projects', projects(companyFormRow, COMPANY_FORM_STATUS), {
    pages: 'unpaged',
  }),
  {
    method: 'GET',
    path: '/rest/v1.0/projects/{project_id}',
    scope: 'project',
    async handle(context) {
      const row = writtenProject(projectOf(context), context.world);
      return { status: 200, json: await declaredAnswer(context, projectDetail(row), row) };
    },
  },
];
