/** How a run stands, and at its end what it has done. */
export interface ChangesSummary {
  readonly pieces: number;
  /** Pieces that were read to their end. */
  readonly read: number;
  readonly failed: number;
  /** Pieces that were not asked for, since Procore refused them before. */
  readonly skipped: number;
  /** Pieces that a run that was cut off had read already. */
  readonly resumed: number;
  readonly upserts: number;
  readonly deletes: number;
  readonly requests: number;
  readonly durationMs: number;
}

/** What is counted while a run goes on. */
type Count = { -readonly [Name in Exclude<keyof ChangesSummary, 'durationMs'>]: number };

export function noneYet(): Count {
  return { pieces: 0, read: 0, failed: 0, skipped: 0, resumed: 0, upserts: 0, deletes: 0, requests: 0 };
}
