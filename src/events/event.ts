/** Something that changed in Procore. It says that a record changed, and not what is in it. */
export interface ProcoreEvent {
  /** Unique for each event, and the same each time Procore sends it: the ULID where the payload has one. */
  readonly eventId: string;
  /** The name of the resource as Procore writes it, e.g. `RFIs`. */
  readonly resource: string;
  readonly action: Action;
  readonly resourceId: string;
  readonly companyId: string;
  readonly projectId?: string;
  /** Whoever made the change. */
  readonly userId?: string;
  /** When it changed, ISO 8601. */
  readonly at: string;
  /** How it was learned: Procore sent it, or it was found in a comparison or by asking again and again. */
  readonly source: 'delivery' | 'reconciled' | 'polled';
  /**
   * When the comparison began that found it, ISO 8601, by Procore's clock; absent for a delivery. The event tells all
   * that had happened to the record by then.
   */
  readonly comparedAt?: string;
  /** Whether the flow may have had it before. */
  readonly redelivered: boolean;
  /** The payload as it came. */
  readonly raw: unknown;
}

export type Action = 'create' | 'update' | 'delete';

/** Procore writes `create`, `CREATE` and `CREATED`. */
const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['create', 'create'],
  ['created', 'create'],
  ['update', 'update'],
  ['updated', 'update'],
  ['delete', 'delete'],
  ['deleted', 'delete'],
]);

/** The action that a word of Procore's means; undefined if it is none of the three. */
export function actionOf(word: string): Action | undefined {
  return ACTIONS.get(word.trim().toLowerCase());
}

/** An event before it is handed out. */
export type NewEvent = Omit<ProcoreEvent, 'redelivered'>;

/** The record that an event is about, as a key: an id is unique only within its resource and project. */
export function recordOf({ companyId, projectId = '', resource, resourceId }: NewEvent): string {
  return JSON.stringify([companyId, projectId, resource.toLowerCase(), resourceId]);
}

const MICROSECONDS = 1_000;

/**
 * A time in microseconds since the epoch: Procore's times have six digits after the point, and two changes of one record
 * can be in the same millisecond.
 * @returns NaN if it is no time
 */
export function instantOf(at: string): number {
  const ms = Date.parse(at);
  const point = at.indexOf('.');
  if (point < 0) return ms * MICROSECONDS;
  const digits = digitsFrom(at, point + 1)
    .slice(0, 6)
    .padEnd(6, '0');
  return ms * MICROSECONDS + (Number(digits) % MICROSECONDS);
}

function digitsFrom(text: string, start: number): string {
  let end = start;
  while (text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end++;
  return text.slice(start, end);
}
