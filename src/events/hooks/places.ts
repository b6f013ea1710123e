import { idOf } from '../../access/foreign.js';
import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import type { Coverage } from '../../scope/coverage.js';
import { covered } from '../../scope/pieces.js';
import type { HookPlace } from './wish.js';

/**
 * The places of a scope at this moment: its companies, and its projects as far as the filter lets them through. Projects
 * that were permitted since the last time are among them.
 * @throws ProcoreError why the lists cannot be read
 */
export async function hookPlaces(
  client: Client,
  scope: Omit<Coverage, 'ofProjects'>,
  run: RunOptions,
): Promise<HookPlace[]> {
  const { pieces } = await covered(client, { ...scope, ofProjects: true }, run);
  const { companyId = client.connection.companyId } = scope;
  // A company is a place too, since it has records that belong to no project.
  const companies =
    scope.scope === 'companies'
      ? (await covered(client, { ...scope, ofProjects: false }, run)).pieces.map(({ company }) => company.id)
      : [companyId];
  return [
    ...companies.map((id) => ({ companyId: idOf(id) })),
    ...pieces.map(({ company, project }) => ({ companyId: idOf(company.id), projectId: idOf(project?.id) })),
  ].filter((place): place is HookPlace => place.companyId !== undefined);
}
