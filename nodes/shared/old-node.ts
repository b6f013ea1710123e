import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { configError, type ProcoreError } from '../../src/errors.js';
import { OLDEST_NODE } from '../../src/version.js';
import { answer } from './admin/answer.js';
import { end } from './pipe/ending.js';
import { Host } from './pipe/host.js';
import type { Ends } from './pipe/node-kind.js';

/*
 * Node-RED 4.1 starts on Node.js 18, and npm only warns about `engines`. So the package loads there too and says what
 * is missing. Otherwise the first message would fail with the name of a module.
 */

/** @param version a version of Node.js, e.g. `20.20.2` @default the version of this process */
export function isOldNode(version = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** Says so in the log, and in every dialog that calls a route. Called once, for the connection's type. */
export function sayOldNode(RED: NodeAPI): void {
  const { cause, fix } = oldNode();
  RED.log.error(`@joistflow/node-red-procore: ${cause} ${fix}`);
  RED.httpAdmin.use('/procore', (_request, response) =>
    answer(response, async () => {
      throw oldNode();
    }),
  );
}

/** Registers an action node that shows why it cannot work, and ends each message with that error. */
export function registerOnOldNode(RED: NodeAPI, type: string): void {
  function ActionNode(this: Node, stored: object) {
    RED.nodes.createNode(this, stored as never);
    const host = new Host(RED, this);
    host.status({ fill: 'red', shape: 'ring', text: host.text('status.oldNode', { oldest: OLDEST_NODE }) });
    this.on('input', (msg: NodeMessageInFlow, send: Ends['send'], done: Ends['done']) =>
      end(host, msg, { send, done }, { failure: oldNode(), place: {}, toOutput: false }),
    );
  }
  RED.nodes.registerType(type, ActionNode);
}

function oldNode(): ProcoreError {
  return configError(
    `This Node-RED runs on Node.js ${process.versions.node}, and the Procore nodes need ${OLDEST_NODE} or newer.`,
    `Run Node-RED on Node.js ${OLDEST_NODE} or newer.`,
  );
}
