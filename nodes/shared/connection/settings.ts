import type { Node, NodeAPI } from 'node-red';
import type { ProxySettings, TlsSettings } from '../../../src/connection.js';
import { type Hosts, PRESETS } from '../../../src/environments.js';
import { configError } from '../../../src/errors.js';
import type { ConnectionSettings } from '../../../src/index.js';
import { fields } from '../../procore-config/fields.js';
import { expandEnv } from '../env.js';
import { checkChoices } from '../fields/check.js';
import { settingsOf } from '../fields/settings.js';
import type { ConnectionCredentials, ConnectionDef } from '../flow-json.js';

/** What a Demo connection gets from the simulator and not from the user. */
export type DemoKey = Hosts & Required<Pick<ConnectionCredentials, 'clientId' | 'clientSecret'>>;

/**
 * A connection's fields and credentials in the form that the client wants.
 * @throws ProcoreError PROCORE_CONFIG naming an unset environment variable, or a missing TLS or proxy node
 */
export function connectionSettings(
  RED: NodeAPI,
  node: Node<ConnectionCredentials>,
  def: ConnectionDef,
  demo: DemoKey | undefined,
): ConnectionSettings {
  const hosts = demo ?? hostsFor(RED, node, def);
  checkChoices(fields, def, 'Open the connection and choose one.');
  const { loginUrl, apiUrl } = hosts;
  const given = { ...def, ...node.credentials, ...demo };
  const settings = { ...settingsOf(fields, given, expandIn(RED, node)), loginUrl, apiUrl };
  if (demo) return settings;
  const tls = tlsOf(RED, def.tls);
  const proxy = proxyOf(RED, def.proxy);
  return { ...settings, ...(tls && { tls }), ...(proxy && { proxy }) };
}

function expandIn(RED: NodeAPI, node: Node): (text: string, label: string) => string {
  return (text, label) => expandEnv(RED, node, text, label);
}

/**
 * Procore's own hosts, unless `procoreConfigHosts` in settings.js names others. Tests use that so as not to reach
 * Procore.
 */
export function presets(RED: NodeAPI): Readonly<Record<string, Hosts>> {
  const { procoreConfigHosts } = RED.settings as { procoreConfigHosts?: Record<string, Hosts> };
  return { ...PRESETS, ...procoreConfigHosts };
}

/**
 * The hosts that a connection's fields name. URLs count only in the custom environment.
 * @throws ProcoreError PROCORE_CONFIG for an unknown environment, or a variable that is not set
 */
function hostsFor(RED: NodeAPI, node: Node, def: ConnectionDef): Hosts {
  if (def.environment === 'custom') {
    const expand = expandIn(RED, node);
    return {
      loginUrl: expand(def.loginUrl.trim(), fields.loginUrl.label),
      apiUrl: expand(def.apiUrl.trim(), fields.apiUrl.label),
    };
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
