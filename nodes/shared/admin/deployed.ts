import type { Node, NodeAPI } from 'node-red';
import { configError } from '../../../src/errors.js';
import type { Client, UserSession } from '../../../src/index.js';
import { type ConnectionNode, isConnectionNode } from '../connection/connection-node.js';
import { connectionSettings } from '../connection/settings.js';
import type { ConnectionCredentials, ConnectionDef } from '../flow-json.js';
import { draftNode } from './draft.js';
import type { ConnectionDraft } from './schemas.js';

/** The deployed connection with an id, ready for a person to sign in or out. */
export interface Deployed {
  readonly client: Client;
  readonly user: UserSession;
  /** What the sign-in belongs to: the hosts and the client id. */
  readonly boundTo: string;
}

/** @throws ProcoreError PROCORE_CONFIG if it does not exist */
export async function deployed(RED: NodeAPI, id: string): Promise<Deployed> {
  const client = await connectionOf(RED, id).client();
  const { loginUrl, apiUrl, clientId } = client.connection;
  if (!client.user) {
    throw configError(
      'This Node-RED has no user directory to keep a sign-in in.',
      'Set userDir in settings.js.',
    );
  }
  return { client, user: client.user, boundTo: JSON.stringify([loginUrl.origin, apiUrl.origin, clientId]) };
}

/**
 * Checks that a person signs in to the connection that the dialog shows: a sign-in belongs to the deployed connection.
 * @throws ProcoreError PROCORE_CONFIG if its hosts or its key were changed since
 */
export function checkUnchanged(RED: NodeAPI, draft: ConnectionDraft): void {
  const stored = connectionOf(RED, draft.id);
  const { node, def } = draftNode(RED, draft);
  const isSame =
    def.environment === stored.def.environment &&
    // A demo has its own keys, one per account.
    (def.environment === 'demo'
      ? def.demoAccount === stored.def.demoAccount
      : keyOf(RED, node, def) === keyOf(RED, stored, stored.def));
  if (isSame) return;
  throw configError('The connection was changed since it was deployed.', 'Deploy it, then sign in.');
}

/** What a sign-in depends on, with variables filled in. */
function keyOf(RED: NodeAPI, node: Node<ConnectionCredentials>, def: ConnectionDef): string {
  const { loginUrl, apiUrl, clientId, clientSecret } = connectionSettings(RED, node, def, undefined);
  return JSON.stringify([loginUrl, apiUrl, clientId, clientSecret]);
}

function connectionOf(RED: NodeAPI, id: string): ConnectionNode {
  const node = RED.nodes.getNode(id);
  if (isConnectionNode(node)) return node;
  throw configError('This connection is not deployed yet.', 'Deploy it, then sign in.');
}
