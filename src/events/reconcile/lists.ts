import type { Operation } from '../../catalogue/operation.js';
import { isGoing, versionOf } from '../../catalogue/versions.js';
import { placeholdersOf } from '../../transport/address.js';

/**
 * The lists of resources whose path does not end with their name. The names are those of webhooks.
 * Source: Procore's reference, beside the webhook resources that a sandbox listed in February 2026.
 */
const LISTS: Readonly<Record<string, string>> = {
  'Company Insurances': '/rest/v1.0/companies/{company_id}/insurances',
  'Company Users': '/rest/v1.3/companies/{company_id}/users',
  'Company Vendors': '/rest/v1.1/vendors',
  'Inspection Checklists': '/rest/v1.0/projects/{project_id}/checklist/lists',
  'Observation Items': '/rest/v1.0/observations/items',
  'Project Users': '/rest/v1.0/projects/{project_id}/users',
  'Project Vendors': '/rest/v1.1/projects/{project_id}/vendors',
  'Weather Logs': '/rest/v1.1/projects/{project_id}/daily_logs/weather_logs',
};

/** What may stand between the version and the name. A list elsewhere, as for a filter, has rows of another kind. */
const OWNERS = ['', '/companies/{company_id}', '/projects/{project_id}'];

/**
 * The list whose rows are the records of a resource.
 * @param resource its name as webhooks have it, such as `Punch Items`
 * @returns undefined if no list has them, as with the replies of an RFI, which are found with that RFI only
 */
export function listOf(resource: string, operations: readonly Operation[]): Operation | undefined {
  const lists = operations.filter(isPlainList);
  if (Object.hasOwn(LISTS, resource)) return lists.find(({ path }) => path === LISTS[resource]);
  const end = resource.toLowerCase().replaceAll(' ', '_');
  const paths = new Set(OWNERS.map((owner) => `${owner}/${end}`));
  const found = lists.filter(({ path }) => paths.has(path.replace(/^\/rest\/v[\d.]+/, '')));
  return found.sort((one, other) => rank(other) - rank(one))[0];
}

/** Whether a list needs nothing but a company and a project. */
function isPlainList(operation: Operation): boolean {
  const { method, path, returns, params } = operation;
  if (method !== 'GET' || isGoing(operation) || (returns !== 'array' && returns !== 'data:array'))
    return false;
  const needed = params.filter(({ required }) => required).map(({ name }) => name);
  return [...placeholdersOf(path), ...needed].every((name) => name === 'company_id' || name === 'project_id');
}

function rank(operation: Operation): number {
  return versionOf(operation) - (operation.beta ? 1_000 : 0);
}
