import type { NewEvent } from '../../src/events/event.js';
import { type Handed, HandOut, type HandOutOptions } from '../../src/events/hand-out.js';
import { Inbox } from '../../src/events/inbox.js';
import { type Runtime, systemRuntime } from '../../src/runtime.js';
import { memoryState, type State } from '../../src/state/state.js';

const COMPANY = '562949953421312';

const START = Date.parse('2026-03-02T06:00:00Z');

/** An event of one record; `second` says when it happened. */
export function eventOf(id: string, second = 0, more: Partial<NewEvent> = {}): NewEvent {
  return {
    eventId: id,
    resource: 'RFIs',
    action: 'update',
    resourceId: '1',
    companyId: COMPANY,
    projectId: '7',
    at: new Date(START + second * 1_000).toISOString(),
    source: 'delivery',
    raw: {},
    ...more,
  };
}

/** The body of a delivery with payload v4.0. */
export function fourthPayload(id: string, more: object = {}): object {
  return {
    id,
    timestamp: '2026-03-02T06:00:00.123456Z',
    reason: 'update',
    company_id: COMPANY,
    project_id: '7',
    user_id: '9',
    resource_type: 'RFIs',
    resource_id: '1',
    ...more,
  };
}

/** An inbox, and a flow that takes from it. */
export class EventStage {
  readonly inbox: Inbox;
  readonly #stops: AbortController[] = [];

  constructor(
    readonly state: State = memoryState(systemRuntime()),
    readonly runtime: Pick<Runtime, 'now' | 'sleep'> = systemRuntime(),
  ) {
    this.inbox = new Inbox(state.queue, 'inbox', runtime);
  }

  /** Hands events out to a flow, until the stage or the returned function ends it. */
  flow(use: (handed: Handed) => void | Promise<void>, options: HandOutOptions = {}) {
    const stop = new AbortController();
    this.#stops.push(stop);
    const seen: Handed[] = [];
    const ended = (async () => {
      try {
        const handOut = new HandOut(this.state, 'inbox', this.runtime, options);
        for await (const handed of handOut.events(stop.signal)) {
          seen.push(handed);
          await use(handed);
        }
      } catch (thrown) {
        if (!stop.signal.aborted) throw thrown;
      }
    })();
    const end = async () => {
      stop.abort(new Error('stopped'));
      await ended;
    };
    return { seen, ids: () => seen.map(({ event }) => event.eventId), end };
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop.abort(new Error('stopped'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await this.state.close();
  }
}

export const takes = (handed: Handed): void => handed.done();
