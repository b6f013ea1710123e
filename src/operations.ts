import type { PlanInput } from './plan.js';

/** Method and path of each operation that is built into this package. */
export const LIST_COMPANIES = { method: 'GET', path: '/rest/v1.0/companies' } as const;
export const LIST_PROJECTS = { method: 'GET', path: '/rest/v1.1/projects' } as const;
export const LIST_USERS = { method: 'GET', path: '/rest/v1.3/companies/{company_id}/users' } as const;
const LIST_WEBHOOKS = {
  method: 'GET',
  path: '/rest/v2.0/companies/{company_id}/webhooks/hooks',
} as const;
export const LIST_INSTALLATIONS = { method: 'GET', path: '/rest/v1.0/app_installations' } as const;
export const LIST_CUSTOM_FIELDS = {
  method: 'GET',
  path: '/rest/v2.0/companies/{company_id}/custom_field_definitions',
} as const;

/** The companies where the app is installed. */
export function listCompanies(companyId: string | undefined): PlanInput {
  return {
    operation: 'List Companies',
    ...LIST_COMPANIES,
    ...(companyId !== undefined && { companyId }),
    paging: 'all',
  };
}

export const PROJECT_STATUSES = ['active', 'inactive', 'all'] as const;
export type ProjectStatus = (typeof PROJECT_STATUSES)[number];

export const PROJECT_VIEWS = ['normal', 'compact', 'extended', 'ids'] as const;
export type ProjectView = (typeof PROJECT_VIEWS)[number];

/** The permitted projects of a company. By default, Procore returns only active ones. */
export function listProjects(companyId: string, status: ProjectStatus, view: ProjectView): PlanInput {
  return {
    operation: 'List projects',
    ...LIST_PROJECTS,
    companyId,
    query: {
      company_id: companyId,
      filters: { by_status: { active: 'Active', inactive: 'Inactive', all: 'All' }[status] },
      view,
    },
    paging: 'all',
  };
}

/** The custom fields that a company has defined, with their labels. */
export function listCustomFields(companyId: string): PlanInput {
  return {
    operation: 'List Custom Field Definitions',
    ...LIST_CUSTOM_FIELDS,
    companyId,
    paging: 'all',
  };
}

/** The account's level on every tool of a company, or of one of its projects. */
export function showPermissions(companyId: string, projectId?: string): PlanInput {
  return {
    operation: 'Show permissions',
    method: 'GET',
    path: '/rest/v1.0/settings/permissions',
    companyId,
    query: projectId === undefined ? { company_id: companyId } : { project_id: projectId },
  };
}

/** The account itself. Procore gives its name only if a company is named. */
export function showMe(companyId: string): PlanInput {
  return {
    operation: 'Show user',
    method: 'GET',
    path: '/rest/v1.0/me',
    companyId,
    query: { company_id: companyId },
  };
}

/** People of a company's directory whose name or mail address contains a text. */
export function searchUsers(companyId: string, text: string): PlanInput {
  return {
    operation: 'List company users',
    ...LIST_USERS,
    companyId,
    query: { filters: { search: text } },
    paging: 'all',
  };
}

/** What Procore says about the app's installation in a company. */
export function listInstallations(companyId: string): PlanInput {
  return {
    operation: 'List app installations',
    ...LIST_INSTALLATIONS,
    companyId,
    query: { company_id: companyId },
    paging: 'all',
  };
}

/** The namespace of the webhooks that this package lists: Procore lists those of one namespace only. */
const WEBHOOK_NAMESPACE = 'node-red-procore';

/** A company's webhooks of this package's namespace. */
export function listWebhooks(companyId: string): PlanInput {
  return {
    operation: 'List webhooks',
    ...LIST_WEBHOOKS,
    companyId,
    query: { namespace: WEBHOOK_NAMESPACE },
    paging: 'all',
  };
}
