import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Connection } from '../connection.js';
import { isLoopback } from '../connection.js';
import { configError } from '../errors.js';
import { type BodyLimits, limitsOf } from './body-limit.js';
import { BodyRoom } from './body-room.js';
import { ReadingRoom } from './reading-room.js';
import { Tunnels } from './tunnels.js';

/** Requests of one connection at the same time. What waits for its turn is not yet under its deadline. */
export const MOST_AT_ONCE = 32;

/** Sockets to one origin. Measured: a pool as large as the concurrency costs a fifth of the throughput, twice is free. */
const SOCKETS = 2 * MOST_AT_ONCE;

/** The sockets of one connection, and the proxy they go through, if any, for what errors say. */
export interface Sockets {
  readonly dispatcher: Dispatcher;
  readonly room: BodyRoom;
  readonly reading: ReadingRoom;
  readonly proxyHost?: string | undefined;
}

/**
 * Opens the sockets of one connection: its own pool, TLS settings and proxy, never the process-wide dispatcher.
 * Without a configured proxy the usual environment variables count (HTTP_PROXY, HTTPS_PROXY, NO_PROXY), except for an
 * API on this machine.
 * @param limits of answers; by default those of this process's heap
 * @throws ProcoreError PROCORE_CONFIG when the proxy's address is none
 */
export function openSockets(connection: Connection, limits: BodyLimits = limitsOf()): Sockets {
  const tls = connection.tls?.reveal();
  const proxy = connection.proxy?.reveal();
  const connect = { timeout: Math.min(connection.timeoutMs, 15_000), ...tls };
  const rooms = { room: new BodyRoom(), reading: new ReadingRoom(limits) };
  const pool = {
    ...{ connections: SOCKETS, pipelining: 1, allowH2: false, connect },
    // Every exchange has a limit of its own, which may be longer than undici's five minutes.
    ...{ headersTimeout: 0, bodyTimeout: 0 },
  };
  const proxied = (http: URL | undefined, https: URL | undefined, noProxy?: string): Sockets => {
    const shown = https ?? http;
    if (!shown) return { dispatcher: new Agent(pool), ...rooms };
    const dispatcher = new EnvHttpProxyAgent({
      ...{ ...pool, requestTls: connect, httpProxy: http?.href ?? '', httpsProxy: https?.href ?? '' },
      clientFactory: (origin, options) => new Tunnels(origin, options, connect.timeout),
      ...(noProxy !== undefined && { noProxy }),
    });
    return { dispatcher, ...rooms, proxyHost: shown.host };
  };
  if (proxy) {
    const url = proxyUrl(proxy.url, 'the connection');
    if (proxy.username) url.username = encodeURIComponent(proxy.username);
    if (proxy.password) url.password = encodeURIComponent(proxy.password);
    return proxied(url, url, proxy.noProxy?.join(',') ?? '');
  }
  if (isLoopback(connection.apiUrl) && isLoopback(connection.loginUrl)) return proxied(undefined, undefined);
  const http = fromEnvironment('http_proxy');
  return proxied(http, fromEnvironment('https_proxy') ?? http);
}

function fromEnvironment(name: string): URL | undefined {
  const value = process.env[name] ?? process.env[name.toUpperCase()];
  return value ? proxyUrl(value, `the environment variable ${name.toUpperCase()}`) : undefined;
}

/** As curl reads it: without a scheme it is http. The text is not repeated in errors, as it may hold a password. */
function proxyUrl(text: string, place: string): URL {
  const url = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url);
  throw configError(
    `The proxy address in ${place} is not valid.`,
    'Write it like http://proxy.example:3128.',
  );
}
