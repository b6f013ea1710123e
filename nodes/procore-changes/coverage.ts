import type { Operation } from '../../src/catalogue/operation.js';
import type { Request } from '../../src/changes/changes.js';
import { nameOf } from '../../src/changes/task.js';
import { configError } from '../../src/errors.js';
import type { Client, PlanInput } from '../../src/index.js';
import { parsePlan, projectOf } from '../../src/plan.js';
import { aimed, projectNeed } from '../../src/scope/aim.js';
import { meetsFilter, scopeFilter } from '../../src/scope/filter.js';
import type { Piece } from '../../src/scope/piece.js';
import { covered } from '../../src/scope/pieces.js';
import type { ChangesDef } from '../shared/flow-json.js';
import type { Inputs } from '../shared/pipe/inputs.js';

/**
 * What a message covers: the call as it is, or the projects or companies of its scope.
 * @throws ProcoreError PROCORE_CONFIG if no company is known, or the filter cannot be read
 */
export async function coverageOf(
  inputs: Inputs<ChangesDef>,
  client: Client,
  plan: PlanInput,
  operation: Operation | undefined,
): Promise<Pick<Request, 'cover' | 'planOf'>> {
  const { scope, scopeFilter: given, scopeFilterType } = inputs.config;
  if (scope === 'call') {
    const piece = pieceOf(plan, client.connection.companyId);
    return { planOf: () => plan, cover: async () => ({ pieces: [piece], leftOut: new Set<string>() }) };
  }
  const companyId = await inputs.company();
  const filter = scopeFilter(await inputs.typed(given, scopeFilterType, 'projects'));
  const need = projectNeed(plan.path, operation);
  const ofProjects = need === 'must' || (need === 'may' && scope === 'projects');
  return {
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

/** The company and project that a call names. */
function pieceOf(input: PlanInput, defaultCompany: string | undefined): Piece {
  const plan = parsePlan(input, defaultCompany);
  const project = projectOf(plan);
  if (plan.companyId === undefined) {
    throw configError(
      'No company is chosen.',
      'Choose one in the node, or a default company in the connection.',
    );
  }
  return {
    company: { id: plan.companyId, name: '' },
    ...(project !== undefined && { project: { id: project, name: '' } }),
  };
}
