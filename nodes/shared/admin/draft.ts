import type { Node, NodeAPI } from 'node-red';
import { configError } from '../../../src/errors.js';
import { type ConnectionNode, isConnectionNode } from '../connection-node.js';
import { hostsFor } from '../connection-settings.js';
import type { ConnectionCredentials, ConnectionDef } from '../flow-json.js';
import type { ConnectionDraft } from './schemas.js';

/** What Node-RED's editor shows in place of a stored secret: it was not touched. */
const UNTOUCHED = '__PWRD__';

/** A draft as a node that a client can be opened for. */
export interface DraftNode {
  readonly node: Node<ConnectionCredentials>;
  readonly def: ConnectionDef;
}

/**
 * The node that a draft would be once it is deployed. A stored secret is put in only where it was left untouched and goes
 * to the hosts it was stored for: typing another host never sends it there.
 * @throws ProcoreError PROCORE_CONFIG
 */
export function draftNode(RED: NodeAPI, draft: ConnectionDraft): DraftNode {
  const found = RED.nodes.getNode(draft.id);
  const stored = isConnectionNode(found) ? found : undefined;
  const { clientId, clientSecret, ...fields } = draft;
  const def = fields as ConnectionDef;
  const untouched = clientSecret === undefined || clientSecret === UNTOUCHED;
  const credentials =
    def.environment === 'demo'
      ? {}
      : {
          clientId: clientId ?? stored?.credentials?.clientId ?? '',
          clientSecret: untouched ? storedSecret(RED, stored, def) : clientSecret,
        };
  // With the deployed node behind it, `${NAME}` finds what its flow and group define.
  const node: Node<ConnectionCredentials> = Object.create(stored ?? null, {
    credentials: { value: credentials },
  });
  return { node, def };
}

function storedSecret(RED: NodeAPI, stored: ConnectionNode | undefined, def: ConnectionDef): string {
  const secret = stored?.credentials?.clientSecret;
  if (!stored || !secret) {
    throw configError('The client secret is missing.', 'Enter it in the connection.');
  }
  const [before, now] = [hostsFor(RED, stored, stored.def), hostsFor(RED, stored, def)];
  if (before.apiUrl === now.apiUrl && before.loginUrl === now.loginUrl) return secret;
  throw configError(
    'The stored client secret belongs to other hosts than the ones chosen now.',
    'Enter the client secret of this environment.',
  );
}
