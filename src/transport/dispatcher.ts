import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Connection } from '../connection.js';
import { isLoopback } from '../connection.js';

/** Sockets to one origin. Measured: a pool as large as the concurrency costs a fifth of the throughput, twice is free. */
const SOCKETS = 16;

/**
 * The sockets of one connection: its own pool, TLS settings and proxy, never the process-wide dispatcher.
 * Without a configured proxy the usual environment variables count (HTTP_PROXY, HTTPS_PROXY, NO_PROXY), except for an
 * API on this machine.
 */
export function createDispatcher(connection: Connection): Dispatcher {
  const { tls, proxy } = connection;
  const connect = { timeout: Math.min(connection.timeoutMs, 15_000), ...tls };
  const pool = { connections: SOCKETS, pipelining: 1, allowH2: false, connect };
  if (proxy) {
    const url = proxyUrl(proxy.url, proxy.username, proxy.password);
    const noProxy = proxy.noProxy?.join(',') ?? '';
    return new EnvHttpProxyAgent({ ...pool, requestTls: connect, httpProxy: url, httpsProxy: url, noProxy });
  }
  if (isLoopback(connection.apiUrl) && isLoopback(connection.loginUrl)) return new Agent(pool);
  return new EnvHttpProxyAgent({ ...pool, requestTls: connect });
}

function proxyUrl(text: string, username?: string, password?: string): string {
  const url = new URL(text);
  if (username) url.username = encodeURIComponent(username);
  if (password) url.password = encodeURIComponent(password);
  return url.href;
}
