import { ProcoreError } from '../errors.js';
import { merged } from '../queue/merged.js';
import type { Piece } from '../scope/piece.js';
import type { Met } from './collection.js';
import { PieceChanges } from './piece-changes.js';
import type { Removals } from './removals.js';
import { nameOf, type Task } from './task.js';

/** A piece with rows that its reading has missed. */
export interface Missing {
  readonly each: PieceChanges;
  readonly removals: Removals;
}

/** A piece that could not be asked, and why. */
interface Unasked {
  readonly piece: Piece;
  readonly failure: ProcoreError;
}

/** A search of missing rows in other pieces. */
interface Wanted {
  readonly task: Task;
  readonly pieces: readonly Piece[];
  readonly missing: readonly Missing[];
  /** Pieces that are asked at the same time. */
  readonly parallel: number;
}

/**
 * Records that cross a run: one that is moved to a project which was read already is missing in its old project, and
 * nobody has seen it in its new one. So before a row counts as removed, all pieces are asked for it that were read
 * before it was missed: with those that were read after that, and would have sent it, each piece has had its say once. A
 * record may still have gone round this, from one that had not been asked yet to one that had. So each piece is then
 * asked a second time, its own among them. What is met only then was moved during the search, and then nothing that is
 * missing counts as removed before the next run. The recycle bin spares these questions.
 *
 * No number of questions would do: as long as a record is moved on, it may be where nobody is looking. To be missed
 * here, it must be moved three times in one run, and each time to a piece that was just asked.
 */
export class Crossings {
  /** Companies in which rows were moved while they were looked for. */
  readonly moving = new Set<string>();
  #time = 0;
  /** When the reading of each piece began. Those that an earlier part of the run has read began before everything. */
  readonly #began = new Map<string, number>();

  /** Pieces that were asked already, and whose rows were counted then. */
  readonly #counted = new Set<string>();

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

  /** Looks for missing rows, and takes those that it meets out of the removals. Yields the pieces that could not be asked. */
  async *search(wanted: Wanted): AsyncGenerator<Unasked, void, undefined> {
    const unsure = new Set<string>();
    for await (const unasked of this.#sweep(wanted, false)) {
      unsure.add(String(unasked.piece.company.id));
      yield unasked;
    }
    // Where one did not answer, nothing is removed in any case, unless a person has confirmed it.
    const isHeld = ({ each }: Missing) =>
      !wanted.task.isConfirmed && unsure.has(String(each.piece.company.id));
    const missing = wanted.missing.filter((each) => !isHeld(each));
    const met = yield* this.#sweep({ ...wanted, missing }, true);
    for (const { piece } of met) this.moving.add(String(piece.company.id));
  }

  /** Asks the pieces once. @returns the rows that were met */
  async *#sweep(
    { task, pieces, missing, parallel }: Wanted,
    isSecond: boolean,
  ): AsyncGenerator<Unasked, readonly Met[], undefined> {
    const takesIds = missing.some(({ removals }) => removals.takesIds);
    const asked = pieces.flatMap((piece) => {
      const keys = this.#possible(piece, missing, isSecond);
      return keys.length > 0 ? [{ piece, keys }] : [];
    });
    const met = new Map<string, Met>();
    const counted = this.#counted;
    yield* merged(asked, parallel, async function* ({ piece, keys }) {
      const here = missing.filter(({ each }) => nameOf(each.piece) === nameOf(piece));
      const missed = here.flatMap(({ removals }) => removals.missed);
      const isCounted = counted.has(nameOf(piece));
      counted.add(nameOf(piece));
      try {
        const search = { takesIds, missed, rows: here[0]?.removals.rowsRead, isCounted, isShown: isSecond };
        for (const each of await new PieceChanges(task, piece).meet(keys, search))
          met.set(each.row.print.key, each);
      } catch (thrown) {
        if (!(thrown instanceof ProcoreError)) throw thrown;
        yield { piece, failure: thrown };
      }
    });
    for (const { removals } of missing) removals.keep(met);
    return [...met.values()];
  }

  /** The missing rows that may be in this piece now. */
  #possible(piece: Piece, missing: readonly Missing[], isSecond: boolean): readonly string[] {
    const began = this.#began.get(nameOf(piece));
    if (began === undefined) return [];
    const isSource = ({ each }: Missing) =>
      each.piece.company.id === piece.company.id &&
      (isSecond || (each.missedAt > began && nameOf(each.piece) !== nameOf(piece)));
    return missing.filter(isSource).flatMap(({ removals }) => removals.doubtful);
  }
}
