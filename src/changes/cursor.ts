import type { Store } from '../state/contract.js';

/** Why a company or project cannot be read, and since when. */
export interface Unreachable {
  readonly reason: string;
  /** ISO 8601. */
  readonly since: string;
}

/** How far the changes of one piece were read. */
export interface Cursor {
  /** What the server's clock said, ms since the epoch; absent if the next read must be a complete one. */
  readonly at?: number | undefined;
  /** Rows that were there. */
  readonly rows: number;
  /** Pages of the last complete read. */
  readonly pages: number;
  /** By how much `updated_at` was ahead of the server's clock at most, ms. */
  readonly skew: number;
  /** The account's level on the tool. */
  readonly level?: string | undefined;
  /** The run that read it to its end last. */
  readonly run?: string | undefined;
  /** Whether a run has sent new rows and did not end: the next read must be a complete one. */
  readonly isOpen?: true | undefined;
  readonly unreachable?: Unreachable | undefined;
}

/**
 * How far back a filtered read goes before the last one began, ms. Rows become visible a little after their
 * `updated_at`, and servers have clocks of their own. It costs nothing, since rows that are known are not sent again.
 */
const OVERLAP = 600_000;

/** From when on a filtered read has everything that this cursor has not seen, ms since the epoch. */
export function beginOf({ at, skew }: Cursor): number | undefined {
  return at === undefined ? undefined : at - OVERLAP - skew;
}

const NONE: Cursor = { rows: 0, pages: 0, skew: 0 };

/** The cursor of one piece, in the store. */
export class KeptCursor {
  constructor(
    private readonly store: Store,
    private readonly key: string,
  ) {}

  async load(): Promise<Cursor> {
    const [kept] = await this.store.get<Cursor>([this.key]);
    return kept?.value ?? NONE;
  }

  async save(cursor: Cursor): Promise<void> {
    // Without the properties that are undefined, since a store keeps JSON.
    await this.store.set(this.key, JSON.parse(JSON.stringify(cursor)));
  }

  async forget(): Promise<void> {
    await this.store.delete(this.key);
  }

  /** Notes that the piece cannot be read. The time of an earlier note stays. */
  async unreachable(reason: string, now: number): Promise<Unreachable> {
    const cursor = await this.load();
    if (cursor.unreachable) return cursor.unreachable;
    const unreachable = { reason, since: new Date(now).toISOString() };
    await this.save({ ...cursor, unreachable });
    return unreachable;
  }
}
