import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { type Connection, isLoopback } from '../connection.js';
import { configError } from '../errors.js';
import { type BodyLimits, limitsOf } from './body-limit.js';
import { BufferPool } from './buffer-pool.js';
import { isExempt, proxyOf } from './proxy-choice.js';
import { ReadingRoom } from './reading-room.js';
import { Tunnels } from './tunnels.js';

/**
 * Most requests of one connection at the same time. The deadline of a request starts only after its wait for a turn.
 */
export const MOST_AT_ONCE = 32;

/**
 * Sockets to one origin. Measured: a pool as large as the concurrency costs a fifth of the throughput; one twice as
 * large costs nothing.
 */
const SOCKETS = 2 * MOST_AT_ONCE;

/** What the sockets of a connection depend on. */
export type Reached = Pick<Connection, 'apiUrl' | 'loginUrl' | 'timeoutMs' | 'tls' | 'proxy'>;

/** The sockets of one connection, and the proxy they go through, if any, which errors name. */
export interface Sockets {
  readonly dispatcher: Dispatcher;
  readonly buffers: BufferPool;
  readonly reading: ReadingRoom;
  readonly proxyHost?: string | undefined;
}

/**
 * Opens the sockets of one connection: its own pool, TLS settings and proxy, never the process-wide dispatcher. Without
 * a configured proxy it takes the environment variables that Node-RED's http request node takes (HTTP_PROXY,
 * HTTPS_PROXY, ALL_PROXY, NO_PROXY), except for an API on this machine.
 * @param limits of answers; by default those that follow from this process's heap
 * @throws ProcoreError PROCORE_CONFIG if the proxy's address is not valid
 */
export function openSockets(connection: Reached, limits: BodyLimits = limitsOf()): Sockets {
  const tls = connection.tls?.reveal();
  const proxy = connection.proxy?.reveal();
  const connect = { timeout: Math.min(connection.timeoutMs, 15_000), ...tls };
  const memory = { buffers: new BufferPool(), reading: new ReadingRoom(limits) };
  const pool = {
    connections: SOCKETS,
    pipelining: 1,
    allowH2: false,
    connect,
    // Every exchange has its own limit, which may be longer than undici's five minutes.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const hosts = [connection.apiUrl, connection.loginUrl];
  /** Sockets through these proxies, except to the hosts that are reached directly. */
  const proxied = (http: URL | undefined, https: URL | undefined, direct: readonly URL[]): Sockets => {
    const shown = hosts.find((host) => !direct.includes(host));
    const proxyHost = (shown?.protocol === 'http:' ? http : https)?.host;
    if (!proxyHost) return { dispatcher: new Agent(pool), ...memory };
    const dispatcher = new EnvHttpProxyAgent({
      ...pool,
      requestTls: connect,
      httpProxy: http?.href ?? '',
      httpsProxy: https?.href ?? '',
      noProxy: direct.map(entryOf).join(','),
      clientFactory: (origin, options) => new Tunnels(origin, options, connect.timeout),
    });
    return { dispatcher, ...memory, proxyHost };
  };
  if (proxy) {
    const url = proxyUrl(proxy.url, 'the connection');
    if (proxy.username) url.username = encodeURIComponent(proxy.username);
    if (proxy.password) url.password = encodeURIComponent(proxy.password);
    const list = proxy.noProxy?.join(',') ?? '';
    return proxied(
      url,
      url,
      hosts.filter((host) => isExempt(host, list)),
    );
  }
  if (hosts.every(isLoopback)) return proxied(undefined, undefined, hosts);
  const chosen = hosts.map((host) => ({ host, url: fromEnvironment(host) }));
  const by = (protocol: string) => chosen.find(({ host, url }) => url && host.protocol === protocol)?.url;
  const direct = chosen.filter(({ url }) => !url).map(({ host }) => host);
  return proxied(by('http:'), by('https:'), direct);
}

/** A host as an entry of NO_PROXY. */
function entryOf({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`;
}

function fromEnvironment(host: URL): URL | undefined {
  const chosen = proxyOf(host, process.env);
  return chosen && proxyUrl(chosen.address, `the environment variable ${chosen.variable}`);
}

/**
 * Reads an address as curl does: without a scheme it is http. Errors do not repeat the text, as it may hold a password.
 */
function proxyUrl(text: string, place: string): URL {
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url);
  throw configError(
    `The proxy address in ${place} is not valid.`,
    'Write it like http://proxy.example:3128, with http or https.',
  );
}
