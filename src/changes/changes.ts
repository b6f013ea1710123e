import type { RunOptions } from '../call/run-options.js';
import type { Operation } from '../catalogue/operation.js';
import type { Client } from '../client.js';
import { ProcoreError } from '../errors.js';
import type { PlanInput } from '../plan.js';
import { merged } from '../queue/merged.js';
import type { Runtime } from '../runtime.js';
import type { Piece } from '../scope/piece.js';
import { Superseded } from '../state/contract.js';
import { Crossings, type Missing } from './crossings.js';
import { cursorName } from './cursor-name.js';
import { InOrder } from './in-order.js';
import { knownPieces, type UnreachablePiece } from './known-pieces.js';
import { PieceChanges } from './piece-changes.js';
import { type Doubt, isFatal, isRefusal, superseded } from './refused.js';
import type { Removals } from './removals.js';
import { RunMark } from './run-mark.js';
import { ServerClock } from './server-clock.js';
import type { Step } from './step.js';
import type { Way } from './strategy.js';
import { type ChangesSummary, noneYet } from './summary.js';
import { nameOf, type Task } from './task.js';
import { turnOf } from './turn.js';
import { Whereabouts } from './whereabouts.js';

/** Pieces that are read at the same time; the quota sets the speed. */
const AT_ONCE = 6;

/** Most lookups to explain refusals in one run. */
const MOST_LOOKUPS = 6;

/** What a run of changes reads, and how. */
export interface Request {
  readonly way: Way;
  readonly operation: Operation | undefined;
  /** The company that all pieces are of; it is part of the cursor's name. Undefined for all companies of the app. */
  readonly companyId: string | undefined;
  /** What is asked for; names the cursor together with `name` and whose rights the calls have. */
  readonly plan: PlanInput;
  /** The name of the cursor: two flows that follow the same list each have their own. */
  readonly name: string;
  readonly deletes: boolean;
  readonly windowDays: number;
  readonly brake: number;
  readonly isConfirmed: boolean;
  readonly full: boolean;
  /** Forgets everything that was seen before, and begins again. */
  readonly forget: boolean;
  /** Finds the pieces. */
  readonly cover: (run: RunOptions) => Promise<Cover>;
  readonly planOf: (piece: Piece) => PlanInput;
}

export interface Cover {
  readonly pieces: readonly Piece[];
  /** Names of pieces that exist, and are left out by a filter. */
  readonly leftOut: ReadonlySet<string>;
}

/** What comes from a run. */
export type ChangesResult =
  | { readonly step: Step }
  | { readonly piece: Piece; readonly failure: ProcoreError };

/** The changes of all pieces since the last run. */
export class ChangesReader {
  readonly #base: string;
  readonly #began: number;
  readonly #unreachable: UnreachablePiece[] = [];
  readonly #count = noneYet();
  /** Companies in which a piece that may be read again is out of reach: a row that is missing may have been moved there. */
  readonly #unsure = new Set<string>();

  readonly #crossings = new Crossings();
  /** Undefined if the rows of a project say nothing about those of another one. */
  readonly #order: InOrder | undefined;

  /** Procore's time, as the answers of this run tell it. */
  readonly clock: ServerClock;
  #readSince: number;
  /** Names of the pieces that no run before has read to its end. */
  readonly #new = new Set<string>();

  constructor(
    private readonly client: Client,
    private readonly request: Request,
    private readonly run: RunOptions,
    private readonly runtime: Pick<Runtime, 'now' | 'sleep'>,
  ) {
    this.#began = runtime.now();
    this.#readSince = this.#began;
    this.clock = new ServerClock(runtime.now);
    this.#base = cursorName(client, request, run);
    this.#order = request.way.sharesIds ? undefined : new InOrder();
  }

  /**
   * The steps of all pieces, as they come, and the failures of single ones. Removals come last.
   * @throws what stops the whole run
   */
  async *results(): AsyncGenerator<ChangesResult, void, undefined> {
    const { cache } = this.client.state;
    const endTurn = await turnOf(cache, this.#base, this.runtime.sleep, this.run.signal);
    try {
      for await (const result of this.#results()) yield this.#taken(result);
    } finally {
      await endTurn();
    }
  }

  /** What goes to the flow. */
  #taken(result: ChangesResult): ChangesResult {
    if (!('step' in result)) return result;
    const step = this.#order?.taken(result.step) ?? result.step;
    for (const { op } of step.changes) this.#count[op === 'upsert' ? 'upserts' : 'deletes']++;
    return { step };
  }

  async *#results(): AsyncGenerator<ChangesResult, void, undefined> {
    const { store } = this.client.state;
    let lookups = 0;
    const run: RunOptions = {
      ...this.run,
      lane: 'bulk',
      mayLookUp: () => ++lookups <= MOST_LOOKUPS,
      onSent: () => {
        this.#count.requests++;
      },
    };
    const { pieces, leftOut } = await this.request.cover(run);
    this.#count.pieces = pieces.length;
    const known = await knownPieces(store, `${this.#base}|pieces`, {
      pieces,
      leftOut,
      now: this.runtime.now(),
      forget: this.request.forget,
    });
    for (const piece of known.gone) this.#unsure.add(piece.companyId);
    this.#unreachable.push(...known.gone);
    const mark = await RunMark.of(store, `${this.#base}|run`, {
      now: this.runtime.now(),
      isNew: this.request.full || this.request.forget,
    });
    const { id, at } = mark;
    this.#readSince = at;
    const task = this.#task(run, id, known.names);
    // What is known of a piece while it is read may be large, so only those with missing rows are kept.
    const left: Piece[] = [];
    for (const piece of pieces) {
      const { cursor } = await this.#opened(task, piece);
      const { run: lastRun } = await cursor.load();
      if (lastRun === undefined) this.#new.add(nameOf(piece));
      if (lastRun !== id) {
        left.push(piece);
        continue;
      }
      this.#ended('resumed');
      this.#crossings.wasReadBefore(piece);
    }
    const missing: Missing[] = [];
    yield* merged(left, AT_ONCE, (piece) => {
      const each = new PieceChanges(task, piece);
      return this.#part(each, () => this.#readInto(missing, each));
    });
    yield* merged(missing, AT_ONCE, ({ each, removals }) => this.#part(each, () => proving(removals)));
    // Where a row may be in a piece that nobody can read, asking the others decides nothing.
    const sure = missing.filter(({ each }) => this.#doubt(each) === undefined);
    for await (const { piece, failure } of this.#crossings.search({
      task,
      pieces,
      missing: sure,
      parallel: AT_ONCE,
    })) {
      if (isFatal(failure, this.run)) throw failure;
      this.#unsure.add(String(piece.company.id));
    }
    yield* merged(missing, AT_ONCE, ({ each, removals }) =>
      this.#part(each, () => removals.steps(this.#doubt(each))),
    );
    // What comes last is confirmed last: a run that was cut off before is gone on with.
    const confirmed = () => mark.end();
    const [piece] = pieces;
    if (piece) yield { step: { piece, changes: [], confirmed } };
    else await confirmed();
  }

  /** Why rows that this piece misses may be in another one. */
  #doubt({ piece }: PieceChanges): Doubt | undefined {
    if (this.request.way.sharesIds) return undefined;
    const company = String(piece.company.id);
    if (this.#crossings.moving.has(company)) return 'moving';
    return this.#unsure.has(company) ? 'unread' : undefined;
  }

  async #opened(task: Task, piece: Piece): Promise<PieceChanges> {
    const each = new PieceChanges(task, piece);
    if (this.request.forget) await each.forget();
    return each;
  }

  get summary(): ChangesSummary {
    return { ...this.#count, durationMs: Math.round(this.runtime.now() - this.#began) };
  }

  /**
   * The earliest moment at which this run may have read a piece, ms since the epoch: its begin, or that of the run that
   * was cut off and that it goes on with.
   */
  get readSince(): number {
    return this.#readSince;
  }

  /** Whether every piece was read to its end, and none that was known is out of reach. */
  get isComplete(): boolean {
    const { pieces, read, resumed } = this.#count;
    return this.#unreachable.length === 0 && read + resumed === pieces;
  }

  get unreachable(): readonly UnreachablePiece[] {
    return this.#unreachable;
  }

  /** Whether no run before has read a piece to its end, so that all of its rows come. */
  isNew(piece: Piece): boolean {
    return this.#new.has(nameOf(piece));
  }

  #ended(how: 'read' | 'failed' | 'skipped' | 'resumed'): void {
    this.#count[how]++;
  }

  #task(run: RunOptions, id: string, known: readonly string[]): Task {
    const { client, request } = this;
    const { rows } = client.state;
    const mayMove = known.length > 1 && !request.way.sharesIds;
    return {
      client,
      run,
      id,
      way: request.way,
      operation: request.operation,
      planOf: request.planOf,
      deletes: request.deletes && !request.way.keepsAll,
      windowDays: request.windowDays,
      brake: request.brake,
      isConfirmed: request.isConfirmed,
      full: request.full,
      base: this.#base,
      whereabouts: mayMove ? new Whereabouts(rows, `${this.#base}|where`) : undefined,
      clock: this.clock,
    };
  }

  async *#part(
    each: PieceChanges,
    open: () => AsyncIterable<Step>,
  ): AsyncGenerator<ChangesResult, void, undefined> {
    try {
      for await (const step of open()) {
        this.#order?.made(step);
        if (step.ends) this.#ended('read');
        yield { step };
      }
    } catch (thrown) {
      const failure = thrown instanceof Superseded ? superseded() : thrown;
      if (!(failure instanceof ProcoreError) || isFatal(failure, this.run)) throw failure;
      await this.#fail(each, failure);
      yield { piece: each.piece, failure };
    }
  }

  /** Reads a piece, and adds it to those that miss rows. */
  async *#readInto(missing: Missing[], each: PieceChanges): AsyncGenerator<Step, void, undefined> {
    this.#crossings.begins(each.piece);
    yield* each.read(this.#crossings.now);
    if (each.removals) missing.push({ each, removals: each.removals });
  }

  async #fail({ piece, cursor }: PieceChanges, failure: ProcoreError): Promise<void> {
    this.#ended(failure.remembered ? 'skipped' : 'failed');
    this.#crossings.fails(piece);
    const { company, project } = piece;
    const wasRead = (await cursor.load()).run !== undefined;
    // A project that was never read is none that a row can be missed from: it is outside of what is copied.
    if (wasRead || !isRefusal(failure)) this.#unsure.add(String(company.id));
    const noted = await cursor.unreachable(failure.reason ?? failure.code, this.runtime.now());
    this.#unreachable.push({
      companyId: String(company.id),
      ...(project && { projectId: String(project.id) }),
      ...noted,
    });
  }
}

// biome-ignore lint/correctness/useYield: its only result is its failure
async function* proving(removals: Removals): AsyncGenerator<Step, void, undefined> {
  await removals.prove();
}
