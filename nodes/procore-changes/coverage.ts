import type { Operation } from '../../src/catalogue/operation.js';
import type { Request } from '../../src/changes/changes.js';
import { coverOf } from '../../src/changes/cover.js';
import { configError } from '../../src/errors.js';
import type { Client, PlanInput } from '../../src/index.js';
import { parsePlan, projectOf } from '../../src/plan.js';
import { scopeFilter } from '../../src/scope/filter.js';
import type { Piece } from '../../src/scope/piece.js';
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
): Promise<Pick<Request, 'companyId' | 'cover' | 'planOf'>> {
  const { scope, scopeFilter: given, scopeFilterType } = inputs.config;
  if (scope === 'call') {
    const piece = pieceOf(plan, client.connection.companyId);
    return {
      companyId: String(piece.company.id),
      planOf: () => plan,
      cover: async () => ({ pieces: [piece], leftOut: new Set<string>() }),
    };
  }
  const companyId = await inputs.company();
  const filter = scopeFilter(await inputs.typed(given, scopeFilterType, 'projects'));
  return coverOf(client, plan, operation, { scope, companyId, filter });
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
