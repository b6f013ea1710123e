import { Client, type ConnectionSettings, parseConnection, systemRuntime } from '../../src/index.js';

export const SECRET = 'a-secret-nobody-must-see-51c7';

/** Connection settings for a server of the test. */
export function settings(url: string, more: Partial<ConnectionSettings> = {}): ConnectionSettings {
  return {
    environment: 'custom',
    loginUrl: url,
    apiUrl: url,
    clientId: 'client-1',
    clientSecret: SECRET,
    timeoutMs: 5_000,
    allowHttp: false,
    ...more,
  };
}

/** A client on a server of the test, with a quota of its own and no backoff between attempts. The caller closes it. */
export function clientOf(url: string, more: Partial<ConnectionSettings> = {}): Client {
  return new Client(parseConnection(settings(url, more)), { ...systemRuntime(), random: () => 0 });
}
