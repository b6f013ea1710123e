import type { Page } from '../paging/page.js';
import type { Piece } from '../scope/piece.js';

/** A row that was created or changed, or the key of one that was removed. */
export interface Change {
  readonly op: 'upsert' | 'delete';
  readonly key: string;
  /** As Procore sends it; null if the row is gone and nothing more is known. */
  readonly row: unknown;
}

/** Some changes of one piece. */
export interface Step {
  readonly piece: Piece;
  /** The page that they are from; absent for removals that no page shows. */
  readonly page?: Page | undefined;
  readonly changes: readonly Change[];
  /** Whether the piece was read to its end. */
  readonly ends?: true;
  /** Called once they were handed over. Until then, they count as not sent. */
  confirmed(): Promise<void>;
}
