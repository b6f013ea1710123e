import type { Page } from '../paging/page.js';
import type { PlanInput } from '../plan.js';
import type { Piece } from '../scope/piece.js';
import { Collection, type Printed } from './collection.js';
import { type Cursor, KeptCursor } from './cursor.js';
import { KEYS_PER_PAGE, PieceIndex } from './piece-index.js';
import { goneAgain, goneById, levelNow, MOST_LOOKS, stillSees } from './proof.js';
import { mayHaveMoved, tooManyGone, unsettled } from './refused.js';
import { nameOf, type Task, withParameters } from './task.js';
import { windowOf } from './window.js';

/** A row that was created or changed, or the key of one that was removed. */
export interface Change {
  readonly op: 'upsert' | 'delete';
  readonly key: string;
  /** As Procore sends it; null if the row is gone and nothing more is known. */
  readonly row: unknown;
}

/** Some changes of one piece. */
export interface Step {
  readonly piece: Piece;
  /** The page that they are from; absent for removals that no page shows. */
  readonly page?: Page | undefined;
  readonly changes: readonly Change[];
  /** Whether the piece was read to its end. */
  readonly ends?: true;
  /** Called once they were handed over. Until then, they count as not sent. */
  confirmed(): Promise<void>;
}

/**
 * How far back a filtered read goes before the last one began, ms. Rows become visible a little after their
 * `updated_at`, and servers have clocks of their own. It costs nothing, since rows that are known are not sent again.
 */
const OVERLAP = 600_000;

/** In place of the hash of a row that may have reached the flow, and may not. No row has it, so that it is sent again. */
const ON_ITS_WAY = '';

/** Fewest rows that the brake stops for. */
const FEWEST = 20;

/** What a reading found to be gone. */
interface Gone {
  readonly keys: readonly string[];
  /** Rows of the recycle bin: with them, nothing else has to be proved. */
  readonly bin?: ReadonlyMap<string, unknown>;
  readonly list: Collection;
  readonly before: Cursor;
  readonly after: Cursor;
}

/** The missing rows that are gone, and those that are in another piece. */
interface Proof {
  readonly gone: readonly string[];
  readonly bin: ReadonlyMap<string, unknown> | undefined;
  readonly moved: readonly string[];
  readonly cursor: Cursor;
}

/**
 * The changes of one company or project since the last run. `read` yields what was created and changed. `removals` comes
 * after all pieces were read, since a row that is missing here may have been moved to another piece.
 */
export class PieceChanges {
  readonly cursor: KeptCursor;
  readonly #index: PieceIndex;
  readonly #plan: PlanInput;
  readonly #name: string;
  readonly #fresh = new Set<string>();
  /** The hashes of rows that are on their way to the flow. */
  readonly #underWay = new Map<string, string>();
  #gone: Gone | undefined;
  #proof: Proof | undefined;
  #isOpen = false;

  constructor(
    private readonly task: Task,
    readonly piece: Piece,
  ) {
    this.#name = nameOf(piece);
    const scope = `${task.base}|${this.#name}`;
    this.cursor = new KeptCursor(task.client.state.store, scope);
    const window = task.way.strategy === 'window' ? windowOf(task.now(), task.windowDays) : undefined;
    this.#index = new PieceIndex(task.client.state.rows, scope, window?.days);
    const plan: PlanInput = { ...task.planOf(piece), paging: 'all' };
    this.#plan = window ? withParameters(plan, ['start_date', window.start], ['end_date', window.end]) : plan;
  }

  /** Whether rows are missing, and `prove` has to look at them. */
  get hasMissing(): boolean {
    return this.#gone !== undefined;
  }

  /** Forgets what was seen before. */
  async forget(): Promise<void> {
    await this.#index.forget();
    await this.cursor.forget();
  }

  async *read(): AsyncGenerator<Step, void, undefined> {
    const before = await this.cursor.load();
    await this.#index.begin();
    const isFiltered = this.task.way.strategy === 'updated_at' && !this.task.full;
    // A list of one page is read whole with one request, which also shows what is gone.
    if (
      isFiltered &&
      !before.isOpen &&
      before.at !== undefined &&
      before.pages > 1 &&
      (yield* this.#since(before, before.at))
    )
      return;
    yield* this.#whole(before);
  }

  /**
   * Finds out which of the missing rows are gone. Of all pieces, this comes before the first removal: what cannot be
   * proved in one piece puts those of the others in doubt.
   * @throws ProcoreError if it cannot be proved, or there are too many
   */
  async prove(): Promise<void> {
    if (!this.#gone) return;
    const { keys, bin, list, before, after } = this.#gone;
    const { task, piece } = this;
    const moved = (await task.whereabouts?.elsewhere(keys, this.#name)) ?? new Set<string>();
    const left = keys.filter((key) => !moved.has(key));
    const isEmpty = list.seen.size === 0 && !bin;
    const level = left.length > 0 ? await stillSees(task, piece, before.level, isEmpty) : undefined;
    const isMany = left.length >= FEWEST && left.length * 100 > task.brake * before.rows;
    if (isMany && !task.isConfirmed) throw tooManyGone(left.length, before.rows, task.brake, piece);
    const gone = bin || left.length === 0 ? left : await this.#proved(left, list, before);
    // An empty list alone proves nothing: it also stands for a refusal.
    const inBin = isEmpty && gone.length > 0 ? await this.#removedSince(0) : bin;
    const isUnproved = isEmpty && gone.some((key) => !inBin?.has(key));
    if (isUnproved && !task.isConfirmed) throw tooManyGone(gone.length, before.rows, 0, piece);
    // Rows that are there after all are still known.
    const rows = after.rows + left.length - gone.length;
    const cursor = { ...after, rows, level: level ?? after.level };
    this.#proof = { gone, bin: inBin, moved: [...moved], cursor };
  }

  /**
   * The removals, once they are proved.
   * @param isUnsure whether another piece could not be read, so that a missing row may have been moved there
   */
  async *removals(isUnsure: boolean): AsyncGenerator<Step, void, undefined> {
    if (!this.#proof) return;
    const { piece, task } = this;
    const { gone, moved, cursor } = this.#proof;
    let { bin } = this.#proof;
    if (isUnsure && !task.isConfirmed && gone.some((key) => !bin?.has(key))) {
      bin = await this.#removedSince(0);
      if (gone.some((key) => !bin?.has(key))) throw mayHaveMoved(gone.length, piece);
    }
    for (let at = 0; at < gone.length; at += KEYS_PER_PAGE) {
      const part = gone.slice(at, at + KEYS_PER_PAGE);
      const changes = part.map((key): Change => ({ op: 'delete', key, row: bin?.get(key) ?? null }));
      yield { piece, changes, confirmed: () => this.#index.forget(part) };
    }
    yield this.#end(cursor, () => this.#index.forget(moved));
  }

  async #proved(keys: readonly string[], list: Collection, before: Cursor): Promise<readonly string[]> {
    const { task, piece } = this;
    const [control] = list.seen;
    const byId = control === undefined ? undefined : await goneById(task, this.#plan, keys, control);
    if (byId) return byId;
    // Of a longer list, two readings have agreed already.
    const gone = list.pages > 1 ? keys : await goneAgain(task, piece, this.#plan, keys);
    if (control === undefined) await stillSees(task, piece, before.level, true);
    return gone;
  }

  /**
   * Reads what was updated since the cursor, and compares the number of rows. @returns false if a complete read is
   * needed
   */
  async *#since(before: Cursor, at: number): AsyncGenerator<Step, boolean, undefined> {
    const { task } = this;
    const filter = this.#updatedSince(at - OVERLAP - before.skew);
    const list = yield* this.#settled(
      filter,
      (read, last) => read.pages === 1 || read.digest === last?.digest,
    );
    const after = this.#after(before, list, { rows: before.rows + this.#fresh.size, pages: before.pages });
    if (!task.deletes) {
      yield this.#end(after);
      return true;
    }
    const total = await this.#count();
    if (total === undefined) return false;
    if (total === after.rows) {
      yield this.#end(after);
      return true;
    }
    const bin =
      total < after.rows ? await this.#removedSince(at - OVERLAP - before.skew) : new Map<string, unknown>();
    if (bin.size === 0 || total !== after.rows - bin.size) return false;
    this.#gone = { keys: [...bin.keys()], bin, list, before, after: { ...after, rows: total } };
    return true;
  }

  async *#whole(before: Cursor): AsyncGenerator<Step, void, undefined> {
    const { task, piece } = this;
    const firstLevel = async () => (task.deletes ? await levelNow(task, piece) : undefined);
    const level = before.run === undefined ? await firstLevel() : before.level;
    let missing: string[] = [];
    const list = yield* this.#settled(this.#plan, async (read, last) => {
      missing = await this.#missing(read);
      // The rows are those that were known, so that two readings agree.
      const isKnown = missing.length === 0 && read.news === 0;
      return read.pages === 1 || isKnown || read.digest === last?.digest;
    });
    const size = { rows: list.seen.size, pages: list.pages };
    const after = { ...this.#after(before, list, size), level };
    if (missing.length === 0) yield this.#end(after);
    else if (!task.deletes) yield this.#end({ ...after, rows: after.rows + missing.length });
    else this.#gone = { keys: missing, list, before: { ...before, level }, after };
  }

  /** Rows that were known, or were sent during this read, and are not in it. */
  async #missing({ seen }: Collection): Promise<string[]> {
    const known = await this.#index.missing(seen);
    return [...new Set([...known, ...[...this.#fresh].filter((key) => !seen.has(key))])];
  }

  /** Reads a list until it can be trusted to be whole. @throws ProcoreError if it never can */
  async *#settled(
    plan: PlanInput,
    isTrusted: (read: Collection, last: Collection | undefined) => boolean | Promise<boolean>,
  ): AsyncGenerator<Step, Collection, undefined> {
    let last: Collection | undefined;
    let why: string | undefined;
    for (let look = 0; look < MOST_LOOKS; look++) {
      const read = new Collection();
      for await (const page of this.task.client.pages(plan, { ...this.task.run, lane: 'bulk' }))
        yield* this.#page(page, read);
      why = read.fault;
      if (why === undefined && (await isTrusted(read, last))) return read;
      last = why === undefined ? read : undefined;
    }
    throw unsettled(why ?? 'it changed each time it was read', this.piece);
  }

  async *#page(page: Page, read: Collection): AsyncGenerator<Step, void, undefined> {
    const { piece, task } = this;
    const rows = read.take(page);
    const states = await this.#index.compare(rows);
    const changed = new Map<string, Printed>();
    const unknown: Printed[] = [];
    for (const [place, printed] of rows.entries()) {
      const { key, hash } = printed.print;
      if (states[place] === 'new') {
        if (!this.#fresh.has(key)) read.news++;
        this.#fresh.add(key);
        unknown.push({ ...printed, print: { key, hash: ON_ITS_WAY } });
      }
      if (states[place] !== 'same' && this.#underWay.get(key) !== hash) changed.set(key, printed);
    }
    if (changed.size === 0) return;
    // If the flow gets a row and this process ends before that is confirmed, its removal must not go unnoticed.
    if (unknown.length > 0) await this.#expect(unknown);
    const keys = [...changed.keys()];
    for (const [key, { print }] of changed) this.#underWay.set(key, print.hash);
    task.whereabouts?.sent(keys, this.#name);
    const confirmed = async () => {
      await this.#index.keep([...changed.values()]);
      for (const [key, { print }] of changed)
        if (this.#underWay.get(key) === print.hash) this.#underWay.delete(key);
      const moved = (await task.whereabouts?.keep(keys, this.#name)) ?? [];
      if (moved.length > 0) await task.forgetElsewhere(moved, this.#name);
    };
    const changes = [...changed].map(([key, { row }]): Change => ({ op: 'upsert', key, row }));
    yield { piece, page, changes, confirmed };
  }

  /** Keeps rows that go to the flow now. Until the piece has ended, its number of rows says nothing. */
  async #expect(rows: readonly Printed[]): Promise<void> {
    if (!this.#isOpen) await this.cursor.save({ ...(await this.cursor.load()), isOpen: true });
    this.#isOpen = true;
    await this.#index.keep(rows);
  }

  /** Ends the piece: its cursor moves once everything before was handed over. */
  #end(cursor: Cursor, more: () => Promise<void> = async () => undefined): Step {
    const confirmed = async () => {
      await more();
      await this.cursor.save({ ...cursor, run: this.task.id, isOpen: undefined, unreachable: undefined });
    };
    return { piece: this.piece, changes: [], ends: true, confirmed };
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

  #updatedSince(since: number, plan = this.#plan, name?: string): PlanInput {
    const { updated } = this.task.way;
    const from = new Date(since).toISOString();
    if (name === undefined && updated?.form === 'after') return withParameters(plan, [updated.name, from]);
    // A range needs an end. One in a hundred years is after every clock.
    const to = new Date(since + 100 * 365 * 86_400_000).toISOString();
    return withParameters(plan, [name ?? updated?.name ?? '', `${from}...${to}`]);
  }

  /** How many rows the list has, by one request for a single row. */
  async #count(): Promise<number | undefined> {
    const plan: PlanInput = {
      ...this.#plan,
      paging: 'off',
      parameters: [...(this.#plan.parameters ?? []), ['per_page', 1]],
    };
    for await (const { total } of this.task.client.pages(plan, { ...this.task.run, lane: 'bulk' }))
      return total;
    return undefined;
  }

  /** The known rows that are now in the recycle bin. */
  async #removedSince(since: number): Promise<Map<string, unknown>> {
    const { way, client, run } = this.task;
    const found = new Map<string, unknown>();
    if (!way.removed) return found;
    const { removed } = way;
    const { headers: _h, perPage: _p, ...plan } = this.#plan;
    const filtered =
      removed.kind === 'filter'
        ? withParameters(this.#updatedSince(since), [removed.name, removed.value])
        : this.#updatedBin(plan, removed, since);
    const bin = new Collection();
    for await (const page of client.pages(filtered, { ...run, lane: 'bulk' })) {
      if (!page.isList) return found;
      const rows = bin.take(page);
      const states = await this.#index.compare(rows);
      for (const [place, { print, row }] of rows.entries())
        if (states[place] !== 'new' || this.#fresh.has(print.key)) found.set(print.key, row);
    }
    return bin.fault === undefined ? found : new Map();
  }

  #updatedBin(
    plan: PlanInput,
    bin: { path: string; operation: string; filtersUpdated: boolean },
    since: number,
  ): PlanInput {
    const { project, company } = this.piece;
    const placeholders = {
      ...plan.placeholders,
      company_id: String(company.id),
      ...(project && { project_id: String(project.id) }),
    };
    const ids = (plan.parameters ?? []).filter(([name]) => name === 'project_id' || name === 'company_id');
    const binPlan: PlanInput = {
      ...plan,
      path: bin.path,
      operation: bin.operation,
      placeholders,
      query: {},
      parameters: ids,
    };
    return bin.filtersUpdated ? this.#updatedSince(since, binPlan, 'filters[updated_at]') : binPlan;
  }
}
