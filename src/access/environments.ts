import { Client } from '../client.js';
import { type Connection, type ConnectionSettings, parseConnection } from '../connection.js';
import type { Environment, Hosts } from '../environments.js';
import { asProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';

/** What became of a key at Procore's environments. */
export interface KeySearch {
  /** Those that accept it. */
  readonly environments: Environment[];
  /** Those that gave no answer: nothing is known of the key there. */
  readonly unreached: Environment[];
}

/**
 * Which of Procore's environments take a key: a sandbox key does not work on production, nor a production key on the
 * sandbox, and the refusal itself does not say so. Asks each login host once for a token.
 * @param presets the hosts to try; nothing else is ever asked
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
