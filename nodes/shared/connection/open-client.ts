import type { Node, NodeAPI } from 'node-red';
import type { Client, ConnectionSettings, Logger } from '../../../src/index.js';
import type { Demo } from '../../../src/simulator/demo.js';
import type { ConnectionCredentials, ConnectionDef } from '../flow-json.js';
import { connectionSettings, type DemoKey } from './settings.js';
import { signInPlace } from './sign-in-place.js';
import { holdState } from './state-door.js';

/** A client, with its share of the key's state and, for a demo connection, of the simulator. */
export interface OpenClient {
  readonly client: Client;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** @default nothing is logged */
  readonly log?: Logger;
  /** Whether the connection is being edited. @default false */
  readonly isDraft?: boolean;
  /** Changes the settings just before the client is opened. */
  change?(settings: ConnectionSettings): ConnectionSettings;
}

/**
 * Opens the client for a connection's fields and credentials. Libraries, and the simulator of a demo, load here and not
 * at Node-RED's start.
 * @throws ProcoreError PROCORE_CONFIG
 */
export async function openClient(
  RED: NodeAPI,
  node: Node<ConnectionCredentials>,
  def: ConnectionDef,
  { log, isDraft, change = (settings) => settings }: OpenOptions = {},
): Promise<OpenClient> {
  const { Client, parseConnection, systemRuntime } = await import('../../../src/index.js');
  const demo = def.environment === 'demo' ? await acquireDemo() : undefined;
  try {
    const settings = change(connectionSettings(RED, node, def, demo && keyOf(def, demo)));
    const connection = parseConnection(settings);
    const held = await holdState(RED, connection);
    try {
      const parts = { state: held.state, signInPlace: signInPlace(RED, node.id), isDraft };
      const client = new Client(connection, systemRuntime(log), parts);
      const close = async () => {
        await client.close();
        await held.release();
        demo?.release();
      };
      return { client, close };
    } catch (failure) {
      await held.release();
      throw failure;
    }
  } catch (failure) {
    demo?.release();
    throw failure;
  }
}

/** The hosts of the demo, with the key of the account that the connection uses. */
function keyOf({ demoAccount }: ConnectionDef, { simulator }: Demo): DemoKey {
  const { loginUrl, apiUrl, secondApp } = simulator;
  const { clientId, clientSecret } = (demoAccount === 'limited' && secondApp) || simulator;
  return { loginUrl, apiUrl, clientId, clientSecret };
}

async function acquireDemo() {
  const { acquireDemo } = await import('../../../src/simulator/demo.js');
  return acquireDemo();
}
