/** People: a company's users and a project's. */
import { companyOf, projectOf } from '../context.js';
import { homeOf } from '../data/company.js';
import { COMPANY_USERS, PROJECT_USERS, serviceAccountUser } from '../data/people.js';
import type { Rows } from '../data/rows.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { COMMON_FILTERS, containing, oneOf } from './filters.js';
import { type ListOptions, list, type Resource, show, versions } from './operations.js';

const ofCompany: Resource = {
  scope: 'company',
  tool: TOOLS.directory,
  rows(context): Rows {
    const company = companyOf(context);
    const people = context.world.rows(COMPANY_USERS, homeOf(company));
    const { app, secondApp } = context.accounts;
    // Ids must rise: the apps' users come first, because their ids are below every company's range.
    const own = [app, secondApp].flatMap(
      (account) => (account && serviceAccountUser(company, account, context.settings.directoryUser)) ?? [],
    );
    if (own.length === 0) return people;
    return {
      length: people.length + own.length,
      version: people.version,
      at: (index) => own[index] ?? people.at(index - own.length),
      find: (id) => own.find((user) => id === String(user.id)) ?? people.find(id),
    };
  },
};

const ofProject: Resource = {
  scope: 'project',
  tool: TOOLS.projectDirectory,
  rows: (context) => context.world.rows(PROJECT_USERS, projectOf(context)),
};

const OPTIONS: ListOptions = {
  filters: {
    ...COMMON_FILTERS,
    vendor_id: oneOf('vendor.id'),
    employee: oneOf('is_employee'),
    search: containing('name', 'email_address', 'job_title'),
  },
  sorts: {
    name: 'name',
    full_name: 'name',
    email: 'email_address',
    job_title: 'job_title',
    vendor_name: 'vendor.name',
    permission_template: 'permission_template.name',
  },
};
const VIEWS_OF_PROJECT = { view: ['compact', 'normal'] };
const VIEWS_OF_COMPANY = { view: ['extended', 'ids_only', 'normal'] };

export const DIRECTORY_ROUTES: readonly Route[] = [
  ...versions(['v1.0', 'v1.1', 'v1.2', 'v1.3'], 'companies/{company_id}/users').map((path) => ({
    path,
    users: ofCompany,
    // Older versions declare none.
    views: path.startsWith('/rest/v1.3/') ? VIEWS_OF_COMPANY : {},
  })),
  ...versions(['v1.0'], 'projects/{project_id}/users').map((path) => ({
    path,
    users: ofProject,
    views: VIEWS_OF_PROJECT,
  })),
].flatMap(({ path, users, views }) => [
  list(path, users, { ...OPTIONS, views }),
  show(`${path}/{id}`, users),
]);
