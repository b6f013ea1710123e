import type { WorkQueue } from '../queue/work-queue.js';
import type { NewEvent } from './event.js';

/** Events that an inbox holds: about 1 GB on the disk. */
const MOST = 2_000_000;

/** ms between two counts while there is no room. */
const COUNT_EVERY = 1_000;

/** The name of the inbox of a node. */
export function inboxName(node: string): string {
  return `events/${node}`;
}

/** There is no room, so the sender must try again later. */
export class InboxFull extends Error {}

/** What a piece in an inbox's queue holds. */
export interface InboxItem {
  readonly event: NewEvent;
  /** Whether somebody asked for it again: then it is handed out although it is known. */
  readonly replayed?: true;
  /** Events of the same record that it stands for. @default 1 */
  readonly count?: number;
}

export interface InboxOptions {
  /** ms, from any fixed moment. */
  now(): number;
  /** Events that it holds, unhandled or dead. Approximate if several processes fill it. @default 2,000,000 */
  readonly most?: number;
}

/** Where every event comes in, however it was learned. Events wait here, on the disk, until a flow takes them. */
export class Inbox {
  readonly #most: number;
  readonly #now: () => number;
  /** Events that may be added before the queue is counted again: counting a million takes a while. */
  #room = 0;
  #countedAt = Number.NEGATIVE_INFINITY;
  #counting: Promise<void> | undefined;

  /** @param name the name of its queue */
  constructor(
    private readonly queue: WorkQueue,
    readonly name: string,
    { now, most = MOST }: InboxOptions,
  ) {
    this.#most = most;
    this.#now = now;
  }

  /**
   * Takes events in. They are on the disk when the promise resolves. An event that already waits is not added again.
   * @returns how many were added
   * @throws InboxFull; ProcoreError PROCORE_STATE. Then none was added
   */
  async accept(events: readonly NewEvent[]): Promise<number> {
    if (this.#room < events.length) await this.#count();
    if (this.#room < events.length) throw new InboxFull('The inbox is full.');
    this.#room -= events.length;
    let added = 0;
    try {
      added = await this.queue.add(
        this.name,
        events.map((event) => ({ id: event.eventId, data: { event } satisfies InboxItem })),
      );
    } finally {
      this.#room += events.length - added;
    }
    return added;
  }

  #count(): Promise<void> {
    if (this.#now() - this.#countedAt < COUNT_EVERY) return this.#counting ?? Promise.resolve();
    this.#countedAt = this.#now();
    this.#counting = this.queue
      .counts(this.name)
      .then(({ waiting, taken, dead }) => {
        this.#room = this.#most - waiting - taken - dead;
      })
      .finally(() => {
        this.#counting = undefined;
      });
    return this.#counting;
  }
}
