import { configError } from '../../../src/errors.js';
import type { PlanInput } from '../../../src/index.js';
import { aimed } from '../../../src/scope/aim.js';
import { coverageFor } from '../../../src/scope/coverage.js';
import { scopeFilter } from '../../../src/scope/filter.js';
import type { Piece, Scope } from '../../../src/scope/piece.js';
import { tagged } from '../../../src/scope/piece.js';
import { covered } from '../../../src/scope/pieces.js';
import { PieceReader, type PieceResult } from '../../../src/scope/read-pieces.js';
import { steadyNow } from '../../../src/steady-clock.js';
import type { Delivery } from '../flow-json.js';
import type { Run } from '../pipe/node-kind.js';
import { type Outcome, outcomeOf, type Result } from '../pipe/outcome.js';

/** What a node's fields say about the scope of a message. */
export interface Scoped {
  readonly scope: Exclude<Scope, 'call'>;
  readonly companyId: string | undefined;
  /** As a flow gave it. */
  readonly filter: unknown;
  readonly tagRows: boolean;
  readonly delivery: Delivery;
}

/**
 * Reads a plan for every piece of a scope. The failure of a piece is a separate outcome. The last rows say what the
 * whole run has done (`summary`), and whether everything was read (`complete`).
 * @throws ProcoreError PROCORE_CONFIG if the plan writes, or the scope does not suit it
 */
export async function* scopedOutcomes(
  { client, options }: Pick<Run, 'client' | 'options'>,
  plan: PlanInput,
  { scope, companyId, filter, tagRows, delivery }: Scoped,
): AsyncGenerator<Outcome, void, undefined> {
  if (plan.method !== 'GET') {
    throw configError(
      `A ${plan.method} is sent once, not for every project.`,
      'Set For to this call, and send one message for each project.',
    );
  }
  const operation = await client.operations.find(plan.method, plan.path);
  const coverage = coverageFor(plan.path, operation, { scope, companyId, filter: scopeFilter(filter) });
  const reader = new PieceReader(
    client,
    (run) => covered(client, coverage, run),
    (piece) => aimed(plan, piece, operation),
    options,
    steadyNow,
  );
  const isOneArray = delivery === 'array';
  // Rows are held until others follow, since only then it is known whether they are the last.
  let held: Result | undefined;
  for await (const result of reader.results()) {
    const progress = progressOf(reader);
    if ('failure' in result) {
      yield { failure: result.failure, about: whereOf(result.piece), progress };
      continue;
    }
    if (held) yield held;
    held = { ...rowsOf(result, tagRows, isOneArray), progress };
  }
  const closing = { summary: reader.summary, complete: reader.isComplete };
  const last = held && 'rows' in held ? held : { rows: [], about: { operation: plan.operation } };
  yield { ...last, last: true, closing, progress: progressOf(reader) };
}

function progressOf({ summary }: PieceReader): NonNullable<Outcome['progress']> {
  const { pieces, read, failed, skipped } = summary;
  return { pieces, ended: read + failed + skipped, failed };
}

/** The rows of a page, each with its place if wanted. A single object is one row. */
function rowsOf(
  { piece, page }: Extract<PieceResult, { page: unknown }>,
  tagRows: boolean,
  isOneArray: boolean,
): Result {
  const outcome = outcomeOf(page);
  const all = 'rows' in outcome ? outcome.rows : [outcome.value];
  const rows = tagRows ? all.map((row) => tagged(row, piece)) : all;
  const { about: told = {}, answer } = outcome;
  // One array is about all pieces, and about no page.
  const { companyId: _c, projectId: _p, page: _n, perPage: _s, total: _t, requestId: _r, ...shared } = told;
  const about = isOneArray ? shared : { ...told, ...whereOf(piece) };
  return { answer, about, rows, last: false };
}

function whereOf({ company, project }: Piece) {
  const more = { company, ...(project && { project }) };
  return { companyId: String(company.id), ...(project && { projectId: String(project.id) }), more };
}
