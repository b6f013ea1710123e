import { type Dispatcher, Pool } from 'undici';

/** The proxy accepted the connection, but opened no tunnel through it. */
class NoTunnel extends Error {
  readonly code = 'NO_TUNNEL';

  constructor(cause: unknown) {
    super('The proxy opened no tunnel.', { cause });
  }
}

/** Error codes of CONNECT at a proxy that hangs up or never answers. */
const WITHOUT_ANSWER = new Set<unknown>(['UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT']);

/**
 * The connections to a proxy, for undici's `clientFactory`. Otherwise a proxy that takes a CONNECT and stays silent
 * would keep its place in the pool for five minutes. One that hangs up would be asked again in a loop without a pause,
 * since undici (7.30) leaves a request in its queue when its socket breaks.
 */
export class Tunnels extends Pool {
  /** @param timeout ms for a proxy to open a tunnel */
  constructor(proxy: URL, options: Pool.Options, timeout: number) {
    super(proxy, { ...options, headersTimeout: timeout });
  }

  override connect = (async (options: Dispatcher.ConnectOptions<null>) => {
    try {
      return await super.connect(options);
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
      throw WITHOUT_ANSWER.has(code) ? new NoTunnel(thrown) : thrown;
    }
  }) as Pool['connect'];
}
