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
   * older one that is delivered late is handed out all the same.
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
   * @returns for each event, whether it may be handed out: not if a newer one of its record was. What was found in a
   *   comparison must be newer, since it may be what a delivery has told already, and a record is removed only once:
   *   the time of a removal that was found is only known to be before the comparison
   */
  async pass(events: readonly NewEvent[]): Promise<readonly boolean[]> {
    const keys = events.map((event) => `${this.name}/mark/${recordOf(event)}`);
    const marks = await this.store.get<Mark>(keys);
    const leftOut = await this.#leftOut(events);
    return Promise.all(
      events.map(async ({ eventId, at, action, source }, index) => {
        const mark = marks[index]?.value;
        if (mark?.eventId === eventId) return true;
        const newest = mark ? instantOf(mark.at) : Number.NEGATIVE_INFINITY;
        const instant = instantOf(at);
        const isFound = source !== 'delivery';
        if (instant < newest || (instant === newest && isFound)) return false;
        const other = leftOut.get(index);
        if (isFound && other && instant <= instantOf(other.at)) return false;
        const isRemoved = mark?.action === 'delete' || other?.action === 'delete';
        if (isFound && action === 'delete' && isRemoved) return false;
        if (instant > newest || action !== mark?.action)
          await this.store.set<Mark>(keys[index] as string, { at, action, eventId }, { ttlMs: REMEMBERED });
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
