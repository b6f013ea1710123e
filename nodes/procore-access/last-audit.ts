import type { Node } from 'node-red';
import type { AccessRow } from '../../src/access/access-row.js';
import type { State } from '../../src/index.js';
import { answered } from '../shared/patience.js';

interface Kept {
  /** The connection that was looked at: another one's audit is no earlier state of this one. */
  readonly connection: string;
  /** When, as ISO 8601. */
  readonly at: string;
  readonly rows: readonly AccessRow[];
}

const KEY = 'lastAudit';
const CONTEXT = 'The context store of the last audit';

/**
 * A node's last audit of a connection. It is in the state of the connection's key, or in the context store that the node
 * names. Earlier versions kept it in the default context store if none was named: that one is taken over once. It stays
 * there while the state is in memory only, since a context store may be on disk.
 */
export class LastAudit {
  readonly #key: string;

  /** @param contextStore name of a context store in settings.js; undefined if none was chosen */
  constructor(
    private readonly node: Node,
    private readonly contextStore: string | undefined,
    private readonly connection: string,
    private readonly state: Pick<State, 'store' | 'isLasting'>,
  ) {
    this.#key = `last audit:${JSON.stringify([node.id, connection])}`;
  }

  async read(): Promise<Kept | undefined> {
    if (!this.#isInState) return this.#inContext();
    const [kept] = await this.state.store.get<Kept>([this.#key]);
    if (kept) return kept.value;
    const earlier = await this.#inContext();
    if (!earlier) return undefined;
    await this.state.store.set(this.#key, earlier);
    await this.#intoContext(undefined);
    return earlier;
  }

  async write(rows: readonly AccessRow[]): Promise<void> {
    const kept: Kept = { connection: this.connection, at: new Date().toISOString(), rows };
    if (this.#isInState) await this.state.store.set(this.#key, kept);
    else await this.#intoContext(kept);
  }

  get #isInState(): boolean {
    return this.contextStore === undefined && this.state.isLasting;
  }

  #inContext(): Promise<Kept | undefined> {
    const found = new Promise<Kept | undefined>((resolve, reject) => {
      this.node.context().get(KEY, this.contextStore, (error: unknown, kept: unknown) => {
        if (error) reject(error);
        else resolve(isKept(kept) && kept.connection === this.connection ? kept : undefined);
      });
    });
    return answered(found, CONTEXT);
  }

  #intoContext(kept: Kept | undefined): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      const done = (error: unknown) => (error ? reject(error) : resolve());
      this.node.context().set(KEY, kept, this.contextStore, done);
    });
    return answered(written, CONTEXT);
  }
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && Array.isArray((value as Kept).rows);
}
