import type { Store } from '../state/contract.js';
import { instantOf, type NewEvent, recordOf } from './event.js';

/** How long it is remembered how new the last event of a record was, ms: 30 days, as for the ids of events. */
export const REMEMBERED = 30 * 86_400_000;

/** Remembers of each record how new the newest event is that was handed out. */
export class Marks {
  /** @param name the inbox that the marks belong to */
  constructor(
    private readonly store: Store,
    private readonly name: string,
  ) {}

  /**
   * Moves the marks to these events, each of another record.
   * @returns for each event, whether it may be handed out: not if a newer one of its record was. What was found in a
   *   comparison must be newer, since it may be what a delivery has told already
   */
  async pass(events: readonly NewEvent[]): Promise<readonly boolean[]> {
    const keys = events.map((event) => `${this.name}/mark/${recordOf(event)}`);
    const marks = await this.store.get<string>(keys);
    return Promise.all(
      events.map(async (event, index) => {
        const mark = marks[index] ? instantOf(marks[index].value) : Number.NEGATIVE_INFINITY;
        const instant = instantOf(event.at);
        if (instant < mark || (instant === mark && event.source !== 'delivery')) return false;
        if (instant > mark) await this.store.set(keys[index] as string, event.at, { ttlMs: REMEMBERED });
        return true;
      }),
    );
  }
}
