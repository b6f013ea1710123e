import type {
  DeadPiece,
  KeptPiece,
  Piece,
  QueueCounts,
  ServeOptions,
  Serving,
  TakenPiece,
  WorkQueue,
} from '../../queue/work-queue.js';
import type { Database } from './database.js';
import { QueueServer } from './queue-server.js';

/** A queue in a SQLite file. */
export class SqliteQueue implements WorkQueue {
  /** The servers of each queue, which are woken when pieces come. */
  readonly #servers = new Map<string, Set<QueueServer>>();

  constructor(private readonly database: Database) {}

  async add(queue: string, pieces: readonly Piece[]): Promise<number> {
    const rows = pieces.map(({ id, data }) => ({ id, text: jsonOf(id, data) }));
    const added = await this.database.write(() => {
      const now = this.database.runtime.now();
      const insert = this.database.sql(
        `INSERT INTO pieces (queue, id, data, state, due) VALUES (?, ?, ?, 'waiting', ?)
         ON CONFLICT (queue, id) DO NOTHING`,
      );
      return rows.reduce((sum, { id, text }) => sum + Number(insert.run(queue, id, text, now).changes), 0);
    });
    if (added > 0) this.#wake(queue);
    return added;
  }

  serve(
    queue: string,
    handle: (piece: TakenPiece, signal: AbortSignal) => Promise<unknown>,
    options: ServeOptions = {},
  ): Serving {
    const servers = this.#servers.get(queue) ?? new Set();
    this.#servers.set(queue, servers);
    const server = new QueueServer(this.database, queue, handle, options);
    servers.add(server);
    return {
      close: async () => {
        // Whoever closes the queue meanwhile must wait for it too.
        await server.close();
        servers.delete(server);
      },
    };
  }

  counts(queue: string): Promise<QueueCounts> {
    return this.database.read(() => {
      const rows = this.database
        .sql('SELECT state, count(*) AS pieces FROM pieces WHERE queue = ? GROUP BY state')
        .all(queue);
      const of = (state: string) => Number(rows.find((row) => row.state === state)?.pieces ?? 0);
      return { waiting: of('waiting'), taken: of('taken'), dead: of('dead') };
    });
  }

  kept(queue: string, after = '0:0', most = 1_000): Promise<readonly KeptPiece[]> {
    const [due = 0, seq = 0] = after.split(':').map(Number);
    return this.database.read(() =>
      this.database
        .sql(
          `SELECT seq, due, id, data FROM pieces
           WHERE queue = ? AND state = 'done' AND (due, seq) > (?, ?) ORDER BY due, seq LIMIT ?`,
        )
        .all(queue, due, seq, most)
        .map(({ seq, due, id, data }) => ({
          place: `${due}:${seq}`,
          id: String(id),
          data: JSON.parse(String(data)),
        })),
    );
  }

  dead(queue: string, most = 100): Promise<readonly DeadPiece[]> {
    return this.database.read(() =>
      this.database
        .sql(
          `SELECT id, data, reason, failures, due FROM pieces
           WHERE queue = ? AND state = 'dead' ORDER BY due DESC, seq DESC LIMIT ?`,
        )
        .all(queue, most)
        .map(({ id, data, reason, failures, due }) => ({
          id: String(id),
          data: JSON.parse(String(data)),
          reason: String(reason),
          failures: Number(failures),
          diedAt: Number(due),
        })),
    );
  }

  async retry(queue: string, ids?: readonly string[]): Promise<number> {
    const change = "UPDATE pieces SET state = 'waiting', due = ?, failures = 0, losses = 0, reason = NULL";
    const changed = await this.#changeDead(change, [this.database.runtime.now()], queue, ids);
    if (changed > 0) this.#wake(queue);
    return changed;
  }

  drop(queue: string, ids?: readonly string[]): Promise<number> {
    return this.#changeDead('DELETE FROM pieces', [], queue, ids);
  }

  /** Closes everything that serves a queue, so that unfinished pieces are free. */
  async close(): Promise<void> {
    const servers = [...this.#servers.values()].flatMap((each) => [...each]);
    await Promise.all(servers.map((server) => server.close()));
  }

  #changeDead(
    change: string,
    values: readonly number[],
    queue: string,
    ids: readonly string[] | undefined,
  ): Promise<number> {
    return this.database.write(() => {
      const all = `${change} WHERE queue = ? AND state = 'dead'`;
      if (!ids) return Number(this.database.sql(all).run(...values, queue).changes);
      const one = this.database.sql(`${all} AND id = ?`);
      return ids.reduce((sum, id) => sum + Number(one.run(...values, queue, id).changes), 0);
    });
  }

  #wake(queue: string): void {
    for (const server of this.#servers.get(queue) ?? []) server.wake();
  }
}

function jsonOf(id: string, data: unknown): string {
  const text = JSON.stringify(data);
  if (text === undefined) throw new TypeError(`The data of piece ${id} is not JSON.`);
  return text;
}
