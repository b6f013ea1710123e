import { builtInOperations } from '../../src/catalogue/load.js';
import { ChangesReader, type Request } from '../../src/changes/changes.js';
import { type Strategy, wayOf } from '../../src/changes/strategy.js';
import { type Client, type PlanInput, type RunOptions, systemRuntime } from '../../src/index.js';
import { aimed } from '../../src/scope/aim.js';
import type { Piece } from '../../src/scope/piece.js';
import { covered } from '../../src/scope/pieces.js';

/** What a reader does other than usual. */
export interface Wishes extends Partial<Request> {
  readonly strategy?: Strategy | undefined;
  readonly perPage?: number;
}

/** A reader of the list in all projects, with small pages, so that most lists have several. */
export async function readerOf(
  client: Client,
  path: string,
  { strategy, perPage = 11, ...more }: Wishes,
  now: () => number,
): Promise<ChangesReader> {
  const operations = await builtInOperations();
  const operation = operations.find((each) => each.method === 'GET' && each.path === path);
  const way = operation && wayOf(operation, operations, strategy);
  if (!operation || !way) throw new Error(`No operation ${path}.`);
  const plan: PlanInput = { method: 'GET', path, operation: operation.name, paging: 'all', perPage };
  const request: Request = {
    way,
    operation,
    plan,
    companyId: undefined,
    name: '',
    deletes: true,
    windowDays: 14,
    brake: 5,
    isConfirmed: false,
    full: false,
    forget: false,
    planOf: (piece: Piece) => aimed(plan, piece, operation),
    cover: async (run: RunOptions) => ({
      ...(await covered(client, { scope: 'projects', ofProjects: true, filter: {} }, run)),
      leftOut: new Set<string>(),
    }),
    ...more,
  };
  return new ChangesReader(client, request, {}, { ...systemRuntime(), now });
}
