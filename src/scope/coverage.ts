import type { Operation } from '../catalogue/operation.js';
import { projectNeed } from './aim.js';
import type { ScopeFilter } from './filter.js';
import type { Scope } from './piece.js';

/** Which pieces a run has. */
export interface Coverage {
  readonly scope: Exclude<Scope, 'call'>;
  /** Whether the operation is about one project, and not about the company. */
  readonly ofProjects: boolean;
  /** The company of the scope `projects`. @default that of the connection */
  readonly companyId?: string | undefined;
  readonly filter: ScopeFilter;
}

/**
 * The pieces of a scope for an operation. An operation that may name a project is asked for every project only if the
 * scope is the projects.
 */
export function coverageFor(
  path: string,
  operation: Operation | undefined,
  wanted: Omit<Coverage, 'ofProjects'>,
): Coverage {
  const need = projectNeed(path, operation);
  return { ...wanted, ofProjects: need === 'must' || (need === 'may' && wanted.scope === 'projects') };
}
