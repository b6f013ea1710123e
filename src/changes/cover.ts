import type { Operation } from '../catalogue/operation.js';
import type { Client } from '../client.js';
import type { PlanInput } from '../plan.js';
import { aimed, projectNeed } from '../scope/aim.js';
import { meetsFilter, type ScopeFilter } from '../scope/filter.js';
import type { Piece, Scope } from '../scope/piece.js';
import { covered } from '../scope/pieces.js';
import type { Request } from './changes.js';
import { nameOf } from './task.js';

/** The projects or companies that a request is about. */
export interface Area {
  readonly scope: Exclude<Scope, 'call'>;
  /** @default that of the connection */
  readonly companyId: string | undefined;
  readonly filter: ScopeFilter;
}

/** How the pieces of an area are found, and what is asked of each. */
export function coverOf(
  client: Client,
  plan: PlanInput,
  operation: Operation | undefined,
  { scope, companyId, filter }: Area,
): Pick<Request, 'companyId' | 'cover' | 'planOf'> {
  const need = projectNeed(plan.path, operation);
  const ofProjects = need === 'must' || (need === 'may' && scope === 'projects');
  return {
    companyId: scope === 'projects' ? (companyId ?? client.connection.companyId) : undefined,
    planOf: (piece) => aimed(plan, piece, operation),
    // All of them, so that a project that a filter leaves out is known from one that is no longer permitted.
    cover: async (run) => {
      const { pieces } = await covered(client, { scope, ofProjects, companyId, filter: {} }, run);
      const isIn = ({ project }: Piece) => !project || meetsFilter(project, filter);
      const leftOut = new Set(pieces.filter((piece) => !isIn(piece)).map(nameOf));
      return { pieces: pieces.filter(isIn), leftOut };
    },
  };
}
