import type { ErrorContext } from '../errors.js';
import type { Plan } from '../plan.js';
import { fillPath } from '../transport/address.js';

/** What a call is about, read from its path as it is sent, however the plan was written. */
export interface Target {
  readonly method: string;
  readonly path: string;
  /** The company of the header, or else the one in the path or query. */
  readonly companyId: string | undefined;
  /** The company named in the path or query, if there is one. */
  readonly namedCompany: string | undefined;
  readonly projectId: string | undefined;
  /** Whether the path names one record, beyond the company and the project. */
  readonly namesRecord: boolean;
}

export function targetOf(plan: Plan, { companyId, projectId }: ErrorContext): Target {
  const path = fillPath(plan.path, plan.placeholders);
  const namedCompany = named('companies', 'company_id', path, plan);
  return {
    method: plan.method,
    path,
    companyId: companyId ?? namedCompany,
    namedCompany,
    projectId: projectId ?? named('projects', 'project_id', path, plan),
    namesRecord: namesRecord(path),
  };
}

function named(segment: string, param: string, path: string, { query }: Plan): string | undefined {
  const inPath = new RegExp(`/${segment}/(\\d+)`).exec(path) ?? new RegExp(`[?&]${param}=(\\d+)`).exec(path);
  const found = inPath?.[1] ?? query[param];
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}

/** Ids are numbers; in v2 some are ULIDs. */
const RECORD = /\/(\d+|[\dA-Z]{26})([/.]|$)/;

function namesRecord(path: string): boolean {
  const [inside = ''] = path.replace(/^\/rest\/v[\d.]+/, '').split('?');
  return RECORD.test(inside.replace(/\/(companies|projects)\/[^/]+(?=\/)/g, ''));
}
