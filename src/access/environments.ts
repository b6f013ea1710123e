import { Client } from '../client.js';
import { type Connection, type ConnectionSettings, parseConnection } from '../connection.js';
import type { Environment, Hosts } from '../environments.js';
import { asProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';

/** Which of Procore's environments accept a key. */
export interface KeySearch {
  /** Environments that accept it. */
  readonly environments: Environment[];
  /** Environments that gave no answer, so nothing is known about the key there. */
  readonly unreached: Environment[];
}

/**
 * Finds out which of Procore's environments accept a key: a sandbox key does not work in production, a production key
 * does not work in the sandbox, and Procore's answer does not say so. Asks each login host once for a token.
 * @param presets the environments to try; no other host is asked
 */
export async function environmentsOf(
  settings: ConnectionSettings,
  presets: Readonly<Record<string, Hosts>>,
  runtime: Runtime,
): Promise<KeySearch> {
  const found: KeySearch = { environments: [], unreached: [] };
  const names = Object.keys(presets) as Environment[];
  const verdicts = await Promise.all(
    names.map((environment) =>
      verdictOf(parseConnection({ ...settings, environment, ...presets[environment] }), runtime),
    ),
  );
  for (const [index, environment] of names.entries()) {
    if (verdicts[index] !== 'rejected') found[verdicts[index] ?? 'unreached'].push(environment);
  }
  return found;
}

async function verdictOf(
  connection: Connection,
  runtime: Runtime,
): Promise<'environments' | 'unreached' | 'rejected'> {
  const client = new Client(connection, runtime);
  try {
    await client.token();
    return 'environments';
  } catch (thrown) {
    return asProcoreError(thrown).code === 'PROCORE_AUTH' ? 'rejected' : 'unreached';
  } finally {
    await client.close();
  }
}
