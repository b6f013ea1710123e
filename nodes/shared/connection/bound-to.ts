import { createHash } from 'node:crypto';
import type { Node, NodeAPI } from 'node-red';
import type { ConnectionCredentials, ConnectionDef } from '../flow-json.js';
import { connectionSettings } from './settings.js';

/** A connection as its dialog shows it, deployed or not. */
export interface ShownConnection {
  readonly id: string;
  readonly node: Node<ConnectionCredentials>;
  readonly def: ConnectionDef;
}

/**
 * What the sign-in of a connection belongs to, as a text to compare: its id, its hosts and its key. A demo has its own
 * keys, one per account. It is a hash, because it is kept for longer than the secret in it should be.
 * @throws ProcoreError PROCORE_CONFIG if the connection is not filled in correctly
 */
export function boundTo(RED: NodeAPI, { id, node, def }: ShownConnection): string {
  const of = def.environment === 'demo' ? ['demo', def.demoAccount] : keyOf(RED, node, def);
  return createHash('sha256')
    .update(JSON.stringify([id, ...of]))
    .digest('base64url');
}

function keyOf(RED: NodeAPI, node: Node<ConnectionCredentials>, def: ConnectionDef): string[] {
  const { loginUrl, apiUrl, clientId, clientSecret } = connectionSettings(RED, node, def, undefined);
  return [loginUrl, apiUrl, clientId, clientSecret];
}
