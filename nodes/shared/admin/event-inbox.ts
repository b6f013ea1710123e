import type { NodeAPI } from 'node-red';
import { configError } from '../../../src/errors.js';
import type { HandOutOptions } from '../../../src/events/hand-out.js';
import { type InboxItem, inboxName } from '../../../src/events/inbox.js';
import { replay, replayWish } from '../../../src/events/replay.js';
import { wantedBy } from '../../../src/events/wanted.js';
import type { DeadPiece, WorkQueue } from '../../../src/queue/work-queue.js';
import { fields } from '../../procore-event/fields.js';
import { migrations } from '../../procore-event/migrations.js';
import { isConnectionNode } from '../connection/connection-node.js';
import { expandEnv } from '../env.js';
import { configOf } from '../fields/config.js';
import type { EventDef } from '../flow-json.js';

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
  const { queue, name, taking } = await inboxOf(RED, node);
  return replay(queue, name, checked, taking);
}

interface NodeInbox {
  readonly queue: WorkQueue;
  readonly name: string;
  /** How the node takes its events. */
  readonly taking: Pick<HandOutOptions, 'wants' | 'windowMs'>;
}

/** The inbox of a node as it was deployed, whatever its dialog shows. */
async function inboxOf(RED: NodeAPI, id: string): Promise<NodeInbox> {
  const node = RED.nodes.getNode(id);
  let stored: EventDef | undefined;
  RED.nodes.eachNode((each) => {
    if (each.id === id && each.type === 'procore-event')
      stored = configOf({ fields, migrations }, each as EventDef);
  });
  const text = (value: string, label: string) => (node ? expandEnv(RED, node, value.trim(), label) : '');
  const connection = stored && text(String(stored.connection ?? ''), 'connection');
  const found = connection ? RED.nodes.getNode(connection) : undefined;
  if (!stored || !isConnectionNode(found)) {
    throw configError('This node is not deployed, so it has no events.', 'Deploy it first.');
  }
  const { state, connection: own } = await found.client();
  const { resources, ignoreOwn, coalesce } = stored;
  return {
    queue: state.queue,
    name: inboxName(id),
    taking: {
      wants: wantedBy(resources, ignoreOwn ? own.clientId : undefined),
      windowMs: Number(text(String(coalesce), fields.coalesce.label)) * 1_000,
    },
  };
}

function shown({ data, reason }: DeadPiece): ShownDeadLetter {
  const { eventId, resource, resourceId, action, at } = (data as InboxItem).event;
  return { eventId, resource, resourceId, action, at, reason: reason.slice(0, LONGEST_REASON) };
}
