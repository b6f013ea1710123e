import type { Node, NodeAPI } from 'node-red';
import type { Client, ConnectionSettings, Logger } from '../../src/index.js';
import type { Demo } from '../../src/simulator/demo.js';
import { MemoryStore } from '../../src/state/store.js';
import { steadyNow } from '../../src/steady-clock.js';
import { connectionSettings, type DemoKey } from './connection/settings.js';
import type { ConnectionCredentials, ConnectionDef } from './flow-json.js';
import { signInPlace } from './sign-in-place.js';

/** One for the whole process, so that trying a connection out in its dialog also makes the deployed one forget. */
const refusals = new MemoryStore(steadyNow);

/** A client, and with a demo connection its share of the simulator. */
export interface OpenClient {
  readonly client: Client;
  close(): Promise<void>;
}

/**
 * Opens the client of a connection's fields and credentials. Libraries, and the simulator of a demo, load here: not at
 * Node-RED's start.
 * @param change a last word on the settings
 * @throws ProcoreError PROCORE_CONFIG
 */
export async function openClient(
  RED: NodeAPI,
  node: Node<ConnectionCredentials>,
  def: ConnectionDef,
  log: Logger,
  change: (settings: ConnectionSettings) => ConnectionSettings = (settings) => settings,
): Promise<OpenClient> {
  const { Client, parseConnection, systemRuntime } = await import('../../src/index.js');
  const demo = def.environment === 'demo' ? await acquireDemo() : undefined;
  try {
    const settings = change(connectionSettings(RED, node, def, demo && keyOf(def, demo)));
    const parts = { refusals, signInPlace: signInPlace(RED, node.id) };
    const client = new Client(parseConnection(settings), systemRuntime(log), parts);
    return {
      client,
      close: async () => {
        await client.close();
        demo?.release();
      },
    };
  } catch (failure) {
    demo?.release();
    throw failure;
  }
}

/** The hosts of the demo, with the key of the account that the connection chose. */
function keyOf({ demoAccount }: ConnectionDef, { simulator }: Demo): DemoKey {
  const { loginUrl, apiUrl, secondApp } = simulator;
  const { clientId, clientSecret } = (demoAccount === 'limited' && secondApp) || simulator;
  return { loginUrl, apiUrl, clientId, clientSecret };
}

async function acquireDemo() {
  const { acquireDemo } = await import('../../src/simulator/demo.js');
  return acquireDemo();
}
