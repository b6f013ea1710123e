import type { Node, NodeAPI } from 'node-red';
import { configError } from '../../../src/errors.js';
import { type ConnectionNode, isConnectionNode } from '../connection/connection-node.js';
import { namesVariable } from '../env.js';
import type { ConnectionCredentials, ConnectionDef } from '../flow-json.js';
import type { ConnectionDraft } from './schemas.js';

/** What Node-RED's editor shows in place of a stored secret: it was not touched. */
const UNTOUCHED = '__PWRD__';

/** The fields in which a variable may stand, as the error names them. */
const FIELDS = {
  loginUrl: 'login URL',
  apiUrl: 'API URL',
  companyId: 'default company',
  timeout: 'request timeout',
  reserve: 'reserve',
  clientId: 'client id',
  clientSecret: 'client secret',
} as const;

/** What decides where a request goes, and who can read it on its way. */
const WAY = ['environment', 'tls', 'proxy', 'allowHttp'] as const;
const HOSTS = ['loginUrl', 'apiUrl'] as const;

/** A draft as a node that a client can be opened for. */
export interface DraftNode {
  readonly node: Node<ConnectionCredentials>;
  readonly def: ConnectionDef;
}

/**
 * The node that a draft would be once it is deployed. Whoever may edit a connection may not read the process's variables
 * and stored secrets: both are put in only where the field is as it was deployed, and goes to the hosts, by the proxy and
 * with the TLS settings that are deployed.
 * @throws ProcoreError PROCORE_CONFIG
 */
export function draftNode(RED: NodeAPI, draft: ConnectionDraft): DraftNode {
  const found = RED.nodes.getNode(draft.id);
  const stored = isConnectionNode(found) ? found : undefined;
  const texts = stored && deployedTexts(RED, draft.id);
  const { clientId, clientSecret, ...fields } = draft;
  const def = fields as ConnectionDef;
  const isUntouched = clientSecret === undefined || clientSecret === UNTOUCHED;
  const isSameWay = texts !== undefined && leadsTheSameWay(draft, texts);
  checkVariables({ ...draft, clientSecret: isUntouched ? undefined : clientSecret }, texts, isSameWay);
  const credentials =
    def.environment === 'demo'
      ? {}
      : {
          clientId: clientId ?? storedKey(stored, 'clientId', isSameWay),
          clientSecret: isUntouched ? storedKey(stored, 'clientSecret', isSameWay) : clientSecret,
        };
  // With the deployed node behind it, `${NAME}` finds what its flow and group define.
  const node: Node<ConnectionCredentials> = Object.create(stored ?? null, {
    credentials: { value: credentials },
  });
  return { node, def };
}

type Texts = Readonly<Record<string, unknown>>;

/** The fields and credentials of a deployed connection as they were typed: Node-RED fills variables in before a node is made. */
function deployedTexts(RED: NodeAPI, id: string): Texts {
  let texts: Texts = {};
  RED.nodes.eachNode((node) => {
    if (node.id === id) texts = { ...node };
  });
  return { ...texts, ...(RED.nodes.getCredentials(id) as object | undefined) };
}

function leadsTheSameWay(draft: ConnectionDraft, texts: Texts): boolean {
  const names = draft.environment === 'custom' ? [...WAY, ...HOSTS] : WAY;
  return names.every((name) => textOf(draft[name]) === textOf(texts[name]));
}

/** @throws ProcoreError PROCORE_CONFIG naming the field whose variable must not be filled in */
function checkVariables(draft: Texts, texts: Texts | undefined, isSameWay: boolean): void {
  for (const [name, label] of Object.entries(FIELDS)) {
    // The addresses of Procore's own environments are not taken from fields.
    if (draft.environment !== 'custom' && HOSTS.some((host) => host === name)) continue;
    const text = textOf(draft[name]);
    if (!namesVariable(text) || (isSameWay && text === textOf(texts?.[name]))) continue;
    throw configError(
      `The field "${label}" names a variable, which is filled in only for a connection as it is deployed.`,
      'Deploy it first.',
    );
  }
}

/** @throws ProcoreError PROCORE_CONFIG where it is missing, or would go elsewhere than it was stored for */
function storedKey(
  stored: ConnectionNode | undefined,
  name: 'clientId' | 'clientSecret',
  isSameWay: boolean,
): string {
  const label = FIELDS[name];
  const key = stored?.credentials?.[name];
  if (!key) {
    throw configError(`The ${label} is missing.`, 'Enter it in the connection.');
  }
  if (isSameWay) return key;
  throw configError(
    `The stored ${label} belongs to other hosts, or another proxy or TLS setting, than the ones chosen now.`,
    `Enter the ${label} of this environment, or deploy the connection first.`,
  );
}

/** An empty field, a field that is not there and a box that is not ticked are the same. */
function textOf(value: unknown): string {
  return value === undefined || value === null || value === false ? '' : String(value).trim();
}
