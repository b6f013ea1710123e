import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { asProcoreError, configError, ProcoreError } from '../../src/errors.js';
import type { RunOptions } from '../../src/index.js';
import { steadyNow } from '../../src/steady-clock.js';
import { deadlineSignal, type Followed, forMany } from '../../src/transport/deadline.js';
import type { Action, ActionState } from './action.js';
import { checkChoices } from './choices.js';
import { type ConnectionNode, isConnectionNode } from './connection/connection-node.js';
import { checkCopyable } from './copyable.js';
import { type Parcel, packing } from './delivery.js';
import type { Failed } from './ending.js';
import { expandEnv } from './env.js';
import type { ActionDef } from './flow-json.js';
import { Inputs } from './inputs.js';
import { checkTarget, outgoing, type Place, type Target } from './messages.js';
import { patientItems, patiently } from './patience.js';
import { warningsOf } from './warnings.js';

/** Messages a node works on at the same time, at most. */
const MOST_AT_ONCE = 1_000;

/** What Node-RED hands to an input handler, as far as results go. */
export interface Callbacks {
  /** Whether the node is still there: a closed one shows no status and sends nothing. */
  open(): boolean;
  send(msg: NodeMessage | Array<NodeMessage | null>): void;
}

/** How one message went. */
export interface Outcome {
  /** Rows delivered; undefined where the answer was no list. */
  readonly rows: number | undefined;
  readonly failed: Failed | undefined;
}

/**
 * The way of one message: inputs, client, pages, output. Everything that waits ends with `stop` or with the message's time.
 * Never rejects for what a flow or Procore did wrong.
 */
export async function run<Def extends ActionDef>(
  RED: NodeAPI,
  node: Node,
  action: Action<Def>,
  config: Def,
  msg: NodeMessageInFlow,
  { send, open }: Callbacks,
  { status, turns, ticks }: ActionState,
  stop: AbortSignal,
): Promise<Outcome> {
  const target = action.target?.(config) ?? fieldTarget(config);
  const sequence = RED.util.generateId();
  const packed = packing(config.delivery || 'array', sequence);
  let connection: ConnectionNode | undefined;
  let inputs: Inputs<Def> | undefined;
  let rows: number | undefined;
  let endTurn: (() => void) | undefined;
  let whole: Followed | undefined;

  const sendOne = async (parcel: Parcel, environment: string, signal: AbortSignal) =>
    send(
      await patiently(outgoing(RED, node, inputs?.passedOn() ?? msg, parcel, target, environment), signal),
    );
  const deliver = async (parcels: Iterable<Parcel>, environment: string, signal: AbortSignal) => {
    for (const parcel of parcels) {
      signal.throwIfAborted();
      await sendOne(parcel, environment, signal);
      if (!config.tick || !parcel.parts || parcel.parts.count !== undefined) continue;
      if (open()) status.held();
      await ticks.wait(sequence, signal);
    }
  };

  try {
    checkChoices(config);
    checkCopyable(msg, target.outputType === 'msg' ? target.output : undefined);
    const named = expandEnv(RED, node, String(config.connection ?? '').trim(), 'connection');
    connection = connectionOf(RED, named);
    const { environment } = connection;
    inputs = new Inputs(RED, node, config, msg, environment);
    const limitMs = inputs.milliseconds(config.deadline, 'time limit');
    const deadline = limitMs === undefined ? undefined : steadyNow() + limitMs;
    whole = deadlineSignal(deadline, [stop], { now: steadyNow });
    const { signal } = whole;
    forMany(signal);
    inputs.count(config.concurrency, 'parallel messages', MOST_AT_ONCE);
    await patiently(checkTarget(RED, node, msg, target), signal);
    endTurn = await turns.take(signal);
    if (environment === 'demo') status.demo();
    const client = await patiently(connection.client(), signal);
    const calls: RunOptions = {
      signal,
      owner: node.id,
      deadline,
      // Nothing is read ahead of a flow that says when it wants more.
      ...(config.tick && { parallel: 1 }),
      onWait: (until, after) => open() && status.waiting(until, after),
    };
    const results = await patiently(
      Promise.resolve(action.run({ node, inputs, client, run: calls })),
      signal,
    );
    for await (const result of patientItems(results, signal)) {
      if (result.isList) {
        rows = (rows ?? 0) + (result.body as unknown[]).length;
        if (open()) status.progress(rows, result);
      }
      for (const text of warningsOf(RED, result)) node.warn(text);
      await deliver(packed.take(result), environment, signal);
    }
    await deliver(packed.end(), environment, signal);
    return { rows, failed: undefined };
  } catch (thrown) {
    const failure = failureOf(thrown);
    const { held, parts } = packed.cut();
    const place: Place = { target, environment: connection?.environment, parts };
    const toOutput = config.onError === 'output' && open();
    for (const parcel of stop.aborted ? [] : held) {
      // What had been read is not lost with what could not be.
      await sendOne(parcel, connection?.environment ?? '', whole?.signal ?? stop).catch(() => undefined);
    }
    return { rows, failed: { failure, place, toOutput } };
  } finally {
    endTurn?.();
    whole?.release();
  }
}

/** The target that a node's output field names; msg.payload when it is empty. */
export function fieldTarget({ output, outputType }: ActionDef): Target {
  return { output: output || 'payload', outputType: outputType || 'msg' };
}

/**
 * The connection with an id.
 * @throws ProcoreError PROCORE_CONFIG when it is not there
 */
export function connectionOf(RED: NodeAPI, id: string): ConnectionNode {
  const node = RED.nodes.getNode(id);
  if (isConnectionNode(node)) return node;
  throw configError(
    id
      ? 'The Procore connection of this node is missing or disabled.'
      : 'This node has no Procore connection.',
    'Open the node and choose a connection.',
  );
}

/** What was thrown, as a failure. Whatever recurses, ends here with the stack used up. */
function failureOf(thrown: unknown): ProcoreError {
  if (!(thrown instanceof RangeError && /call stack/i.test(thrown.message))) return asProcoreError(thrown);
  return new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    cause: 'The message or the answer is nested too deeply to be read or copied.',
    fix: 'Send less in the message, or connect only one node to this output.',
    who: 'developer',
  });
}
