import { randomBytes } from 'node:crypto';
import { type EventEmitter, once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Gate } from './gate.js';
import { reach } from './reach.js';

/** ms until Node-RED's server listens: the flows of a process start before it does. */
const STARTING = 10_000;

/**
 * Whether this Node-RED asks for another password than the one that Procore sends. A request goes to the public address;
 * its 401 counts only if the request came to this server. Another server may answer with 401 too, since some networks do
 * not let a server reach its own public address.
 * @param server that of Node-RED
 * @param address of a receiver, without the secret
 * @param gate the Authorization header that Procore sends
 */
export async function isRefusedHere(
  server: EventEmitter & Pick<Server, 'listening'>,
  address: string,
  gate: Gate,
): Promise<boolean> {
  if (!server.listening) {
    const signal = AbortSignal.timeout(STARTING);
    await once(server, 'listening', { signal }).catch(() => undefined);
  }
  const word = randomBytes(24).toString('base64url');
  let hasCome = false;
  const look = ({ url = '' }: IncomingMessage) => {
    hasCome ||= url.endsWith(`/${word}`);
  };
  server.on('request', look);
  try {
    const { result } = await reach(`${address}/${word}`, word, () => performance.now(), gate);
    return hasCome && result === 'password';
  } finally {
    server.off('request', look);
  }
}
