/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The address of a proxy, and the variable it was read from, which errors name. */
export interface ChosenProxy {
  readonly address: string;
  readonly variable: string;
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * The proxy that environment variables name for an address. The order is that of Node-RED's own http request node
 * (`network/lib/proxyHelper.js`): by scheme, then `all_proxy`; npm's settings before each; lower case before upper
 * case.
 */
export function proxyOf(url: URL, env: Env): ChosenProxy | undefined {
  const scheme = url.protocol.slice(0, -1);
  const noProxy = firstOf('npm_config_no_proxy', env) ?? firstOf('no_proxy', env);
  if (isExempt(url, noProxy?.address ?? '')) return undefined;
  return (
    firstOf(`npm_config_${scheme}_proxy`, env) ??
    firstOf(`${scheme}_proxy`, env) ??
    firstOf('npm_config_proxy', env) ??
    firstOf('all_proxy', env)
  );
}

/**
 * Whether a list like NO_PROXY says that an address is reached directly. Entries are hosts with or without a port. An
 * entry that begins with a dot or an asterisk matches the end of a host.
 */
export function isExempt({ protocol, hostname, port }: URL, noProxy: string): boolean {
  const list = noProxy.toLowerCase();
  if (list === '*') return true;
  const own = port === '' ? PORTS[protocol] : Number(port);
  return list.split(/[,\s]/).some((entry) => {
    const colon = entry.lastIndexOf(':');
    const hasPort = colon > 0 && /^\d+$/.test(entry.slice(colon + 1));
    const host = hasPort ? entry.slice(0, colon) : entry;
    if (
      host === '' ||
      (hasPort && Number(entry.slice(colon + 1)) !== own && Number(entry.slice(colon + 1)) !== 0)
    ) {
      return false;
    }
    if (host.startsWith('*')) return hostname.endsWith(host.slice(1));
    return host.startsWith('.') ? hostname.endsWith(host) : hostname === host;
  });
}

function firstOf(name: string, env: Env): ChosenProxy | undefined {
  for (const variable of [name.toLowerCase(), name.toUpperCase()]) {
    const address = env[variable];
    if (address) return { address, variable };
  }
  return undefined;
}
