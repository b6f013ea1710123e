import type { PlanInput } from '../plan.js';
import type { Piece } from '../scope/piece.js';
import { Collection, type Met, type Printed } from './collection.js';
import { beginOf, type Cursor, KeptCursor } from './cursor.js';
import { LONGEST_WINDOW } from './facts.js';
import { Handover } from './handover.js';
import { PieceIndex } from './piece-index.js';
import { foundIn, levelNow, MOST_LOOKS } from './proof.js';
import { Questions } from './questions.js';
import { unsettled } from './refused.js';
import { type Gone, knownAmong, Removals } from './removals.js';
import type { Step } from './step.js';
import { nameOf, type Task, withParameters } from './task.js';
import { windowOf } from './window.js';

/** How a piece is asked for rows. */
export interface Search {
  /** Whether the list, asked for some ids, has given those rows and no others. */
  readonly takesIds: boolean;
  /** The rows that this run has missed in it. */
  readonly missed: readonly string[];
  /** How many rows its reading had, if it has missed some. */
  readonly rows: number | undefined;
  /** Whether its rows were counted since it was read. */
  readonly isCounted: boolean;
  /** Whether the run has just seen that the piece may be seen, so that this need not be proved again. */
  readonly isShown: boolean;
}

/**
 * The changes of one company or project since the last run. `read` yields what was created and changed. The removals
 * come after all pieces were read, since a row that is missing here may have been moved to another piece.
 */
export class PieceChanges {
  readonly cursor: KeptCursor;
  /** What is missing, once the piece was read; undefined if nothing is. */
  removals: Removals | undefined;
  /** When the first of the readings ended that agree on what is missing, as the caller of `read` counts. */
  missedAt = 0;
  readonly #index: PieceIndex;
  readonly #handover: Handover;
  readonly #list: PlanInput;
  /** The days that are read; undefined if the list is read whole. */
  #days: readonly string[] | undefined;
  #questions: Questions;
  #moment = () => 0;

  constructor(
    private readonly task: Task,
    readonly piece: Piece,
  ) {
    const scope = `${task.base}|${nameOf(piece)}`;
    this.cursor = new KeptCursor(task.client.state.store, scope);
    this.#index = new PieceIndex(task.client.state.rows, scope);
    this.#handover = new Handover(task, piece, this.#index, this.cursor);
    this.#list = { ...task.planOf(piece), paging: 'all' };
    this.#questions = new Questions(task, piece, this.#list);
  }

  /** Forgets what was seen before. */
  async forget(): Promise<void> {
    await this.#index.forgetAll(this.#window(LONGEST_WINDOW));
    await this.cursor.forget();
  }

  /** @param moment counts the moments of the run */
  async *read(moment: () => number): AsyncGenerator<Step, void, undefined> {
    this.#moment = moment;
    const before = await this.cursor.load();
    await this.#begin();
    const isFiltered = this.task.way.strategy === 'updated_at' && !this.task.full;
    const since = beginOf(before);
    // A list of one page is read whole with one request, which also shows what is gone.
    if (
      isFiltered &&
      !before.isOpen &&
      since !== undefined &&
      before.pages > 1 &&
      (yield* this.#since(before, since))
    )
      return;
    yield* this.#whole(before);
  }

  /**
   * Asks which of these rows are in the list now, without sending them.
   * @returns those that it has
   * @throws ProcoreError if that cannot be found out
   */
  async meet(
    keys: readonly string[],
    { takesIds, missed, rows, isCounted, isShown }: Search,
  ): Promise<readonly Met[]> {
    const { task, piece } = this;
    this.#choose();
    const cursor = await this.cursor.load();
    const since = task.way.updated && beginOf(cursor);
    const known = await this.#index.knownOf(keys, this.#days);
    // A row that this run has not missed here may be here as it was, so that no filter shows it.
    const mayBeSame = [...known].some((key) => !missed.includes(key));
    // A list of one page is read whole for the same price, and then nothing hangs on `updated_at`.
    const isFiltered = since !== undefined && cursor.pages > 1 && this.#days === undefined && !mayBeSame;
    const found = await foundIn(task, piece, this.#questions, keys, {
      takesIds,
      since: isFiltered ? since : undefined,
      control: await this.#index.any(this.#days, new Set(missed)),
      level: cursor.level,
      rows: isCounted ? undefined : (rows ?? cursor.rows),
      newsAmong: async (seen) => seen.size - (await this.#index.knownOf([...seen], this.#days)).size,
      isShown,
    });
    return [...found].map(([key, row]) => ({ piece, row, isKnown: known.has(key) }));
  }

  async #begin(): Promise<void> {
    this.#choose();
    await this.#index.begin(this.#days);
  }

  /** Chooses what is asked for: the list, or a window of its days. */
  #choose(): void {
    this.#days = this.#window(this.task.windowDays);
    const [start, end] = [this.#days?.[0], this.#days?.at(-1)];
    if (start === undefined || end === undefined) return;
    const plan = withParameters(this.#list, ['start_date', start], ['end_date', end]);
    this.#questions = new Questions(this.task, this.piece, plan);
  }

  #window(days: number): readonly string[] | undefined {
    const { way, clock } = this.task;
    return way.strategy === 'window' ? windowOf(clock.now(), days) : undefined;
  }

  /**
   * Reads what was updated since the cursor, and compares the number of rows. @returns false if a complete read is
   * needed
   */
  async *#since(before: Cursor, since: number): AsyncGenerator<Step, boolean, undefined> {
    const { task } = this;
    let total: number | undefined;
    // The rows are counted between two readings that agree. If a row came after a reading and before the count, the
    // count would hide that another one is gone.
    const list = yield* this.#settled(
      () => this.#questions.updatedSince(since),
      async (read, last) => {
        if (read.digest === last?.digest) return true;
        if (!task.deletes) return read.pages === 1;
        total = await this.#questions.count();
        return false;
      },
    );
    const { size: news } = this.#handover.fresh;
    const after = this.#after(before, list, { rows: before.rows + news, pages: before.pages });
    if (task.deletes && (total === undefined || this.#handover.hasReturned)) return false;
    if (!task.deletes || total === after.rows) {
      yield this.#handover.end(after);
      return true;
    }
    const isLess = total !== undefined && total < after.rows;
    const bin = isLess ? await this.#removedSince(since) : new Map<string, unknown>();
    if (total === undefined || bin.size === 0 || total !== after.rows - bin.size) return false;
    this.#miss({ keys: [...bin.keys()], bin, list, before, after: { ...after, rows: total } });
    return true;
  }

  async *#whole(before: Cursor): AsyncGenerator<Step, void, undefined> {
    const { task, piece } = this;
    let missing: string[] = [];
    const list = yield* this.#settled(
      () => this.#questions.plan,
      async (read, last) => {
        missing = await this.#missing(read);
        // The rows are those that were known, so that two readings agree.
        const isKnown = missing.length === 0 && read.news === 0;
        return read.pages === 1 || isKnown || read.digest === last?.digest;
      },
    );
    const isFirst = before.run === undefined && task.deletes;
    const level = isFirst ? await levelNow(task, piece) : before.level;
    const size = { rows: list.seen.size, pages: list.pages };
    const after = { ...this.#after(before, list, size), level };
    if (missing.length === 0) yield this.#handover.end(after);
    else if (!task.deletes) yield this.#handover.end({ ...after, rows: after.rows + missing.length });
    else this.#miss({ keys: missing, list, before: { ...before, level }, after });
  }

  #miss(gone: Gone): void {
    const { task, piece } = this;
    this.removals = new Removals(task, piece, this.#index, this.#questions, this.#handover, gone);
  }

  /** Rows that were known, or were sent after an earlier reading of this run, and are not in this one. */
  async #missing({ seen }: Collection): Promise<string[]> {
    const known = await this.#index.missing(seen);
    const sent = [...this.#handover.sent].filter((key) => !seen.has(key));
    return [...new Set([...known, ...sent])];
  }

  /** The known rows that are now in the recycle bin. */
  #removedSince(since: number): Promise<Map<string, unknown>> {
    const areKnown = (rows: readonly Printed[]) => knownAmong(rows, this.#index, this.#handover);
    return this.#questions.removedSince(since, areKnown, true);
  }

  /** Reads a list until it can be trusted to be whole. @throws ProcoreError if it never can */
  async *#settled(
    plan: () => PlanInput,
    isTrusted: (read: Collection, last: Collection | undefined) => boolean | Promise<boolean>,
  ): AsyncGenerator<Step, Collection, undefined> {
    let last: Collection | undefined;
    let lastEnded = 0;
    let why: string | undefined;
    for (let look = 0; look < MOST_LOOKS; look++) {
      const read = yield* this.#reading(plan());
      const ended = this.#moment();
      // Procore's clock may have shown that it is another day, or midnight was during the read.
      const isOutdated = this.#window(this.task.windowDays)?.join() !== this.#days?.join();
      if (isOutdated) await this.#begin();
      why = isOutdated ? 'its days changed while it was read' : read.fault;
      if (why === undefined && (await isTrusted(read, last))) {
        this.missedAt = read.digest === last?.digest ? lastEnded : ended;
        return read;
      }
      lastEnded = ended;
      last = why === undefined ? read : undefined;
    }
    throw unsettled(why ?? 'it changed each time it was read', this.piece);
  }

  /** Reads a list once. */
  async *#reading(plan: PlanInput): AsyncGenerator<Step, Collection, undefined> {
    const { client, run, whereabouts } = this.task;
    const underWay = whereabouts?.sightings.begins();
    const read = new Collection(underWay);
    try {
      for await (const page of client.pages(plan, { ...run, lane: 'bulk' }))
        yield* this.#handover.page(page, read);
    } finally {
      if (underWay) whereabouts?.sightings.ends(underWay);
    }
    return read;
  }

  #after(before: Cursor, { began, newest }: Collection, size: Pick<Cursor, 'rows' | 'pages'>): Cursor {
    const ahead = began !== undefined && newest !== undefined ? Math.max(0, newest - began) : 0;
    // The earlier of two clocks: rows have their times from one, the answer from the other.
    const at = began === undefined ? undefined : Math.min(began, newest ?? began);
    const earlier = at ?? before.at;
    return {
      ...before,
      at: earlier === undefined ? undefined : Math.max(earlier, before.at ?? earlier),
      skew: Math.max(before.skew, ahead),
      ...size,
    };
  }
}
