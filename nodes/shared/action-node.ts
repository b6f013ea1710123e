import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { cancelledError } from '../../src/errors.js';
import type { Client } from '../../src/index.js';
import type { Result } from './delivery.js';
import type { ActionDef } from './flow-json.js';
import type { Inputs } from './inputs.js';
import type { Target } from './messages.js';
import { type Callbacks, run } from './run.js';
import { Status } from './status.js';

/** What one message asks a node to do. */
export interface Call<Def extends ActionDef> {
  readonly inputs: Inputs<Def>;
  readonly client: Client;
  readonly signal: AbortSignal;
}

/** A node type: the same pipe as every other, with its own plan. */
export interface Action<Def extends ActionDef> {
  readonly type: string;
  run(call: Call<Def>): AsyncIterable<Result>;
  /** Where the payload goes, when the node's output field does not decide alone. */
  target?(config: Def): Target;
}

/**
 * Registers an action node. Its input handler is the only one in this package: a handler that rejects ends the whole
 * Node-RED process (measured on 4.1 and 5.0), so nothing escapes it.
 */
export function registerAction<Def extends ActionDef>(RED: NodeAPI, action: Action<Def>): void {
  function ActionNode(this: Node, config: Def) {
    RED.nodes.createNode(this, config);
    const status = new Status(RED, this);
    const closing = new AbortController();
    const running = new Set<Promise<void>>();

    // Exactly three parameters: Node-RED counts them to know that completion is reported.
    this.on('input', (msg: NodeMessageInFlow, send: Callbacks['send'], done: Callbacks['done']) => {
      const message = run(RED, this, action, config, msg, { send, done }, status, closing.signal)
        .catch((thrown: unknown) => this.error(thrown, msg))
        .finally(() => running.delete(message));
      running.add(message);
    });

    this.on('close', (_removed: boolean, done: () => void) => {
      closing.abort(cancelledError());
      status.cleared();
      Promise.allSettled(running).then(() => done());
    });
  }
  RED.nodes.registerType(action.type, ActionNode);
}
