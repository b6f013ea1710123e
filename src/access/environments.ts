import { Client } from '../client.js';
import { type ConnectionSettings, parseConnection } from '../connection.js';
import type { Environment, Hosts } from '../environments.js';
import type { Runtime } from '../runtime.js';

/**
 * Which of Procore's environments take a key: a sandbox key does not work on production and the reverse, and the refusal
 * itself does not say so. Asks each login host once for a token.
 * @param presets the hosts to try; nothing else is ever asked
 */
export async function environmentsOf(
  settings: ConnectionSettings,
  presets: Readonly<Record<string, Hosts>>,
  runtime: Runtime,
): Promise<Environment[]> {
  const accepting = await Promise.all(
    Object.entries(presets).map(async ([environment, hosts]) => {
      const connection = parseConnection({ ...settings, environment: environment as Environment, ...hosts });
      const client = new Client(connection, runtime);
      try {
        await client.token();
        return [environment as Environment];
      } catch {
        return [];
      } finally {
        await client.close();
      }
    }),
  );
  return accepting.flat();
}
