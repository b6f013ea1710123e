import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { asProcoreError, configError, type ProcoreError } from '../../src/errors.js';
import type { Action } from './action-node.js';
import { type ConnectionNode, isConnectionNode } from './connection-node.js';
import { parcels, type Result } from './delivery.js';
import type { ActionDef } from './flow-json.js';
import { Inputs } from './inputs.js';
import { markFailed, outgoing, type Target } from './messages.js';
import type { Status } from './status.js';

/** The two callbacks that Node-RED hands to an input handler. */
export interface Callbacks {
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
  { send, done }: Callbacks,
  status: Status,
  signal: AbortSignal,
): Promise<void> {
  const target = action.target?.(config) ?? fieldTarget(config);
  let connection: ConnectionNode | undefined;
  let failure: ProcoreError | undefined;
  let rows: number | undefined;
  status.started();
  try {
    connection = connectionOf(RED, config);
    if (connection.environment === 'demo') status.demo();
    const client = await connection.client();
    const results = action.run({ inputs: new Inputs(RED, node, config, msg), client, signal });
    const progress = counted(results, (count, total) => {
      rows = count;
      if (!signal.aborted) status.progress(count, total);
    });
    const sequence = { id: RED.util.generateId(), incoming: msg.parts };
    for await (const parcel of parcels(progress, config.delivery || 'array', sequence)) {
      signal.throwIfAborted();
      send(await outgoing(RED, node, msg, parcel, target, connection.environment));
    }
  } catch (thrown) {
    failure = asProcoreError(thrown);
  }
  if (!signal.aborted) status.ended(failure, rows);
  if (!failure) return done();
  markFailed(RED, msg, failure, target, connection?.environment);
  if (config.onError !== 'output' || signal.aborted) return done(failure);
  const { id, type, name } = node;
  const { code, cause } = failure;
  send([null, { ...msg, error: { message: String(failure), code, cause, source: { id, type, name } } }]);
  done();
}

/** The target that a node's output field names; msg.payload when it is empty. */
export function fieldTarget({ output, outputType }: ActionDef): Target {
  return { output: output || 'payload', outputType: outputType || 'msg' };
}

function connectionOf(RED: NodeAPI, config: ActionDef): ConnectionNode {
  const node = RED.nodes.getNode(config.connection);
  if (isConnectionNode(node)) return node;
  throw configError(
    config.connection
      ? 'The Procore connection of this node is missing or disabled.'
      : 'This node has no Procore connection.',
    'Open the node and choose a connection.',
  );
}

/** Passes results on and tells how many rows have come. */
async function* counted(
  results: AsyncIterable<Result>,
  tell: (rows: number, total: number | undefined) => void,
): AsyncGenerator<Result, void, undefined> {
  let rows = 0;
  for await (const result of results) {
    if (result.isList) {
      rows += (result.body as unknown[]).length;
      tell(rows, result.total);
    }
    yield result;
  }
}
