import { ChangesReader, type Request } from '../../src/changes/changes.js';
import type { Change, Step } from '../../src/changes/step.js';
import type { Client } from '../../src/index.js';
import { systemRuntime } from '../../src/runtime.js';
import { tagged } from '../../src/scope/piece.js';
import type { Run } from '../shared/pipe/node-kind.js';
import type { Outcome, Result } from '../shared/pipe/outcome.js';

/** How rows leave the node. */
interface Form {
  readonly isOneArray: boolean;
  readonly tagRows: boolean;
  /** Whether rows of several projects may have the same id, so that the key of a change names the project, too. */
  readonly sharesIds: boolean;
  /** Whether there is one piece only, so that its failure is that of the message. */
  readonly isCall: boolean;
}

/** Rows that wait until others follow, since only then it is known whether they are the last. */
interface Held {
  readonly result: Result;
  /** What is committed once they were handed over, in this order. */
  readonly commits: Array<() => Promise<void>>;
}

/**
 * The changes of a run as outcomes. What a step commits is committed after all rows before it were handed over.
 * @throws ProcoreError why the run, or its only piece, failed
 */
export async function* changesOutcomes(
  client: Client,
  request: Request,
  options: Run['options'],
  { isOneArray, isCall, ...form }: Form,
): AsyncGenerator<Outcome, void, undefined> {
  const { operation, strategy } = { operation: request.plan.operation, strategy: request.way.strategy };
  const reader = new ChangesReader(client, request, options, systemRuntime());
  const nothing = (): Held => ({
    result: { rows: [], last: false, about: { operation, more: { strategy } } },
    commits: [],
  });
  let held = nothing();
  for await (const result of reader.results()) {
    const progress = progressOf(reader);
    if ('failure' in result) {
      if (isCall) {
        if ('rows' in held.result && held.result.rows.length > 0) yield confirming(held);
        throw result.failure;
      }
      if (!result.failure.remembered) yield { failure: result.failure, about: whereOf(result), progress };
      continue;
    }
    const { step } = result;
    if (step.changes.length === 0) {
      held.commits.push(step.confirmed);
      continue;
    }
    if ('rows' in held.result && held.result.rows.length > 0) {
      yield confirming(held);
      held = nothing();
    }
    held.commits.push(step.confirmed);
    const rows = step.changes.map((change) => written(change, step, form));
    const about = isOneArray
      ? { operation, more: { strategy } }
      : { operation, ...whereOf(step, { strategy }) };
    held = { result: { rows, last: false, about, progress, ...answerOf(step) }, commits: held.commits };
  }
  const { summary, isComplete, unreachable } = reader;
  const closing = { summary, complete: isComplete, ...(unreachable.length > 0 && { unreachable }) };
  yield { ...confirming(held), last: true, closing, progress: progressOf(reader) } as Outcome;
}

function confirming({ result, commits }: Held): Result {
  const confirmed = async () => {
    for (const commit of commits) await commit();
  };
  return { ...result, confirmed };
}

/** A change as the flow gets it. */
function written(
  { op, key, row }: Change,
  { piece }: Step,
  { tagRows, sharesIds }: Pick<Form, 'tagRows' | 'sharesIds'>,
) {
  const { project } = piece;
  return {
    op,
    key: sharesIds && project ? { project_id: project.id, id: key } : key,
    row: tagRows ? tagged(row, piece) : row,
  };
}

function answerOf({ page }: Step): Pick<Result, 'answer'> {
  return page ? { answer: { status: page.status, headers: page.headers } } : {};
}

function whereOf({ piece: { company, project } }: Pick<Step, 'piece'>, more: object = {}) {
  const names = { company, ...(project && { project }), ...more };
  return { companyId: String(company.id), ...(project && { projectId: String(project.id) }), more: names };
}

function progressOf({ summary }: ChangesReader): NonNullable<Outcome['progress']> {
  const { pieces, read, resumed, failed, skipped } = summary;
  return { pieces, ended: read + resumed + failed + skipped, failed };
}
