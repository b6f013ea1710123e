import { ProcoreError } from '../errors.js';
import { merged } from '../queue/merged.js';
import type { Piece } from '../scope/piece.js';
import { PieceChanges } from './piece-changes.js';
import type { Removals } from './removals.js';
import { nameOf, type Task } from './task.js';

/** A piece with rows that its reading has missed. */
export interface Missing {
  readonly each: PieceChanges;
  readonly removals: Removals;
}

/**
 * Records that cross a run: one that is moved to a project which was read already is missing in its old project, and
 * nobody has seen it in its new one. So before a row counts as removed, all pieces are asked for it that were read
 * before it was missed. A project that was read after that would have sent it, and so its place is known. The recycle
 * bin spares these questions.
 */
export class Crossings {
  #time = 0;
  /** When the reading of each piece began. Those that an earlier part of the run has read began before everything. */
  readonly #began = new Map<string, number>();

  begins(piece: Piece): void {
    this.#began.set(nameOf(piece), this.now());
  }

  /** @returns this moment, as the beginnings are counted */
  readonly now = (): number => ++this.#time;

  wasReadBefore(piece: Piece): void {
    this.#began.set(nameOf(piece), 0);
  }

  /** A piece that cannot be read is not asked. */
  fails(piece: Piece): void {
    this.#began.delete(nameOf(piece));
  }

  /**
   * Looks for missing rows in the pieces to which they may have been moved, and takes those that it finds out of the
   * removals. Yields the pieces that could not be asked, and why.
   * @param parallel pieces that are asked at the same time
   */
  async *search(
    task: Task,
    pieces: readonly Piece[],
    missing: readonly Missing[],
    parallel: number,
  ): AsyncGenerator<{ readonly piece: Piece; readonly failure: ProcoreError }, void, undefined> {
    const takesIds = missing.some(({ removals }) => removals.takesIds);
    const asked = pieces.flatMap((piece) => {
      const keys = this.#possible(piece, missing);
      return keys.length > 0 ? [{ piece, keys }] : [];
    });
    const found = new Set<string>();
    yield* merged(asked, parallel, async function* ({ piece, keys }) {
      const here = missing.filter(({ each }) => nameOf(each.piece) === nameOf(piece));
      const missed = here.flatMap(({ removals }) => removals.missed);
      try {
        for (const key of await new PieceChanges(task, piece).has(keys, takesIds, missed)) found.add(key);
      } catch (thrown) {
        if (!(thrown instanceof ProcoreError)) throw thrown;
        yield { piece, failure: thrown };
      }
    });
    for (const { removals } of missing) removals.keep(found);
  }

  /** The missing rows that may have been moved to this piece after it was read. */
  #possible(piece: Piece, missing: readonly Missing[]): readonly string[] {
    const began = this.#began.get(nameOf(piece));
    if (began === undefined) return [];
    const from = missing.filter(
      ({ each }) =>
        each.missedAt > began &&
        each.piece.company.id === piece.company.id &&
        nameOf(each.piece) !== nameOf(piece),
    );
    return from.flatMap(({ removals }) => removals.doubtful);
  }
}
