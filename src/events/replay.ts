import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { configError } from '../errors.js';
import type { Piece, WorkQueue } from '../queue/work-queue.js';
import { instantOf, type NewEvent } from './event.js';
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
 * Puts events into the inbox once more: events that were handled in the last 7 days, or dead letters.
 * @param name the inbox
 * @returns how many
 * @throws ProcoreError PROCORE_STATE
 */
export async function replay(queue: WorkQueue, name: string, wish: ReplayWish): Promise<number> {
  const run = randomUUID();
  const again = ({ data }: Piece): Piece => {
    const { event } = data as InboxItem;
    return { id: `replay ${run} ${event.eventId}`, data: { event, replayed: true } satisfies InboxItem };
  };
  if (wish.dead) {
    const dead = (await queue.dead(name, MOST_DEAD)).filter(isWanted(wish));
    if (dead.length === 0) return 0;
    const added = await queue.add(name, dead.map(again));
    await queue.drop(
      name,
      dead.map(({ id }) => id),
    );
    return added;
  }
  // All are found before the first is added, since a replay must not find its own pieces. An id is found twice if it was
  // replayed before.
  const found = new Map<string, Piece>();
  for (let after: string | undefined; ; ) {
    const page = await queue.kept(name, after);
    for (const piece of page.filter(isWanted(wish))) {
      const { id, data } = again(piece);
      found.set(id, { id, data });
    }
    after = page.at(-1)?.place;
    if (after === undefined) break;
  }
  return queue.add(name, [...found.values()]);
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
