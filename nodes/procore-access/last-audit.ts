import type { Node } from 'node-red';
import type { AccessRow } from '../../src/access/access-row.js';
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
  /** @param store name of a context store in settings.js; undefined for the default one */
  constructor(
    private readonly node: Node,
    private readonly store: string | undefined,
    private readonly connection: string,
  ) {}

  read(): Promise<Kept | undefined> {
    const found = new Promise<Kept | undefined>((resolve, reject) => {
      this.node.context().get(KEY, this.store, (error: unknown, kept: unknown) => {
        if (error) reject(error);
        else resolve(isKept(kept) && kept.connection === this.connection ? kept : undefined);
      });
    });
    return answered(found, STORE);
  }

  write(rows: readonly AccessRow[]): Promise<void> {
    const kept: Kept = { connection: this.connection, at: new Date().toISOString(), rows };
    const written = new Promise<void>((resolve, reject) => {
      this.node.context().set(KEY, kept, this.store, (error: unknown) => (error ? reject(error) : resolve()));
    });
    return answered(written, STORE);
  }
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && Array.isArray((value as Kept).rows);
}
