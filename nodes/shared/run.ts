import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { asProcoreError, configError, type ProcoreError } from '../../src/errors.js';
import type { RunOptions } from '../../src/index.js';
import { steadyNow } from '../../src/steady-clock.js';
import type { Action, ActionState } from './action.js';
import { type ConnectionNode, isConnectionNode } from './connection-node.js';
import { type Parcel, packing } from './delivery.js';
import type { ActionDef } from './flow-json.js';
import { Inputs } from './inputs.js';
import { checkTarget, markFailed, outgoing, type Target } from './messages.js';

/** The two callbacks that Node-RED hands to an input handler. */
export interface Callbacks {
  /** Whether the node is still there: a closed one shows no status and sends nothing. */
  open(): boolean;
  send(msg: NodeMessage | Array<NodeMessage | null>): void;
  done(error?: Error): void;
}

/**
 * The way of one message: inputs, client, pages, output, done. Never rejects for what a flow or Procore did wrong; that
 * goes to Catch nodes, or to the second output where the node is set so.
 */
export async function run<Def extends ActionDef>(
  RED: NodeAPI,
  node: Node,
  action: Action<Def>,
  config: Def,
  msg: NodeMessageInFlow,
  { send, done, open }: Callbacks,
  { status, turns, ticks }: ActionState,
  signal: AbortSignal,
): Promise<void> {
  const target = action.target?.(config) ?? fieldTarget(config);
  let connection: ConnectionNode | undefined;
  let failure: ProcoreError | undefined;
  let rows: number | undefined;
  let endTurn: (() => void) | undefined;
  status.started();
  try {
    checkTarget(RED, target);
    const seconds = Number(new Inputs(RED, node, config, msg).text(config.deadline, 'deadline'));
    const deadline = seconds > 0 ? steadyNow() + seconds * 1000 : undefined;
    endTurn = await turns.take(signal);
    connection = connectionOf(RED, config.connection);
    if (connection.environment === 'demo') status.demo();
    const client = await connection.client();
    const calls: RunOptions = {
      ...{ signal, owner: node.id, deadline },
      // Nothing is read ahead of a flow that says when it wants more.
      ...(config.tick && { parallel: 1 }),
      onWait: (until) => open() && status.waiting(until),
    };
    const sequence = RED.util.generateId();
    const packed = packing(config.delivery || 'array', sequence);
    const { environment } = connection;
    const deliver = async (parcels: Iterable<Parcel>) => {
      for (const parcel of parcels) {
        signal.throwIfAborted();
        send(await outgoing(RED, node, msg, parcel, target, environment));
        if (config.tick && parcel.parts && parcel.parts.count === undefined)
          await ticks.wait(sequence, signal);
      }
    };
    const inputs = new Inputs(RED, node, config, msg);
    for await (const result of await action.run({ node, inputs, client, run: calls })) {
      if (result.isList) {
        rows = (rows ?? 0) + (result.body as unknown[]).length;
        if (open()) status.progress(rows, result.total);
      }
      if (result.drift) node.warn(RED._('procore.warning.drift', texts(result.drift)));
      await deliver(packed.take(result));
    }
    await deliver(packed.end());
  } catch (thrown) {
    failure = asProcoreError(thrown);
  }
  endTurn?.();
  if (open()) status.ended(failure, rows);
  if (!failure) return done();
  try {
    markFailed(RED, msg, failure, target, connection?.environment);
  } catch {
    // A message that takes no body keeps at least the error.
  }
  if (config.onError !== 'output' || !open()) return done(failure);
  const { id, type, name } = node;
  const { code, cause } = failure;
  send([null, { ...msg, error: { message: String(failure), code, cause, source: { id, type, name } } }]);
  done();
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

function texts(values: object): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
