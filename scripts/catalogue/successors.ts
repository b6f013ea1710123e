import { type Operation, signatureOf } from '../../src/catalogue/operation.js';

const PROJECT_V2 = '/rest/v2.0/companies/{company_id}/projects/{project_id}';

/**
 * Paths that replace older ones, for all methods that both have, where no file of facts names them and the paths are too
 * different to tell. Each was found by reading what both do.
 */
export const SUCCESSORS: Readonly<Record<string, string>> = {
  '/rest/v1.0/commitments': `${PROJECT_V2}/commitment_contracts`,
  '/rest/v1.0/commitments/{id}': `${PROJECT_V2}/commitment_contracts/{commitment_contract_id}`,
  '/rest/v1.0/locations/{id}': '/rest/v1.0/projects/{project_id}/locations/{location_id}',
  '/rest/v1.0/project_dates/{id}': '/rest/v1.0/projects/{project_id}/project_dates/{id}',
  '/rest/v1.0/projects/{project_id}/weather_logs/conditions':
    '/rest/v1.0/projects/{project_id}/daily_logs/weather_conditions',
  '/rest/v1.0/projects/{project_id}/weather_logs/{id}':
    '/rest/v1.1/projects/{project_id}/daily_logs/weather_logs/{id}',
  '/rest/v1.0/submittal_logs': '/rest/v1.1/projects/{project_id}/submittals',
  '/rest/v1.0/submittal_logs/{id}': '/rest/v1.1/projects/{project_id}/submittals/{id}',
  '/rest/v1.0/tools': '/rest/v1.0/projects/{project_id}/tools',
  '/rest/v1.1/projects/{project_id}/bid_packages/{bid_package_id}/bids/{id}':
    '/rest/v1.2/projects/{project_id}/bid_packages/{bid_package_id}/bids/{id}',
};

/** The operations with these successors. @throws Error if one of them names nothing any more */
export function withSuccessors(operations: readonly Operation[]): Operation[] {
  const known = new Set(operations.map(signatureOf));
  const used = new Set<string>();
  const named = operations.map((operation) => {
    const { method, path, newer, deprecated } = operation;
    const successor = SUCCESSORS[path];
    if (!deprecated || newer || successor === undefined) return operation;
    if (!known.has(signatureOf({ method, path: successor }))) return operation;
    used.add(path);
    return { ...operation, newer: successor };
  });
  const unused = Object.keys(SUCCESSORS).filter((path) => !used.has(path));
  if (unused.length > 0) throw new Error(`These successors fit nothing: ${unused.join(', ')}.`);
  return named;
}
