import type { RunOptions } from '../../call/run-options.js';
import { Questions } from '../../changes/questions.js';
import type { Way } from '../../changes/strategy.js';
import type { Client } from '../../client.js';
import { ProcoreError } from '../../errors.js';
import type { PlanInput } from '../../plan.js';
import type { Piece } from '../../scope/piece.js';
import { instantOf } from '../event.js';
import type { Told } from './told.js';

/** How far before an event its record may have been removed, ms: clocks differ, and a late event may be older. */
const EARLIER = 600_000;

/** Answers of an account that may not look into a recycle bin. */
const REFUSED: ReadonlySet<number | undefined> = new Set([403, 404]);

/** A record that was removed. */
export interface Removed {
  readonly piece: Piece;
  readonly key: string;
  /** As the recycle bin has it. */
  readonly row: unknown;
}

/**
 * Records that the flow was told of, that no comparison has read, and that are in a recycle bin now: such a record came
 * and went between two comparisons, and the delivery of its removal was lost. A list that does not have it proves
 * nothing, since deliveries also tell of records that the account does not see. So where Procore shows no removed rows,
 * none is found.
 * @param told records of one resource that the comparison did not come across
 * @throws ProcoreError why a recycle bin could not be read
 */
export async function* removedUnread(
  client: Client,
  told: readonly Told[],
  { way, planOf }: { readonly way: Way; readonly planOf: (piece: Piece) => PlanInput },
  run: RunOptions,
): AsyncGenerator<Removed, void, undefined> {
  if (!way.removed) return;
  for (const [piece, records] of byPiece(told)) {
    const keys = new Set(records.map(({ resourceId }) => resourceId));
    const since = Math.min(...records.map(({ at }) => instantOf(at) / 1_000)) - EARLIER;
    const questions = new Questions({ client, run, way }, piece, planOf(piece));
    try {
      const bin = await questions.removedSince(since, async (rows) =>
        rows.map(({ print }) => keys.has(print.key)),
      );
      for (const [key, row] of bin) yield { piece, key, row };
    } catch (thrown) {
      if (!(thrown instanceof ProcoreError) || !REFUSED.has(thrown.status)) throw thrown;
    }
  }
}

function byPiece(told: readonly Told[]): Map<Piece, Told[]> {
  const parts = new Map<string, readonly [Piece, Told[]]>();
  for (const record of told) {
    const { companyId, projectId } = record;
    const key = `${companyId}/${projectId ?? ''}`;
    const piece: Piece = {
      company: { id: companyId, name: '' },
      ...(projectId !== undefined && { project: { id: projectId, name: '' } }),
    };
    const part = parts.get(key) ?? ([piece, []] as const);
    part[1].push(record);
    parts.set(key, part);
  }
  return new Map(parts.values());
}
