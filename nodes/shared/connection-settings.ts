import type { Node, NodeAPI } from 'node-red';
import type { ProxySettings, TlsSettings } from '../../src/connection.js';
import { type Hosts, PRESETS } from '../../src/environments.js';
import { configError } from '../../src/errors.js';
import type { ConnectionSettings } from '../../src/index.js';
import { checkConnectionChoices } from './choices.js';
import { expandEnv } from './env.js';
import type { ConnectionCredentials, ConnectionDef } from './flow-json.js';

/** Seconds, when the field is empty. */
const DEFAULT_TIMEOUT = 60;

/** Percent, when the field is empty. */
const DEFAULT_RESERVE = 2;

/** What a Demo connection gets from the simulator instead of from the user. */
export type DemoKey = Hosts & Required<ConnectionCredentials>;

/**
 * A connection's fields and credentials as the client wants them.
 * @throws ProcoreError PROCORE_CONFIG naming an unset environment variable, or a TLS or proxy node that is missing
 */
export function connectionSettings(
  RED: NodeAPI,
  node: Node<ConnectionCredentials>,
  def: ConnectionDef,
  demo: DemoKey | undefined,
): ConnectionSettings {
  checkConnectionChoices(def);
  const field = (name: string, value: unknown) => expandEnv(RED, node, String(value ?? '').trim(), name);
  const companyId = field('default company', def.companyId);
  const settings: ConnectionSettings = {
    environment: def.environment,
    ...(demo ?? hostsFor(RED, node, def)),
    clientId: demo?.clientId ?? field('client id', node.credentials.clientId),
    clientSecret: demo?.clientSecret ?? field('client secret', node.credentials.clientSecret),
    ...(companyId && { companyId }),
    timeoutMs: Number(field('request timeout', def.timeout) || DEFAULT_TIMEOUT) * 1000,
    allowHttp: def.allowHttp === true,
    actAs: def.actAs || 'app',
    quotaScope: def.quotaScope || 'company',
    reserve: Number(field('reserve', def.reserve) || DEFAULT_RESERVE) / 100,
    lookups: def.lookups !== false,
  };
  if (demo) return settings;
  const tls = tlsOf(RED, def.tls);
  const proxy = proxyOf(RED, def.proxy);
  return { ...settings, ...(tls && { tls }), ...(proxy && { proxy }) };
}

/** Procore's own hosts, unless `procoreConfigHosts` in settings.js names others: so that tests reach none of Procore's. */
export function presets(RED: NodeAPI): Readonly<Record<string, Hosts>> {
  const { procoreConfigHosts } = RED.settings as { procoreConfigHosts?: Record<string, Hosts> };
  return { ...PRESETS, ...procoreConfigHosts };
}

/**
 * The hosts that a connection's fields name. URLs count for the custom environment only.
 * @throws ProcoreError PROCORE_CONFIG for an unknown environment, or a variable that is not set
 */
export function hostsFor(RED: NodeAPI, node: Node, def: ConnectionDef): Hosts {
  if (def.environment === 'custom') {
    const field = (name: string, value: unknown) => expandEnv(RED, node, String(value ?? '').trim(), name);
    return { loginUrl: field('login URL', def.loginUrl), apiUrl: field('API URL', def.apiUrl) };
  }
  const preset = presets(RED)[def.environment];
  if (preset) return preset;
  throw configError(
    `The environment "${def.environment}" is not known.`,
    'Open the connection and choose one.',
  );
}

interface TlsNode extends Node {
  readonly valid?: boolean;
  addTLSOptions(options: object): TlsSettings;
}

interface ProxyNode extends Node<{ username?: string; password?: string }> {
  readonly url: string;
  readonly noproxy?: string[];
}

function tlsOf(RED: NodeAPI, id: string): TlsSettings | undefined {
  if (!id) return undefined;
  const node = RED.nodes.getNode(id) as TlsNode | null;
  if (!node || node.valid === false) throw missing('TLS');
  return node.addTLSOptions({});
}

function proxyOf(RED: NodeAPI, id: string): ProxySettings | undefined {
  if (!id) return undefined;
  const node = RED.nodes.getNode(id) as ProxyNode | null;
  if (!node) throw missing('proxy');
  const { username, password } = node.credentials ?? {};
  return {
    url: node.url,
    ...(node.noproxy && { noProxy: node.noproxy }),
    ...(username && { username }),
    ...(password && { password }),
  };
}

function missing(what: string) {
  return configError(
    `The ${what} settings that the connection names are missing or incomplete.`,
    `Open the connection and choose the ${what} settings again, or none.`,
  );
}
