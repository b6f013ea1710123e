import { idOf } from '../../access/foreign.js';
import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import type { Coverage } from '../../scope/coverage.js';
import type { Piece } from '../../scope/piece.js';
import { covered } from '../../scope/pieces.js';
import { notWhole } from './listed.js';
import type { HookPlace } from './wish.js';

/**
 * The places of a scope at this moment: its companies, and its projects as far as the filter lets them through. Projects
 * that were permitted since the last time are among them.
 * @throws ProcoreError why the lists cannot be read, or that one was not whole: hooks at a place that it left out would be
 *   taken away
 */
export async function hookPlaces(
  client: Client,
  scope: Omit<Coverage, 'ofProjects'>,
  run: RunOptions,
): Promise<HookPlace[]> {
  const pieces = await wholeOf(client, { ...scope, ofProjects: true }, run);
  const { companyId = client.connection.companyId } = scope;
  // A company is a place too, since it has records that belong to no project.
  const companies =
    scope.scope === 'companies'
      ? (await wholeOf(client, { ...scope, ofProjects: false }, run)).map(({ company }) => company.id)
      : [companyId];
  return [
    ...companies.map((id) => ({ companyId: idOf(id) })),
    ...pieces.map(({ company, project }) => ({ companyId: idOf(company.id), projectId: idOf(project?.id) })),
  ].filter((place): place is HookPlace => place.companyId !== undefined);
}

async function wholeOf(client: Client, coverage: Coverage, run: RunOptions): Promise<readonly Piece[]> {
  const { pieces, isWhole } = await covered(client, coverage, run);
  if (!isWhole) throw notWhole(coverage.ofProjects ? 'List projects' : 'List Companies');
  return pieces;
}
