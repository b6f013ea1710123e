import type { NodeAPI } from 'node-red';
import { configError } from '../../../src/errors.js';
import { type InboxItem, inboxName } from '../../../src/events/inbox.js';
import { replay, replayWish } from '../../../src/events/replay.js';
import type { DeadPiece, WorkQueue } from '../../../src/queue/work-queue.js';
import { isConnectionNode } from '../connection/connection-node.js';
import { expandEnv } from '../env.js';

/** Dead letters that a dialog shows one by one. */
const MOST_SHOWN = 5;

/** Most characters of a reason that are shown. */
const LONGEST_REASON = 300;

/** A dead letter as a dialog shows it. */
export interface ShownDeadLetter {
  readonly eventId: string;
  readonly resource: string;
  readonly resourceId: string;
  readonly action: string;
  /** When it changed in Procore, ISO 8601. */
  readonly at: string;
  /** Why it failed the last time. */
  readonly reason: string;
}

/** The dead letters of a deployed node: how many, and the newest. @throws ProcoreError PROCORE_CONFIG, PROCORE_STATE */
export async function deadLettersOf(RED: NodeAPI, node: string) {
  const { queue, name } = await inboxOf(RED, node);
  const [{ dead }, newest] = await Promise.all([queue.counts(name), queue.dead(name, MOST_SHOWN)]);
  return { dead, newest: newest.map(shown) };
}

/**
 * Hands events of a deployed node out again.
 * @param wish as `msg.replay` has it
 * @returns how many
 * @throws ProcoreError PROCORE_CONFIG, PROCORE_STATE
 */
export async function handedAgain(RED: NodeAPI, node: string, wish: unknown): Promise<number> {
  const checked = replayWish(wish);
  const { queue, name } = await inboxOf(RED, node);
  return replay(queue, name, checked);
}

/** The inbox of a node as it was deployed, whatever its dialog shows. */
async function inboxOf(RED: NodeAPI, id: string): Promise<{ queue: WorkQueue; name: string }> {
  const node = RED.nodes.getNode(id);
  let named: unknown;
  RED.nodes.eachNode((each) => {
    if (each.id === id && each.type === 'procore-event')
      named = (each as { connection?: unknown }).connection;
  });
  const connection = node && typeof named === 'string' && expandEnv(RED, node, named.trim(), 'connection');
  const found = connection ? RED.nodes.getNode(connection) : undefined;
  if (!isConnectionNode(found)) {
    throw configError('This node is not deployed, so it has no events.', 'Deploy it first.');
  }
  const { state } = await found.client();
  return { queue: state.queue, name: inboxName(id) };
}

function shown({ data, reason }: DeadPiece): ShownDeadLetter {
  const { eventId, resource, resourceId, action, at } = (data as InboxItem).event;
  return { eventId, resource, resourceId, action, at, reason: reason.slice(0, LONGEST_REASON) };
}
