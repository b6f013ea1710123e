import type { Actor } from '../connection.js';
import type { ErrorCode } from '../errors.js';
import type { Lane } from '../quota/lanes.js';

/** Options for a run of calls. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** The owner of the calls, e.g. a node's id. Owners take turns at the quota. */
  readonly owner?: string | undefined;
  /** Whose rights the calls have. @default what the connection says */
  readonly actAs?: Actor | undefined;
  /** `interactive` if a person waits: those calls go first, then flows, then bulk reads. @default 'flow' */
  readonly lane?: Lane | undefined;
  /** Pages of a list that are read at the same time, 1 to 8. @default 4 */
  readonly parallel?: number | undefined;
  /** ms since the epoch. The calls do not wait beyond it. */
  readonly deadline?: number | undefined;
  /**
   * Most ms that a call waits for quota and for further attempts. If it would be more, the call fails at once with what
   * it would wait for. @default 15,000 in the lane `interactive`, otherwise no limit
   */
  readonly patience?: number | undefined;
  /**
   * Whether a refusal is a normal answer. It is then neither looked into nor remembered, and remembered ones do not
   * stop a call. @default false
   */
  readonly probing?: boolean | undefined;
  /**
   * Called when a call waits until `until` (ms since the epoch): for quota, or for another attempt after a failure with
   * the code `after`.
   */
  readonly onWait?: ((until: number, after?: ErrorCode) => void) | undefined;
  /**
   * Asked before each lookup that would explain a refusal. If it says no, the explanation names what could be meant.
   * @default yes
   */
  readonly mayLookUp?: (() => boolean) | undefined;
  /** Called for each request to the API that is sent, those of lookups included. */
  readonly onSent?: (() => void) | undefined;
  /**
   * Called once an answer of 16 to 512 kB has come in full, before its body is parsed. The caller may send the next
   * request here: then Procore prepares that answer while this one is parsed.
   */
  readonly onAnswered?: (() => void) | undefined;
}
