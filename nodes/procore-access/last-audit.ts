import type { AccessRow } from '../../src/access/access-row.js';
import type { State } from '../../src/index.js';
import type { ContextValue, Host } from '../shared/pipe/host.js';
import { answered } from '../shared/pipe/patience.js';

interface Kept {
  /** The audited connection. An audit of another connection is not an earlier state of this one. */
  readonly connection: string;
  /** Time of the audit, as ISO 8601. */
  readonly at: string;
  readonly rows: readonly AccessRow[];
}

const KEY = 'lastAudit';
const CONTEXT = 'The context store of the last audit';

/**
 * A node's last audit of a connection. It is stored in the state of the connection's key, or in the context store that
 * the node names. Earlier versions stored it in the default context store if the node named none; that audit is taken
 * over once. It also stays in the context store while the state is in memory only, since a context store may be on
 * disk.
 */
export class LastAudit {
  readonly #key: string;
  readonly #inContext: ContextValue;
  readonly #isInState: boolean;

  /** @param contextStore name of a context store in settings.js; undefined if none was chosen */
  constructor(
    host: Host,
    contextStore: string | undefined,
    private readonly connection: string,
    private readonly state: Pick<State, 'store' | 'isLasting'>,
  ) {
    this.#key = `last audit:${JSON.stringify([host.id, connection])}`;
    this.#inContext = host.context('node', KEY, contextStore);
    this.#isInState = contextStore === undefined && state.isLasting;
  }

  async read(): Promise<Kept | undefined> {
    if (!this.#isInState) return this.#fromContext();
    const [kept] = await this.state.store.get<Kept>([this.#key]);
    if (kept) return kept.value;
    const earlier = await this.#fromContext();
    if (!earlier) return undefined;
    await this.state.store.set(this.#key, earlier);
    await answered(this.#inContext.set(undefined), CONTEXT);
    return earlier;
  }

  async write(rows: readonly AccessRow[]): Promise<void> {
    const kept: Kept = { connection: this.connection, at: new Date().toISOString(), rows };
    if (this.#isInState) await this.state.store.set(this.#key, kept);
    else await answered(this.#inContext.set(kept), CONTEXT);
  }

  async #fromContext(): Promise<Kept | undefined> {
    const kept = await answered(this.#inContext.get(), CONTEXT);
    return isKept(kept) && kept.connection === this.connection ? kept : undefined;
  }
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && Array.isArray((value as Kept).rows);
}
