import type { Piece } from '../scope/piece.js';
import type { Collection, Printed } from './collection.js';
import { beginOf, type Cursor } from './cursor.js';
import type { Handover } from './handover.js';
import type { PieceIndex } from './piece-index.js';
import { goneById, stillSees, wholeReading } from './proof.js';
import type { Questions } from './questions.js';
import { mayHaveMoved, tooManyGone } from './refused.js';
import { lookAtMissing } from './single-rows.js';
import type { Step } from './step.js';
import { nameOf, type Task } from './task.js';

/** Fewest rows that the brake stops for. */
const FEWEST = 20;

/** What a reading found to be gone. */
export interface Gone {
  readonly keys: readonly string[];
  /** Rows of the recycle bin: with them, nothing else has to be proved. */
  readonly bin?: ReadonlyMap<string, unknown>;
  readonly list: Collection;
  readonly before: Cursor;
  readonly after: Cursor;
}

/** What became of the missing rows. */
interface Proof {
  readonly gone: readonly string[];
  readonly bin: ReadonlyMap<string, unknown> | undefined;
  /** Rows that are in another piece, or out of the window. */
  readonly moved: readonly string[];
  /** Those that are out of the window, as the list of their new day has them. */
  readonly redated: readonly Printed[];
  readonly cursor: Cursor;
}

/** The rows of one piece that its reading has missed: which of them are gone, and how that is known. */
export class Removals {
  #proof: Proof | undefined;
  #takesIds = false;

  constructor(
    private readonly task: Task,
    private readonly piece: Piece,
    private readonly index: PieceIndex,
    private readonly questions: Questions,
    private readonly handover: Handover,
    private readonly found: Gone,
  ) {}

  /**
   * Finds out which of the missing rows are gone. Of all pieces, this comes before the first removal: what cannot be
   * proved in one piece puts those of the others in doubt.
   * @throws ProcoreError if it cannot be proved, or there are too many
   */
  async prove(): Promise<void> {
    const { keys, bin, list, before, after } = this.found;
    const { task, piece } = this;
    const moved = (await task.whereabouts?.elsewhere(keys, nameOf(piece))) ?? new Set<string>();
    const left = keys.filter((key) => !moved.has(key));
    const isEmpty = list.seen.size === 0 && !bin;
    const level = left.length > 0 ? await stillSees(task, piece, before.level, isEmpty) : undefined;
    const isMany = left.length >= FEWEST && left.length * 100 > task.brake * before.rows;
    if (isMany && !task.isConfirmed) throw tooManyGone(left.length, before.rows, task.brake, piece);
    // A row of the bin is gone wherever else one could look. An empty list alone proves nothing: it also stands for a
    // refusal.
    const since = isEmpty ? 0 : (beginOf(before) ?? 0);
    const isAsked = !bin && left.length > 0 && (isEmpty || task.whereabouts !== undefined);
    const inBin = isAsked ? await this.#removedSince(since, !isEmpty) : bin;
    const { gone: lost, redated } = await this.#sorted(left.filter((key) => !inBin?.has(key)));
    const gone = [...left.filter((key) => inBin?.has(key)), ...lost];
    const isUnproved = isEmpty && gone.some((key) => !inBin?.has(key));
    if (isUnproved && !task.isConfirmed) throw tooManyGone(gone.length, before.rows, 0, piece);
    // Rows that are there after all are still known.
    const rows = after.rows + left.length - gone.length - redated.length;
    const cursor = { ...after, rows, level: level ?? after.level };
    const away = [...moved, ...redated.map(({ print }) => print.key)];
    this.#proof = { gone, bin: inBin, moved: away, redated, cursor };
  }

  /** The rows that the reading has missed, whatever became of them. */
  get missed(): readonly string[] {
    return this.found.keys;
  }

  /** Whether the list, asked for some ids, has given those rows and no others. */
  get takesIds(): boolean {
    return this.#takesIds;
  }

  /**
   * Rows that are gone from this list, and are in no recycle bin: they may have been moved to a piece that was read
   * before.
   */
  get doubtful(): readonly string[] {
    if (!this.#proof || !this.task.whereabouts) return [];
    const { gone, bin } = this.#proof;
    return gone.filter((key) => !bin?.has(key));
  }

  /** Takes in that rows are in other pieces. They stay known here until their new piece has sent them. */
  keep(elsewhere: ReadonlySet<string>): void {
    if (!this.#proof) return;
    const { gone, cursor } = this.#proof;
    const left = gone.filter((key) => !elsewhere.has(key));
    // More than there are now, so that the next run looks again.
    const rows = cursor.rows + gone.length - left.length;
    this.#proof = { ...this.#proof, gone: left, cursor: { ...cursor, rows } };
  }

  /**
   * The removals, once they are proved.
   * @param isUnsure whether another piece could not be read, so that a missing row may have been moved there
   */
  async *steps(isUnsure: boolean): AsyncGenerator<Step, void, undefined> {
    if (!this.#proof) return;
    const { piece, task, handover } = this;
    const { gone, moved, redated, cursor } = this.#proof;
    let { bin } = this.#proof;
    if (isUnsure && !task.isConfirmed && gone.some((key) => !bin?.has(key))) {
      bin = await this.#removedSince(0, true);
      if (gone.some((key) => !bin?.has(key))) throw mayHaveMoved(gone.length, piece);
    }
    yield* handover.rows(redated);
    yield* handover.removals(gone, bin);
    yield handover.end(cursor, () => this.index.forget(moved));
  }

  /** The known rows that are now in the recycle bin. */
  #removedSince(since: number, isShortcut: boolean): Promise<Map<string, unknown>> {
    const areKnown = (rows: readonly Printed[]) => knownAmong(rows, this.index, this.handover);
    return this.questions.removedSince(since, areKnown, isShortcut);
  }

  /** Which of the rows are gone, and which have a date now that was not read. The others are there. */
  async #sorted(
    keys: readonly string[],
  ): Promise<{ readonly gone: readonly string[]; readonly redated: readonly Printed[] }> {
    const { list, before } = this.found;
    const { task, piece, questions } = this;
    if (keys.length === 0) return { gone: [], redated: [] };
    const { plan } = questions;
    const [control] = list.seen;
    if (task.way.strategy === 'window') return lookAtMissing(task, piece, plan, keys, control);
    const gone = control === undefined ? undefined : await goneById(task, questions, keys, control);
    this.#takesIds = gone !== undefined;
    if (gone) return { gone, redated: [] };
    // Of a longer list, two readings have agreed already.
    if (list.pages > 1) return { gone: keys, redated: [] };
    const { seen } = await wholeReading(task, piece, plan, ({ pages }) =>
      pages === 1 ? undefined : 'it has become longer than one page',
    );
    if (control === undefined) await stillSees(task, piece, before.level, true);
    return { gone: keys.filter((key) => !seen.has(key)), redated: [] };
  }
}

/** Whether each row was known, or was sent in this run. */
export async function knownAmong(
  rows: readonly Printed[],
  index: PieceIndex,
  { fresh }: Handover,
): Promise<readonly boolean[]> {
  const states = await index.compare(rows);
  return rows.map(({ print }, place) => states[place] !== 'new' || fresh.has(print.key));
}
