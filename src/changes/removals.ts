import type { Piece } from '../scope/piece.js';
import type { Collection, Met, Printed } from './collection.js';
import { beginOf, type Cursor } from './cursor.js';
import type { Handover } from './handover.js';
import type { PieceIndex } from './piece-index.js';
import { type Found, foundById, stillSees, wholeReading } from './proof.js';
import type { Questions } from './questions.js';
import { type Doubt, mayHaveMoved, tooManyGone } from './refused.js';
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
  /** Rows that are there after all, as the list has them: they were not when it was read. */
  readonly there: readonly Printed[];
  /** Those that are out of the window, as the list of their new day has them. */
  readonly redated: readonly Printed[];
  readonly cursor: Cursor;
}

/** The rows of one piece that its reading has missed: which of them are gone, and how that is known. */
export class Removals {
  #proof: Proof | undefined;
  #takesIds = false;
  #elsewhere: readonly Met[] = [];

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
    const { gone: lost, there, redated } = await this.#sorted(left.filter((key) => !inBin?.has(key)));
    const gone = [...left.filter((key) => inBin?.has(key)), ...lost];
    const isUnproved = isEmpty && gone.some((key) => !inBin?.has(key));
    if (isUnproved && !task.isConfirmed) throw tooManyGone(gone.length, before.rows, 0, piece);
    // Rows that are there after all are still known.
    const rows = after.rows + left.length - gone.length - redated.length;
    const cursor = { ...after, rows, level: level ?? after.level };
    const away = [...moved, ...redated.map(({ print }) => print.key)];
    this.#proof = { gone, bin: inBin, moved: away, there, redated, cursor };
  }

  /** The rows that the reading has missed, whatever became of them. */
  get missed(): readonly string[] {
    return this.found.keys;
  }

  /** How many rows the reading had. */
  get rowsRead(): number {
    return this.found.after.rows;
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

  /**
   * Takes in that rows were met. Those of other pieces stay known here until their new piece has been read with them: so it
   * is this one that sends their removal, if they are removed before. A piece that knew them already sends it itself.
   */
  keep(met: ReadonlyMap<string, Met>): void {
    if (!this.#proof) return;
    const { gone, there, cursor } = this.#proof;
    const left = gone.filter((key) => !met.has(key));
    const all = gone.flatMap((key) => met.get(key) ?? []);
    const isHere = ({ piece }: Met) => nameOf(piece) === nameOf(this.piece);
    this.#elsewhere = [...this.#elsewhere, ...all.filter((each) => !isHere(each))];
    // More than there are now, so that the next run looks again.
    const rows = cursor.rows + all.filter((each) => isHere(each) || !each.isKnown).length;
    const here = all.filter(isHere).map(({ row }) => row);
    this.#proof = { ...this.#proof, gone: left, there: [...there, ...here], cursor: { ...cursor, rows } };
  }

  /**
   * The removals, once they are proved. Before them comes what was met, as it is now.
   * @param doubt why a missing row may still be in another piece
   */
  async *steps(doubt: Doubt | undefined): AsyncGenerator<Step, void, undefined> {
    if (!this.#proof) return;
    const { piece, task, handover } = this;
    const { gone, moved, there, redated, cursor } = this.#proof;
    let { bin } = this.#proof;
    yield* handover.elsewhere(this.#elsewhere);
    yield* handover.rows([...(await handover.differing(there)), ...redated]);
    // That rows are being moved just now passes by itself, so nobody's word is needed.
    const isHeld = doubt === 'moving' || (doubt === 'unread' && !task.isConfirmed);
    if (isHeld && gone.some((key) => !bin?.has(key))) {
      bin = await this.#removedSince(0, true);
      const left = gone.filter((key) => !bin?.has(key));
      if (left.length > 0) throw mayHaveMoved(left.length, doubt, piece);
    }
    yield* handover.removals(gone, bin);
    const settled = this.#elsewhere.filter(({ isKnown }) => isKnown).map(({ row }) => row.print.key);
    yield handover.end(cursor, () => this.index.forget([...moved, ...settled]));
  }

  /** The known rows that are now in the recycle bin. */
  #removedSince(since: number, isShortcut: boolean): Promise<Map<string, unknown>> {
    const areKnown = (rows: readonly Printed[]) => knownAmong(rows, this.index, this.handover);
    return this.questions.removedSince(since, areKnown, isShortcut);
  }

  /** Which of the rows are gone, which are there after all, and which have a date now that was not read. */
  async #sorted(keys: readonly string[]): Promise<Pick<Proof, 'gone' | 'there' | 'redated'>> {
    const { list, before } = this.found;
    const { task, piece, questions } = this;
    if (keys.length === 0) return { gone: [], there: [], redated: [] };
    const { plan } = questions;
    const [control] = list.seen;
    if (task.way.strategy === 'window')
      return { there: [], ...(await lookAtMissing(task, piece, plan, keys, control)) };
    const found = control === undefined ? undefined : await foundById(task, questions, keys, control);
    this.#takesIds = found !== undefined;
    if (found) return sorted(keys, found);
    // Of a longer list, two readings have agreed already.
    if (list.pages > 1) return { gone: keys, there: [], redated: [] };
    const { wanted } = await wholeReading(task, piece, plan, keys, (reading) =>
      reading.list.pages === 1 ? undefined : 'it has become longer than one page',
    );
    if (control === undefined) await stillSees(task, piece, before.level, true);
    return sorted(keys, wanted);
  }
}

function sorted(keys: readonly string[], found: Found): Pick<Proof, 'gone' | 'there' | 'redated'> {
  return { gone: keys.filter((key) => !found.has(key)), there: [...found.values()], redated: [] };
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
