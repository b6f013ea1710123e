/** A piece of work: an event to hand out, a project to read. */
export interface Piece {
  /** Unique within its queue. */
  readonly id: string;
  /** JSON. */
  readonly data: unknown;
}

/** A piece that was taken out to be handled. */
export interface TakenPiece extends Piece {
  /** How often it was taken, from 1. Above 1 it may have been handled before, in part or in full. */
  readonly taken: number;
}

/** A piece that failed too often. It stays until somebody retries or drops it. */
export interface DeadPiece extends Piece {
  /** Why it failed the last time. */
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
  /** How long a piece waits after its n-th failure, ms. @default 1 s, doubled each time, 5 minutes at most */
  readonly backoff?: (failures: number) => number;
  /**
   * How long a piece belongs to its holder without a sign of life, ms. One whose process has died on this machine is given
   * back sooner: when the queue is served again.
   * @default 30_000
   */
  readonly leaseMs?: number;
}

export interface Serving {
  /** Takes no more, aborts what is under way, and resolves when that has ended. What was not finished is handed out again. */
  close(): Promise<void>;
}

export interface QueueCounts {
  readonly waiting: number;
  /** Taken, and not ended yet. */
  readonly taken: number;
  readonly dead: number;
}

/**
 * A durable queue of pieces. Who takes a piece handles it; an added piece is handled at least once, and a second time only
 * with `taken` above 1. Pieces are taken in the order they were added, apart from those that wait after a failure.
 * Every implementation passes the suite in test/queue/work-queue.ts.
 * @throws ProcoreError PROCORE_STATE, from every method, if the queue cannot be read or written
 */
export interface WorkQueue {
  /**
   * Adds pieces, all or none. A piece whose id waits, is taken or is dead already is not added again.
   * @returns how many were added; they are on the disk by then
   */
  add(queue: string, pieces: readonly Piece[]): Promise<number>;
  /**
   * Handles the pieces of a queue as they come. A piece is done when `handle` resolves, and is tried again when it rejects.
   * @param handle its signal fires on close, or when the piece was lost to another holder
   */
  serve(
    queue: string,
    handle: (piece: TakenPiece, signal: AbortSignal) => Promise<void>,
    options?: ServeOptions,
  ): Serving;
  counts(queue: string): Promise<QueueCounts>;
  /** Dead pieces, the newest first. @param most @default 100 */
  dead(queue: string, most?: number): Promise<readonly DeadPiece[]>;
  /** Lets dead pieces wait again, as if they had not failed; all of them if no ids are given. @returns how many */
  retry(queue: string, ids?: readonly string[]): Promise<number>;
  /** Deletes dead pieces; all of them if no ids are given. @returns how many */
  drop(queue: string, ids?: readonly string[]): Promise<number>;
}
