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

/** The newest event of a record that the flow did not want. */
type LeftOut = Pick<Mark, 'at' | 'action'>;

/** Remembers of each record how new the newest event is that was handed out. */
export class Marks {
  /** @param name the inbox that the marks belong to */
  constructor(
    private readonly store: Store,
    private readonly name: string,
  ) {}

  /**
   * Remembers an event that the flow does not want: a comparison that finds the same change must not bring it back. An
   * older event that is delivered late is still handed out.
   */
  async leftOut(event: NewEvent): Promise<void> {
    const key = this.#leftOutKey(event);
    const { at, action } = event;
    for (;;) {
      const [known] = await this.store.get<LeftOut>([key]);
      if (known && instantOf(known.value.at) >= instantOf(at)) return;
      // Another event of the record may be left out at the same time.
      const asSeen = known ? { ifRevision: known.revision } : ({ ifAbsent: true } as const);
      if (await this.store.set<LeftOut>(key, { at, action }, { ttlMs: REMEMBERED, ...asSeen })) return;
    }
  }

  /**
   * Moves the marks to these events, each of another record.
   * @returns for each event, whether it may be handed out: not if what it tells is known
   */
  async pass(events: readonly NewEvent[]): Promise<readonly boolean[]> {
    const keys = events.map((event) => `${this.name}/mark/${recordOf(event)}`);
    const marks = await this.store.get<Mark>(keys);
    const leftOut = await this.#leftOut(events);
    return Promise.all(
      events.map(async (event, index) => {
        const mark = marks[index]?.value;
        const other = leftOut.get(index);
        if (mark?.eventId === event.eventId) return true;
        if ((mark && isKnown(event, mark)) || (other && isLeftOut(event, other, mark))) return false;
        await this.store.set(keys[index] as string, moved(event, mark), { ttlMs: REMEMBERED });
        return true;
      }),
    );
  }

  /** Up to when changes of a record were left out, for the events among these that a comparison has found. */
  async #leftOut(events: readonly NewEvent[]): Promise<ReadonlyMap<number, LeftOut | undefined>> {
    const found = [...events.entries()].filter(([, { source }]) => source !== 'delivery');
    const kept = await this.store.get<LeftOut>(found.map(([, event]) => this.#leftOutKey(event)));
    return new Map(found.map(([index], at) => [index, kept[at]?.value]));
  }

  #leftOutKey(event: NewEvent): string {
    return `${this.name}/left out/${recordOf(event)}`;
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

/**
 * Whether what a comparison has found may be what the flow did not want. After a removal that it did not want, the same
 * is true as after one that it had, until it was told of something newer: then the record was there again.
 */
function isLeftOut({ at, action, source, comparedAt }: NewEvent, other: LeftOut, mark?: Mark): boolean {
  if (source === 'delivery') return false;
  const unwanted = instantOf(other.at);
  if (other.action !== 'delete') return instantOf(at) <= unwanted;
  if (action !== 'delete') return instantOf(at) <= unwanted && timeOf(comparedAt) <= unwanted;
  const isThereAgain = mark && Math.max(instantOf(mark.at), timeOf(mark.comparedAt)) > unwanted;
  return !isThereAgain || instantOf(at) <= unwanted;
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
