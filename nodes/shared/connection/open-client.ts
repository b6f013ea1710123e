import type { Node, NodeAPI } from 'node-red';
import type { Client, ConnectionSettings, Logger } from '../../../src/index.js';
import type { Demo } from '../../../src/simulator/demo.js';
import type { Store } from '../../../src/state/contract.js';
import type { ConnectionCredentials, ConnectionDef } from '../flow-json.js';
import { connectionSettings, type DemoKey } from './settings.js';
import { signInPlace } from './sign-in-place.js';
import { holdState } from './state-door.js';

/** A client, with its share of the key's state and, for a demo connection, of the simulator. */
export interface OpenClient {
  readonly client: Client;
  close(): Promise<void>;
}

/** A store for the sign-in of a connection that is not deployed as it is shown. */
export interface SignInStore {
  /** The connection's id. */
  readonly id: string;
  /** @default a new one in memory, in which nobody is signed in */
  readonly store?: Store | undefined;
}

export interface OpenOptions {
  /** @default nothing is logged */
  readonly log?: Logger;
  /** Whether the connection is being edited. @default false */
  readonly isDraft?: boolean;
  /** Where the sign-in of a person is kept. @default in the state of the key */
  readonly signIn?: SignInStore | undefined;
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
  { log, isDraft, signIn, change = (settings) => settings }: OpenOptions = {},
): Promise<OpenClient> {
  const { Client, memoryState, parseConnection, systemRuntime } = await import('../../../src/index.js');
  const demo = def.environment === 'demo' ? await acquireDemo() : undefined;
  try {
    const settings = change(connectionSettings(RED, node, def, demo && keyOf(def, demo)));
    const connection = parseConnection(settings);
    const held = await holdState(RED, connection);
    try {
      const runtime = systemRuntime(log);
      const store = signIn && (signIn.store ?? memoryState(runtime).store);
      const state = store ? { ...held.state, store } : held.state;
      const place = signIn ? { id: signIn.id } : signInPlace(RED, node.id);
      const client = new Client(connection, runtime, { state, signInPlace: place, isDraft });
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
