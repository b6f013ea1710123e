import { asProcoreError } from '../../errors.js';
import { GivenUp, LEFT_OUT, type ServeOptions, type TakenPiece } from '../../queue/work-queue.js';
import { type Holder, hasDied, newHolder } from '../holder.js';
import type { Database } from './database.js';

/** How often to look for pieces that another process or thread has added, ms. */
const LOOK = 200;

/** Time before trying again if the file could not be used, ms. */
const AFTER_FAILURE = 1_000;

/** Backoff: the first step and the longest, ms. */
const FIRST_STEP = 1_000;
const LONGEST_STEP = 300_000;

/** Characters of a failure's text that are kept. */
const REASON = 500;

/** Losses of its holder after which a piece is dead. */
const LOSSES = 20;

/** Pieces that are kept after they were handled, at most. */
const KEPT_MOST = 100_000;

type Handle = (piece: TakenPiece, signal: AbortSignal) => Promise<unknown>;

interface Row {
  readonly seq: number;
  readonly id: string;
  readonly data: string;
  readonly taken: number;
  readonly failures: number;
  readonly losses: number;
}

/** Takes the pieces of one queue as they come, passes each to the handler, and renews their leases meanwhile. */
export class QueueServer {
  readonly #options: Required<ServeOptions>;
  readonly #holder: string = JSON.stringify(newHolder());
  readonly #active = new Map<number, AbortController>();
  readonly #ending = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #loop: Promise<unknown>;
  /** Whether a piece has come or ended since the last look at the queue. */
  #roused = false;
  #endPause: () => void = () => undefined;
  /** Pieces that are kept after they were handled; undefined until they were counted. */
  #kept: number | undefined;

  constructor(
    private readonly database: Database,
    private readonly queue: string,
    private readonly handle: Handle,
    options: ServeOptions,
  ) {
    const { atOnce = 1, attempts = 5, backoff = doubling, leaseMs = 30_000 } = options;
    const { keepMs = 0, keepMost = KEPT_MOST, losses = LOSSES } = options;
    this.#options = { atOnce, attempts, losses, backoff, leaseMs, keepMs, keepMost };
    this.#loop = Promise.all([this.#serve(), this.#giveSigns()]);
  }

  /** Looks for pieces now. */
  wake(): void {
    this.#roused = true;
    this.#endPause();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.wake();
    for (const controller of this.#active.values()) controller.abort();
    await this.#loop;
    await Promise.all(this.#ending);
  }

  async #serve(): Promise<void> {
    let relieved = false;
    while (!this.#stop.signal.aborted) {
      try {
        if (!relieved) await this.#relieve();
        relieved = true;
        this.#roused = false;
        const room = this.#options.atOnce - this.#active.size;
        const rows = room > 0 && (await this.#hasWork()) ? await this.#take(room) : [];
        for (const row of rows) this.#begin(row);
        if (rows.length === 0) await this.#pause(LOOK);
      } catch {
        // The database has logged the error.
        await this.#pause(AFTER_FAILURE);
      }
    }
  }

  /**
   * Frees the pieces of holders whose process has died on this machine, mostly this machine's previous Node-RED
   * process.
   */
  async #relieve(): Promise<void> {
    const holders = await this.database.read(() =>
      this.database
        .sql("SELECT DISTINCT holder FROM pieces WHERE queue = ? AND state = 'taken'")
        .all(this.queue)
        .map(({ holder }) => String(holder)),
    );
    for (const holder of holders) {
      if (!hasDied(JSON.parse(holder) as Holder)) continue;
      await this.database.write(() =>
        this.database
          .sql("UPDATE pieces SET due = 0 WHERE queue = ? AND state = 'taken' AND holder = ?")
          .run(this.queue, holder),
      );
    }
  }

  #hasWork(): Promise<boolean> {
    return this.database.read(() => {
      const now = this.database.runtime.now();
      const found = this.database
        .sql(
          `SELECT 1 FROM pieces WHERE queue = ? AND state = 'waiting' AND due <= ?
           UNION ALL SELECT 1 FROM pieces
           WHERE queue = ? AND state = 'taken' AND due <= ? AND holder <> ? LIMIT 1`,
        )
        .get(this.queue, now, this.queue, now, this.#holder);
      return found !== undefined;
    });
  }

  #take(room: number): Promise<readonly Row[]> {
    return this.database.write(() => {
      const now = this.database.runtime.now();
      // If another holder has not renewed its lease for long, the piece may have crashed it. Our own are still being
      // handled, however long something has kept this process from renewing them.
      const lost = this.database.sql(
        `UPDATE pieces SET state = iif(losses + 1 >= ?, 'dead', 'waiting'), due = ?, losses = losses + 1,
           reason = 'The process that handled it stopped.'
         WHERE queue = ? AND state = 'taken' AND due <= ? AND holder <> ?`,
      );
      lost.run(this.#options.losses, now, this.queue, now, this.#holder);
      return this.database
        .sql(
          `UPDATE pieces SET state = 'taken', due = ?, holder = ?, taken = taken + 1
           WHERE seq IN (
             SELECT seq FROM pieces WHERE queue = ? AND state = 'waiting' AND due <= ? ORDER BY due, seq LIMIT ?
           ) RETURNING seq, id, data, taken, failures, losses`,
        )
        .all(now + this.#options.leaseMs, this.#holder, this.queue, now, room)
        .map((row) => row as unknown as Row)
        .sort((one, other) => one.seq - other.seq);
    });
  }

  #begin(row: Row): void {
    const controller = new AbortController();
    this.#active.set(row.seq, controller);
    // It was taken while the server was being closed.
    if (this.#stop.signal.aborted) controller.abort();
    const ending = this.#handled(row, controller.signal).finally(() => {
      this.#active.delete(row.seq);
      this.#ending.delete(ending);
      this.wake();
    });
    this.#ending.add(ending);
    if (this.#stop.signal.aborted) controller.abort();
  }

  async #handled(row: Row, signal: AbortSignal): Promise<void> {
    const { id, data, taken, failures, losses } = row;
    let failure: { readonly thrown: unknown } | undefined;
    let handled: unknown;
    try {
      handled = await this.handle({ id, data: JSON.parse(data), taken, failures, losses }, signal);
    } catch (thrown) {
      failure = { thrown };
    }
    const end = () =>
      this.database.write(() => (failure ? this.#failed(row, failure.thrown) : this.#done(row, handled)));
    for (;;) {
      try {
        return void (await end());
      } catch {
        // The piece was handled, but that cannot be written. When its lease is over, it is taken again with `taken`
        // above 1.
        if (this.#stop.signal.aborted) return;
        await this.#sleep(AFTER_FAILURE);
      }
    }
  }

  #done({ seq, taken }: Row, handled: unknown): void {
    const own = "WHERE seq = ? AND state = 'taken' AND holder = ? AND taken = ?";
    const { keepMs } = this.#options;
    if (keepMs === 0 || handled === LEFT_OUT) {
      this.database.sql(`DELETE FROM pieces ${own}`).run(seq, this.#holder, taken);
      return;
    }
    const until = this.database.runtime.now() + keepMs;
    this.database
      .sql(`UPDATE pieces SET state = 'done', due = ?, holder = NULL ${own}`)
      .run(until, seq, this.#holder, taken);
    this.#forget();
  }

  /** Deletes at most two pieces that were kept for long enough: more than come, so that they never pile up. */
  #forget(): void {
    const now = this.database.runtime.now();
    // Counted in a transaction that may be undone, so the number is only about right.
    if (this.#kept !== undefined) this.#kept++;
    this.#kept ??= Number(
      this.database
        .sql("SELECT count(*) AS kept FROM pieces WHERE queue = ? AND state = 'done'")
        .get(this.queue)?.kept,
    );
    const upTo = this.#kept > this.#options.keepMost ? Number.MAX_SAFE_INTEGER : now;
    const forgotten = this.database
      .sql(
        `DELETE FROM pieces WHERE seq IN (
           SELECT seq FROM pieces WHERE queue = ? AND state = 'done' AND due <= ? ORDER BY due, seq LIMIT 2
         )`,
      )
      .run(this.queue, upTo);
    this.#kept -= Number(forgotten.changes);
  }

  #failed({ seq, taken, failures }: Row, thrown: unknown): void {
    const now = this.database.runtime.now();
    const own = "WHERE seq = ? AND state = 'taken' AND holder = ? AND taken = ?";
    if (this.#stop.signal.aborted) {
      // The piece was stopped, which is no failure. It keeps its place at the head of the queue.
      this.database.sql(`UPDATE pieces SET state = 'waiting', due = 0 ${own}`).run(seq, this.#holder, taken);
      return;
    }
    const count = failures + 1;
    const isDead = thrown instanceof GivenUp || count >= this.#options.attempts;
    this.database
      .sql(`UPDATE pieces SET state = ?, due = ?, failures = ?, reason = ? ${own}`)
      .run(
        isDead ? 'dead' : 'waiting',
        Math.ceil(now + (isDead ? 0 : this.#options.backoff(count))),
        count,
        (thrown instanceof GivenUp ? thrown : asProcoreError(thrown)).message.slice(0, REASON),
        seq,
        this.#holder,
        taken,
      );
  }

  /** Renews the leases of pieces in progress, and aborts those that another holder has taken meanwhile. */
  async #giveSigns(): Promise<void> {
    for (;;) {
      await this.#sleep(this.#options.leaseMs / 3);
      if (this.#stop.signal.aborted) return;
      if (this.#active.size === 0) continue;
      const before = [...this.#active];
      try {
        const ours = await this.database.write(() =>
          this.database
            .sql("UPDATE pieces SET due = ? WHERE queue = ? AND state = 'taken' AND holder = ? RETURNING seq")
            .all(this.database.runtime.now() + this.#options.leaseMs, this.queue, this.#holder),
        );
        const seqs = new Set(ours.map(({ seq }) => Number(seq)));
        for (const [seq, controller] of before) if (!seqs.has(seq)) controller.abort();
      } catch {
        // The next renewal may succeed.
      }
    }
  }

  /** Waits, but only until a piece comes or ends. */
  async #pause(ms: number): Promise<void> {
    if (this.#roused) return;
    const controller = new AbortController();
    this.#endPause = () => controller.abort();
    await this.database.runtime.sleep(ms, controller.signal).catch(() => undefined);
  }

  /** Waits, but only until the server is closed. */
  async #sleep(ms: number): Promise<void> {
    await this.database.runtime.sleep(ms, this.#stop.signal).catch(() => undefined);
  }
}

function doubling(failures: number): number {
  return Math.min(LONGEST_STEP, FIRST_STEP * 2 ** (failures - 1));
}
