import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { cancelledError } from '../../src/errors.js';
import { forMany } from '../../src/transport/deadline.js';
import { Turns } from '../../src/turns.js';
import type { Action, ActionState } from './action.js';
import { isConnectionNode } from './connection-node.js';
import type { ActionDef } from './flow-json.js';
import { migrated } from './migrations.js';
import { type Callbacks, run } from './run.js';
import { Status } from './status.js';
import { Ticks } from './ticks.js';

/** Messages a node works on at the same time, where its field is empty. */
const AT_ONCE = 8;

/**
 * Registers an action node. Its input handler is the only one in this package: a handler that rejects ends the whole
 * Node-RED process (measured on 4.1 and 5.0), so nothing escapes it.
 */
export function registerAction<Def extends ActionDef>(RED: NodeAPI, action: Action<Def>): void {
  function ActionNode(this: Node, stored: Def) {
    RED.nodes.createNode(this, stored);
    const config = migrated(stored);
    const turns = new Turns(Math.max(1, Number(config.concurrency) || AT_ONCE));
    const state: ActionState = { status: new Status(RED, this), turns, ticks: new Ticks() };
    const running = new Set<Promise<void>>();
    let closed = false;
    if (!isConnectionNode(RED.nodes.getNode(config.connection))) state.status.unconnected();
    /** Ends what runs now; replaced when it was used, so that later messages are not touched. */
    let stop = new AbortController();
    forMany(stop.signal);

    // Exactly three parameters: Node-RED counts them to know that completion is reported.
    this.on('input', (msg: NodeMessageInFlow, send: Callbacks['send'], done: Callbacks['done']) => {
      if (Object.hasOwn(msg, 'reset')) {
        stop.abort(cancelledError());
        stop = new AbortController();
        forMany(stop.signal);
        done();
        return;
      }
      if (config.tick && Object.hasOwn(msg, 'tick')) {
        state.ticks.tick(msg);
        done();
        return;
      }
      const callbacks = { send, done, open: () => !closed };
      const message = run(RED, this, action, config, msg, callbacks, state, stop.signal)
        .catch((thrown: unknown) => this.error(thrown, msg))
        .finally(() => running.delete(message));
      running.add(message);
    });

    this.on('close', (_removed: boolean, done: () => void) => {
      closed = true;
      stop.abort(cancelledError());
      state.status.cleared();
      Promise.allSettled(running).then(() => done());
    });
  }
  RED.nodes.registerType(action.type, ActionNode);
}
