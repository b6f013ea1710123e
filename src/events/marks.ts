import type { Store } from '../state/contract.js';
import { type Action, instantOf, type NewEvent, recordOf } from './event.js';

/** How long it is remembered how new the last event of a record was, ms: 30 days, as for the ids of events. */
export const REMEMBERED = 30 * 86_400_000;

/** The newest event of a record that was handed out. */
interface Mark {
  readonly at: string;
  readonly action: Action;
  /** The event that set it, which may be handed out again: it was not settled then. */
  readonly eventId: string;
  /** Whether that event was found in a comparison. */
  readonly isFound?: true;
  /** When the last comparison began that has told something of the record: what happened before is known. */
  readonly comparedAt?: string;
}

/** Remembers of each record how new the newest event is that was handed out. */
export class Marks {
  /** @param name the inbox that the marks belong to */
  constructor(
    private readonly store: Store,
    private readonly name: string,
  ) {}

  /**
   * Moves the marks to these events, each of another record.
   * @returns for each event, whether it may be handed out: not if what it tells is known
   */
  async pass(events: readonly NewEvent[]): Promise<readonly boolean[]> {
    const keys = events.map((event) => `${this.name}/mark/${recordOf(event)}`);
    const marks = await this.store.get<Mark>(keys);
    return Promise.all(
      events.map(async (event, index) => {
        const mark = marks[index]?.value;
        if (mark?.eventId === event.eventId) return true;
        if (mark && isKnown(event, mark)) return false;
        await this.store.set(keys[index] as string, moved(event, mark), { ttlMs: REMEMBERED });
        return true;
      }),
    );
  }
}

/** Whether the flow has had a newer event of the record, or what was found may be what a delivery has told already. */
function isKnown({ at, action, source, comparedAt }: NewEvent, mark: Mark): boolean {
  const [instant, newest] = [instantOf(at), instantOf(mark.at)];
  if (source === 'delivery') return instant < newest || instant < timeOf(mark.comparedAt);
  const wasRemoved = mark.action === 'delete';
  // A record is removed only once: the time of a removal that was found is only known to be before the comparison. For
  // the same reason it is there again if a later comparison has read it, whatever its own time is.
  if (action === 'delete') return wasRemoved || instant < newest;
  if (wasRemoved && timeOf(comparedAt) > newest) return false;
  // Two comparisons that find the same time have read different rows: times of rows are in whole seconds.
  return instant < newest || (instant === newest && !mark.isFound);
}

function moved({ at, action, eventId, source, comparedAt }: NewEvent, mark: Mark | undefined): Mark {
  const compared = comparedAt ?? mark?.comparedAt;
  const isOlder = mark && instantOf(at) < instantOf(mark.at);
  return {
    at: isOlder ? mark.at : at,
    action,
    eventId,
    ...(source !== 'delivery' && { isFound: true }),
    ...(compared !== undefined && { comparedAt: compared }),
  };
}

function timeOf(comparedAt: string | undefined): number {
  return comparedAt === undefined ? Number.NEGATIVE_INFINITY : instantOf(comparedAt);
}
