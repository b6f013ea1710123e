import type { RunOptions } from '../call/run-options.js';
import type { Client } from '../client.js';
import { ProcoreError } from '../errors.js';
import { isWholeList, type Page } from '../paging/page.js';
import type { PlanInput } from '../plan.js';
import { merged } from '../queue/merged.js';
import type { Piece } from './piece.js';
import type { Covered } from './pieces.js';

/** Pieces that are read at the same time; the quota sets the speed. */
const AT_ONCE = 6;

/** Most lookups to explain refusals in one run: hundreds of projects may be refused for the same reason. */
const MOST_LOOKUPS = 6;

/** How a run stands, and at its end what it has done. */
export interface Summary {
  readonly pieces: number;
  /** Pieces that were read to their end. */
  readonly read: number;
  readonly failed: number;
  /** Pieces that were not asked for, since Procore refused them before. */
  readonly skipped: number;
  readonly rows: number;
  readonly requests: number;
  readonly durationMs: number;
}

/** What comes from a piece. */
export type PieceResult = { readonly piece: Piece } & (
  | { readonly page: Page }
  | { readonly failure: ProcoreError }
);

/** Reads the pieces of a run, several at a time, in the lane for bulk reads. */
export class PieceReader {
  #read = 0;
  #failed = 0;
  #skipped = 0;
  #rows = 0;
  #requests = 0;
  #isWhole = true;
  #pieces = 0;
  readonly #began: number;

  /**
   * @param cover finds the pieces
   * @param planOf the plan for one piece
   */
  constructor(
    private readonly client: Client,
    private readonly cover: (run: RunOptions) => Promise<Covered>,
    private readonly planOf: (piece: Piece) => PlanInput,
    private readonly run: RunOptions,
    private readonly now: () => number,
  ) {
    this.#began = now();
  }

  /**
   * The pages of all pieces, as they come. Pages of one piece come in order. The failure of a piece is one result, and
   * the others go on. A piece that is known to be refused is left out, and counted.
   * @throws what stops the whole run: the end of its time, a key that is no longer accepted, the lists of what there is
   */
  async *results(): AsyncGenerator<PieceResult, void, undefined> {
    let lookups = 0;
    const run: RunOptions = {
      ...this.run,
      lane: 'bulk',
      mayLookUp: () => ++lookups <= MOST_LOOKUPS,
      onSent: () => {
        this.#requests++;
      },
    };
    const { pieces } = await this.cover(run);
    this.#pieces = pieces.length;
    // A flow that asks for each message has nothing read ahead of it.
    const atOnce = this.run.parallel === 1 ? 1 : AT_ONCE;
    yield* merged(pieces, atOnce, (piece) => this.#piece(piece, run));
  }

  get summary(): Summary {
    return {
      pieces: this.#pieces,
      read: this.#read,
      failed: this.#failed,
      skipped: this.#skipped,
      rows: this.#rows,
      requests: this.#requests,
      durationMs: Math.round(this.now() - this.#began),
    };
  }

  /** Whether every piece was read to its end. */
  get isComplete(): boolean {
    return this.#isWhole && this.#read === this.#pieces;
  }

  async *#piece(piece: Piece, run: RunOptions): AsyncGenerator<PieceResult, void, undefined> {
    try {
      for await (const page of this.client.pages(this.planOf(piece), run)) {
        if (page.last && !isWholeList(page)) this.#isWhole = false;
        this.#rows += page.isList ? (page.body as unknown[]).length : 1;
        if (page.last) this.#read++;
        yield { piece, page };
      }
    } catch (thrown) {
      if (!(thrown instanceof ProcoreError) || stopsAll(thrown) || this.run.signal?.aborted) throw thrown;
      if (thrown.remembered) this.#skipped++;
      else {
        this.#failed++;
        yield { piece, failure: thrown };
      }
    }
  }
}

/** Whether every other piece would fail alike, or the run is over. */
function stopsAll({ code }: ProcoreError): boolean {
  return (
    code === 'PROCORE_AUTH' ||
    code === 'PROCORE_CANCELLED' ||
    code === 'PROCORE_CONFIG' ||
    code === 'PROCORE_STATE'
  );
}
