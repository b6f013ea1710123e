import type { Node } from 'node-red';
import type { Environment } from '../../../src/environments.js';
import type { Client } from '../../../src/index.js';
import type { ConnectionCredentials, ConnectionDef } from '../flow-json.js';

/** What a procore-config node offers the other nodes. */
export interface ConnectionNode extends Node<ConnectionCredentials> {
  readonly environment: Environment;
  /** Its fields as deployed. */
  readonly def: ConnectionDef;
  /**
   * The client of this connection, created on first use.
   * @throws ProcoreError PROCORE_CONFIG if the connection is not filled in correctly
   */
  client(): Promise<Client>;
}

export function isConnectionNode(node: Node | null | undefined): node is ConnectionNode {
  return !!node && 'client' in node && typeof node.client === 'function';
}
