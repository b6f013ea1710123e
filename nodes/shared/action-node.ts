import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { asProcoreError, cancelledError } from '../../src/errors.js';
import { forMany } from '../../src/transport/deadline.js';
import { Turns } from '../../src/turns.js';
import type { Action, ActionState } from './action.js';
import { isConnectionNode } from './connection-node.js';
import { type Ends, end, endStopped, type Failed } from './ending.js';
import type { ActionDef } from './flow-json.js';
import { migrated } from './migrations.js';
import { isOldNode, registerOnOldNode } from './old-node.js';
import { run } from './run.js';
import { Status } from './status.js';
import { Ticks } from './ticks.js';

/** Messages a node works on at the same time, where its field is empty. */
const AT_ONCE = 8;

/**
 * Registers an action node. Its input handler is the only one in this package: a handler that rejects ends the whole
 * Node-RED process (measured on 4.1 and 5.0), so nothing escapes it.
 */
export function registerAction<Def extends ActionDef>(RED: NodeAPI, action: Action<Def>): void {
  if (isOldNode()) {
    registerOnOldNode(RED, action.type);
    return;
  }
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

    const work = async (msg: NodeMessageInFlow, ends: Ends) => {
      state.status.started();
      const callbacks = { send: ends.send, open: () => !closed };
      const { rows, failed } = await run(RED, this, action, config, msg, callbacks, state, stop.signal);
      const isStopped = failed?.failure.code === 'PROCORE_CANCELLED';
      if (!closed) state.status.ended(failed?.failure, rows);
      if (isStopped) endStopped(RED, this, msg, ends, failed);
      else end(RED, this, msg, ends, failed);
    };

    const take = (msg: NodeMessageInFlow, ends: Ends) => {
      if (Object.hasOwn(msg, 'reset')) {
        stop.abort(cancelledError());
        stop = new AbortController();
        forMany(stop.signal);
        end(RED, this, msg, ends);
      } else if (config.tick && Object.hasOwn(msg, 'tick')) {
        state.ticks.tick(msg);
        end(RED, this, msg, ends);
      } else {
        const message = work(msg, ends)
          .catch((thrown: unknown) => end(RED, this, msg, ends, unexpected(thrown)))
          .finally(() => running.delete(message));
        running.add(message);
      }
    };

    // Exactly three parameters: Node-RED counts them to know that completion is reported.
    this.on('input', (msg: NodeMessageInFlow, send: Ends['send'], done: Ends['done']) => {
      try {
        take(msg, { send, done });
      } catch (thrown) {
        end(RED, this, msg, { send, done }, unexpected(thrown));
      }
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

/** Whatever the message itself threw when it was looked at. */
function unexpected(thrown: unknown): Failed {
  return { failure: asProcoreError(thrown), place: {}, toOutput: false };
}
