/** A piece of work, e.g. an event to deliver or a project to read. */
export interface Piece {
  /** Unique within its queue. */
  readonly id: string;
  /** Must be JSON. */
  readonly data: unknown;
}

/** A piece that was taken from the queue to be handled. */
export interface TakenPiece extends Piece {
  /** How often it was taken, from 1. Above 1, it may have been handled before, partly or fully. */
  readonly taken: number;
  /** How often it has failed since somebody last asked for it. */
  readonly failures: number;
  /**
   * How often its holder was lost since then: its process ended in the middle, or gave no sign for as long as the lease.
   * That is no failure, since it may have had nothing to do with the piece.
   */
  readonly losses: number;
}

/** A handler throws this if trying again is of no use: the piece is dead at once. */
export class GivenUp extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'GivenUp';
  }
}

/** A handler resolves with this if it left a piece out: it is deleted, and not kept as one that was handled. */
export const LEFT_OUT = 'left out';

/** A piece that was handled and is kept for a while. */
export interface KeptPiece extends Piece {
  /** Its place among all that are kept, for the next page. */
  readonly place: string;
}

/** A piece that failed, or lost its holder, too often. It stays until somebody retries or deletes it. */
export interface DeadPiece extends Piece {
  /** Why it failed last. */
  readonly reason: string;
  readonly failures: number;
  /** Milliseconds since the epoch. */
  readonly diedAt: number;
}

export interface ServeOptions {
  /** Pieces handled at the same time. @default 1 */
  readonly atOnce?: number;
  /** Failures after which a piece is dead. @default 5 */
  readonly attempts?: number;
  /** Losses of its holder after which a piece is dead, because it may be what ends the process. @default 20 */
  readonly losses?: number;
  /** How long a piece waits after its n-th failure, ms. @default 1 s, doubled each time, 5 minutes at most */
  readonly backoff?: (failures: number) => number;
  /**
   * How long a piece belongs to its holder without a renewal, ms. If the holder's process has died on this machine, the
   * piece is free sooner: when the queue is served again.
   * @default 30_000
   */
  readonly leaseMs?: number;
  /** How long a piece is kept after it was handled, ms. Until then its id stays known. @default 0: it is deleted */
  readonly keepMs?: number;
  /** Most pieces that are kept after they were handled; the oldest go first. @default 100_000 */
  readonly keepMost?: number;
}

export interface Serving {
  /**
   * Takes no more pieces, aborts those in progress, and resolves when they have ended. Unfinished pieces are taken
   * again later.
   */
  close(): Promise<void>;
}

export interface QueueCounts {
  readonly waiting: number;
  /** Taken and not finished. */
  readonly taken: number;
  readonly dead: number;
}

/**
 * A durable queue of pieces. Every added piece is handled at least once; each further time its `taken` is above 1.
 * Pieces are taken in the order they were added, except those that wait after a failure. Every implementation passes
 * the suite in test/queue/work-queue.ts.
 * @throws ProcoreError PROCORE_STATE, from every method, if the queue cannot be read or written
 */
export interface WorkQueue {
  /**
   * Adds pieces, all or none. A piece is not added if its id is already waiting, taken, dead or kept.
   * @returns how many were added; they are on the disk by then
   */
  add(queue: string, pieces: readonly Piece[]): Promise<number>;
  /**
   * Handles the pieces of a queue as they come. A piece is done when `handle` resolves, also with LEFT_OUT. If it rejects, it is
   * tried again.
   * @param handle its signal is aborted on close, or when another holder has taken the piece
   */
  serve(
    queue: string,
    handle: (piece: TakenPiece, signal: AbortSignal) => Promise<unknown>,
    options?: ServeOptions,
  ): Serving;
  counts(queue: string): Promise<QueueCounts>;
  /**
   * Pieces that were handled and are kept, in the order they were handled.
   * @param after the place of the last piece of the page before
   * @param most @default 1,000
   */
  kept(queue: string, after?: string, most?: number): Promise<readonly KeptPiece[]>;
  /** Dead pieces, the newest first. @param most @default 100 */
  dead(queue: string, most?: number): Promise<readonly DeadPiece[]>;
  /** Makes dead pieces wait again, as if nothing had happened to them; all of them if no ids are given. @returns how many */
  retry(queue: string, ids?: readonly string[]): Promise<number>;
  /** Deletes dead pieces; all of them if no ids are given. @returns how many */
  drop(queue: string, ids?: readonly string[]): Promise<number>;
}
