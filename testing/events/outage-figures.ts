/** How long the parts of a play are, h. */
export interface OutageSize {
  readonly before: number;
  readonly after: number;
  /** Until the last of what is a day late has come. */
  readonly late: number;
}

/** What one seed has shown. */
export interface OutageFigures {
  readonly seed: number;
  readonly resource: string;
  readonly outage: 'the process ends' | 'nothing answers';
  readonly changes: number;
  /** Changes of which no delivery ever arrived: silently dropped, or discarded. */
  readonly undelivered: number;
  readonly events: number;
  /** Events that a comparison has found. */
  readonly found: number;
  readonly redelivered: number;
  readonly comparisons: number;
  readonly restarts: number;
  /** Moments at which the mark was checked. */
  readonly checks: number;
  /** Records that the flow did not know up to the mark, over all checks. Must be empty. */
  readonly ahead: readonly string[];
  /** Records that the flow did not know after the next complete comparison. Must be empty. */
  readonly missing: readonly string[];
  /** Must be 0. */
  readonly twice: number;
  /** Changes told by a comparison that was under way when they were made, and then by their delivery. */
  readonly whileCompared: number;
  /** Changes that have no event of their own, since a later one of their record was told. */
  readonly joined: number;
  /** Changes of records that came and went again between two comparisons, without a delivery. */
  readonly cameAndWent: number;
  /** Changes after which only a change of the same second was told, which was before them. */
  readonly sameSecond: number;
  /** Removals that were undone before the comparison that would have told them had ended. */
  readonly undone: number;
}
