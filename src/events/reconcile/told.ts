import type { WorkQueue } from '../../queue/work-queue.js';
import { type NewEvent, recordOf } from '../event.js';

/** What the flow was told of a record last, by a delivery. */
export type Told = Pick<NewEvent, 'companyId' | 'projectId' | 'resource' | 'resourceId' | 'action' | 'at'>;

/** What of a handled piece counts here. */
interface Handled {
  readonly event: NewEvent;
}

/** The records that the flow was told of since a place in the list of handled events. */
export interface ToldSince {
  readonly records: readonly Told[];
  /** The place of the last one; undefined if there was none. */
  readonly last: string | undefined;
}

/**
 * Records that deliveries have told the flow of, each with its last event. Events that the flow has not settled are not
 * among them: they are once it has.
 * @param inbox the name of the inbox's queue, which keeps what was handled for 7 days
 * @param after a place; undefined for everything that is kept
 */
export async function toldSince(queue: WorkQueue, inbox: string, after?: string): Promise<ToldSince> {
  const records = new Map<string, Told>();
  let last = after;
  for (;;) {
    const page = await queue.kept(inbox, last);
    for (const { data } of page) {
      const { event } = data as Handled;
      if (event.source !== 'delivery') continue;
      const { companyId, projectId, resource, resourceId, action, at } = event;
      records.set(recordOf(event), {
        companyId,
        ...(projectId !== undefined && { projectId }),
        resource,
        resourceId,
        action,
        at,
      });
    }
    const end = page.at(-1)?.place;
    if (end === undefined) return { records: [...records.values()], last };
    last = end;
  }
}
