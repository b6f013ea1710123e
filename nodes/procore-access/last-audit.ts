import type { AccessRow } from '../../src/access/access-row.js';
import type { ContextValue, Host } from '../shared/pipe/host.js';
import { answered } from '../shared/pipe/patience.js';

interface Kept {
  /** The connection that was looked at: another one's audit is no earlier state of this one. */
  readonly connection: string;
  /** When, as ISO 8601. */
  readonly at: string;
  readonly rows: readonly AccessRow[];
}

const KEY = 'lastAudit';
const STORE = 'The context store of the last audit';

/** A node's last audit, in its own context: as durable as the context store that it is kept in. */
export class LastAudit {
  readonly #value: ContextValue;

  /** @param store name of a context store in settings.js; undefined for the default one */
  constructor(
    host: Host,
    store: string | undefined,
    private readonly connection: string,
  ) {
    this.#value = host.context('node', KEY, store);
  }

  async read(): Promise<Kept | undefined> {
    const kept = await answered(this.#value.get(), STORE);
    return isKept(kept) && kept.connection === this.connection ? kept : undefined;
  }

  write(rows: readonly AccessRow[]): Promise<void> {
    const kept: Kept = { connection: this.connection, at: new Date().toISOString(), rows };
    return answered(this.#value.set(kept), STORE);
  }
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && Array.isArray((value as Kept).rows);
}
