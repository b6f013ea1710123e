import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { configError } from '../errors.js';
import type { Piece, WorkQueue } from '../queue/work-queue.js';
import { instantOf, type NewEvent, recordOf } from './event.js';
import type { HandOutOptions } from './hand-out.js';
import type { InboxItem } from './inbox.js';

/** Dead letters that one replay reads. */
const MOST_DEAD = 10_000;

const text = z.union([z.string().min(1), z.number()]).transform(String);
const time = z.union([z.string(), z.number(), z.date()]).transform((value, context) => {
  const instant = typeof value === 'string' ? instantOf(value) : Number(value) * 1_000;
  if (Number.isFinite(instant)) return instant;
  context.addIssue('is no time');
  return z.NEVER;
});

const wishSchema = z
  .strictObject({
    /** One event. */
    id: text.optional(),
    /** Events of this time, ISO 8601 or ms since the epoch. `to` itself is not among them. */
    from: time.optional(),
    to: time.optional(),
    /** Events of these records. */
    resource: text.optional(),
    resourceId: text.optional(),
    /** Whether the dead letters are meant, and not what was handled. */
    dead: z.boolean().optional(),
  })
  .refine((wish) => Object.values(wish).some((value) => value !== undefined && value !== false));

/** Which events are wanted again. All that is given must apply. */
export type ReplayWish = z.infer<typeof wishSchema>;

/** @throws ProcoreError PROCORE_CONFIG if it names no events */
export function replayWish(given: unknown): ReplayWish {
  const { data, error } = wishSchema.safeParse(given);
  if (data) return data;
  const [issue] = error.issues;
  const where = issue?.path.join('.');
  throw configError(
    `What to replay cannot be read${where ? `: "${where}" is not what it should be` : ''}.`,
    'Set msg.replay to an object with id, with from and to, with resource and resourceId, or with dead: true.',
  );
}

/**
 * Puts events into the inbox once more: events that were handled in the last 7 days, or dead letters. If the flow joins
 * the events of a record, those of one replay are joined. Dead letters that the flow does not want any more are dropped.
 * @param name the inbox
 * @param flow how the flow takes its events
 * @returns how many are handed out
 * @throws ProcoreError PROCORE_STATE
 */
export async function replay(
  queue: WorkQueue,
  name: string,
  wish: ReplayWish,
  { wants, windowMs = 0 }: Pick<HandOutOptions, 'wants' | 'windowMs'>,
): Promise<number> {
  const run = randomUUID();
  const isNamed = isWanted(wish);
  const again = (items: Iterable<InboxItem>) => {
    const meant = [...items].filter(({ event }) => wants?.(event) !== false);
    return (windowMs > 0 ? joined(meant) : meant).map(
      ({ event, count }): Piece => ({
        id: `replay ${run} ${event.eventId}`,
        data: { event, replayed: true, ...(count !== undefined && { count }) } satisfies InboxItem,
      }),
    );
  };
  if (wish.dead) {
    const dead = (await queue.dead(name, MOST_DEAD)).filter(isNamed);
    if (dead.length === 0) return 0;
    const added = await queue.add(name, again(dead.map(({ data }) => data as InboxItem)));
    await queue.drop(
      name,
      dead.map(({ id }) => id),
    );
    return added;
  }
  // All are found before the first is added, since a replay must not find its own pieces. An id is found twice if it was
  // replayed before.
  const found = new Map<string, InboxItem>();
  for (let after: string | undefined; ; ) {
    const page = await queue.kept(name, after);
    for (const { data } of page.filter(isNamed)) {
      const item = data as InboxItem;
      found.set(item.event.eventId, item);
    }
    after = page.at(-1)?.place;
    if (after === undefined) break;
  }
  return queue.add(name, again(found.values()));
}

/** The newest of each record, with the number of those that it stands for. */
function joined(items: readonly InboxItem[]): InboxItem[] {
  const records = new Map<string, { newest: InboxItem; items: number; most: number }>();
  for (const item of items) {
    const { event, count = 1 } = item;
    const record = recordOf(event);
    const known = records.get(record) ?? { newest: item, items: 0, most: 1 };
    const isNewer = instantOf(event.at) >= instantOf(known.newest.event.at);
    records.set(record, {
      newest: isNewer ? item : known.newest,
      items: known.items + 1,
      // One that was joined before may be found beside those that it stands for.
      most: Math.max(known.most, count),
    });
  }
  return [...records.values()].map(({ newest: { event }, items, most }) => ({
    event,
    count: Math.max(items, most),
  }));
}

function isWanted({ id, from, to, resource, resourceId }: ReplayWish): (piece: Piece) => boolean {
  return ({ data }) => {
    const { event } = data as InboxItem;
    return (
      (id === undefined || event.eventId === id) &&
      (resource === undefined || event.resource === resource) &&
      (resourceId === undefined || event.resourceId === resourceId) &&
      isWithin(event, from, to)
    );
  };
}

function isWithin({ at }: NewEvent, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): boolean {
  const instant = instantOf(at);
  return instant >= from && instant < to;
}
