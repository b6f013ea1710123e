import type { NodeAPI } from 'node-red';
import { cancelledError, ProcoreError } from '../../src/errors.js';
import { registerAdminRoutes } from '../shared/admin/routes.js';
import type { ConnectionNode } from '../shared/connection/connection-node.js';
import { DraftSignIns } from '../shared/connection/draft-sign-ins.js';
import { type OpenClient, openClient } from '../shared/connection/open-client.js';
import { configOf } from '../shared/fields/config.js';
import { credentialsOf } from '../shared/fields/defaults.js';
import type { ConnectionCredentials, ConnectionDef } from '../shared/flow-json.js';
import { isOldNode, sayOldNode } from '../shared/old-node.js';
import { fields } from './fields.js';
import { migrations } from './migrations.js';

/** The connection. It owns the client, and through it the token and the sockets. */
export = (RED: NodeAPI): void => {
  const signIns = new DraftSignIns(RED);

  function Connection(this: ConnectionNode, stored: ConnectionDef) {
    RED.nodes.createNode(this, stored);
    const def = configOf({ fields, migrations }, stored);
    let opened: Promise<OpenClient> | undefined;
    let closed = false;
    const log = { debug: (text: string) => this.debug(text), warn: (text: string) => this.warn(text) };

    const open = async () => {
      const open = await openClient(RED, this, def, { log });
      await signIns.claim({ id: this.id, node: this, def }, open.client).catch((failure: Error) => {
        log.warn(failure.message);
      });
      return open;
    };

    Object.assign(this, {
      environment: def.environment,
      def,
      client: async () => {
        if (closed) throw cancelledError();
        opened ??= open().catch((failure: unknown) => {
          // Wrong settings stay wrong until somebody changes them; any other failure may not occur the next time.
          if (!(failure instanceof ProcoreError)) opened = undefined;
          throw failure;
        });
        return (await opened).client;
      },
    });

    // Not before: another config node that this one names may be created after it.
    const claim = () => void this.client().catch(() => undefined);
    if (signIns.has(this.id)) RED.events.once('flows:started', claim);

    this.on('close', async (_removed: boolean, done: () => void) => {
      closed = true;
      RED.events.off('flows:started', claim);
      try {
        const open = await opened?.catch(() => undefined);
        await open?.close();
      } catch (thrown) {
        // A rejection that nothing catches here ends Node-RED.
        log.warn(String(thrown));
      } finally {
        done();
      }
    });
  }

  RED.nodes.registerType<ConnectionNode, ConnectionDef, object, ConnectionCredentials>(
    'procore-config',
    Connection,
    { credentials: credentialsOf(fields) },
  );
  if (isOldNode()) sayOldNode(RED);
  else registerAdminRoutes(RED, signIns);
};
