import type { NodeAPI } from 'node-red';
import { cancelledError, ProcoreError } from '../../src/errors.js';
import type { Client } from '../../src/index.js';
import type { ConnectionNode } from '../shared/connection-node.js';
import { connectionSettings } from '../shared/connection-settings.js';
import type { ConnectionCredentials, ConnectionDef } from '../shared/flow-json.js';

/** The connection: it owns the client, and with it the token and the sockets. Libraries load on first use. */
export = (RED: NodeAPI): void => {
  function Connection(this: ConnectionNode, def: ConnectionDef) {
    RED.nodes.createNode(this, def);
    let client: Promise<Client> | undefined;
    let releaseDemo: (() => void) | undefined;
    let closed = false;

    const open = async (): Promise<Client> => {
      const { Client, parseConnection, systemRuntime } = await import('../../src/index.js');
      const demo = def.environment === 'demo' ? await acquireDemo() : undefined;
      releaseDemo = demo?.release;
      const connection = parseConnection(connectionSettings(RED, this, def, demo?.simulator));
      const log = { debug: (text: string) => this.debug(text), warn: (text: string) => this.warn(text) };
      return new Client(connection, systemRuntime(log));
    };

    Object.assign(this, {
      environment: def.environment,
      client: () => {
        if (closed) return Promise.reject(cancelledError());
        client ??= open().catch((failure: unknown) => {
          // Settings stay wrong until they are changed; anything else may go well the next time.
          if (!(failure instanceof ProcoreError)) client = undefined;
          releaseDemo?.();
          throw failure;
        });
        return client;
      },
    });

    this.on('close', async (_removed: boolean, done: () => void) => {
      closed = true;
      try {
        const opened = await client?.catch(() => undefined);
        await opened?.close();
      } finally {
        releaseDemo?.();
        done();
      }
    });
  }

  RED.nodes.registerType<ConnectionNode, ConnectionDef, object, ConnectionCredentials>(
    'procore-config',
    Connection,
    { credentials: { clientId: { type: 'text' }, clientSecret: { type: 'password' } } },
  );
};

async function acquireDemo() {
  const { acquireDemo } = await import('../../src/simulator/demo.js');
  return acquireDemo();
}
