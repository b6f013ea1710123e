import type { PlanInput } from '../../plan.js';
import type { HookPlace } from './wish.js';

/** The webhook requests of a company and of a project. */
const REQUESTS = {
  company: {
    listHooks: { method: 'GET', path: '/rest/v2.0/companies/{company_id}/webhooks/hooks' },
    createHook: { method: 'POST', path: '/rest/v2.0/companies/{company_id}/webhooks/hooks' },
    changeHook: { method: 'PATCH', path: '/rest/v2.0/companies/{company_id}/webhooks/hooks/{id}' },
    removeHook: { method: 'DELETE', path: '/rest/v2.0/companies/{company_id}/webhooks/hooks/{id}' },
    listTriggers: {
      method: 'GET',
      path: '/rest/v2.0/companies/{company_id}/webhooks/hooks/{hook_id}/triggers',
    },
    addTriggers: {
      method: 'POST',
      path: '/rest/v2.0/companies/{company_id}/webhooks/hooks/{hook_id}/triggers/bulk',
    },
    removeTriggers: {
      method: 'DELETE',
      path: '/rest/v2.0/companies/{company_id}/webhooks/hooks/{hook_id}/triggers/bulk',
    },
    listResources: { method: 'GET', path: '/rest/v2.0/companies/{company_id}/webhooks/resources' },
  },
  project: {
    listHooks: {
      method: 'GET',
      path: '/rest/v2.0/companies/{company_id}/projects/{project_id}/webhooks/hooks',
    },
    createHook: {
      method: 'POST',
      path: '/rest/v2.0/companies/{company_id}/projects/{project_id}/webhooks/hooks',
    },
    changeHook: {
      method: 'PATCH',
      path: '/rest/v2.0/companies/{company_id}/projects/{project_id}/webhooks/hooks/{id}',
    },
    removeHook: {
      method: 'DELETE',
      path: '/rest/v2.0/companies/{company_id}/projects/{project_id}/webhooks/hooks/{id}',
    },
    listTriggers: {
      method: 'GET',
      path: '/rest/v2.0/companies/{company_id}/projects/{project_id}/webhooks/hooks/{hook_id}/triggers',
    },
    addTriggers: {
      method: 'POST',
      path: '/rest/v2.0/companies/{company_id}/projects/{project_id}/webhooks/hooks/{hook_id}/triggers/bulk',
    },
    removeTriggers: {
      method: 'DELETE',
      path: '/rest/v2.0/companies/{company_id}/projects/{project_id}/webhooks/hooks/{hook_id}/triggers/bulk',
    },
    listResources: {
      method: 'GET',
      path: '/rest/v2.0/companies/{company_id}/projects/{project_id}/webhooks/resources',
    },
  },
} as const;

const NAMES = {
  listHooks: 'List webhooks',
  createHook: 'Create webhook',
  changeHook: 'Change webhook',
  removeHook: 'Remove webhook',
  listTriggers: 'List triggers of a webhook',
  addTriggers: 'Add triggers to a webhook',
  removeTriggers: 'Remove triggers of a webhook',
  listResources: 'List what webhooks can tell of',
} as const;

export type HookRequest = keyof typeof NAMES;

/** Every request that the set-up of hooks may send, for reports of the permissions that a flow needs. */
export const HOOK_OPERATIONS = Object.values(REQUESTS).flatMap((requests) => Object.values(requests));

/** One of the requests, at a place. @param hookId of the hook that it is about */
export function hookRequest(
  name: HookRequest,
  { companyId, projectId }: HookPlace,
  more: { readonly hookId?: string; readonly query?: PlanInput['query']; readonly body?: unknown } = {},
): PlanInput {
  const { hookId, query, body } = more;
  const request = REQUESTS[projectId === undefined ? 'company' : 'project'][name];
  const placeholders = {
    ...(projectId !== undefined && { project_id: projectId }),
    ...(hookId !== undefined && { id: hookId, hook_id: hookId }),
  };
  return {
    operation: NAMES[name],
    ...request,
    companyId,
    placeholders,
    ...(query && { query }),
    ...(body !== undefined && { body }),
    ...(request.method === 'GET' && { paging: 'all' as const }),
  };
}
