import type { Actor } from '../connection.js';
import type { ErrorCode } from '../errors.js';
import type { Lane } from '../quota/lanes.js';

/** How a run of calls is to be treated. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whose turn its calls are counted as, e.g. a node's id. */
  readonly owner?: string | undefined;
  /** Whose rights these calls have. @default as the connection says */
  readonly actAs?: Actor | undefined;
  /** `interactive` for a person who waits; else flows before bulk reads. @default 'flow' */
  readonly lane?: Lane | undefined;
  /** Pages of a list that are read at the same time, 1 to 8. @default 4 */
  readonly parallel?: number | undefined;
  /** ms since the epoch: nothing is waited for beyond it. */
  readonly deadline?: number | undefined;
  /** Whether a refusal is an answer like others: it is neither looked into nor remembered, and none stands in the way. */
  readonly probing?: boolean | undefined;
  /** Told until when (ms since the epoch) a call waits: for quota, or for another attempt after a failure of this code. */
  readonly onWait?: ((until: number, after?: ErrorCode) => void) | undefined;
}
