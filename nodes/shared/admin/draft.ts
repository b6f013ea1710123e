import type { Node, NodeAPI } from 'node-red';
import { configError } from '../../../src/errors.js';
import { fields } from '../../procore-config/fields.js';
import { migrations } from '../../procore-config/migrations.js';
import type { ShownConnection } from '../connection/bound-to.js';
import { type ConnectionNode, isConnectionNode } from '../connection/connection-node.js';
import { namesVariable } from '../env.js';
import { withDefaults } from '../fields/config.js';
import type { Field } from '../fields/field.js';
import type { ConnectionCredentials, ConnectionDef } from '../flow-json.js';
import { migrated } from '../migrations.js';
import type { ConnectionDraft } from './schemas.js';

/** What Node-RED's editor shows in place of a stored secret that was not changed. */
const UNTOUCHED = '__PWRD__';

const FIELDS: ReadonlyArray<readonly [name: string, field: Field]> = Object.entries(fields);

/** Kinds of fields that cannot contain a variable: they are checked to be something else, or only looked up. */
const NO_TEXT: ReadonlySet<Field['kind']> = new Set(['tick', 'choice', 'node', 'kept']);

/** Whether a field decides where a draft's requests go. Procore's own environments ignore the address fields. */
function leads(draft: ConnectionDraft, field: Field): boolean {
  return field.kind === 'host' ? draft.environment === 'custom' : field.leads === true;
}

/**
 * The node that a draft would be once it is deployed. A person who may edit a connection may not read the variables of
 * the process or stored secrets. So both are put in only if the field is as it was deployed, and only if the request
 * goes to the deployed hosts, through the deployed proxy and with the deployed TLS settings.
 * @throws ProcoreError PROCORE_CONFIG
 */
export function draftNode(RED: NodeAPI, draft: ConnectionDraft): ShownConnection {
  const found = RED.nodes.getNode(draft.id);
  const stored = isConnectionNode(found) ? found : undefined;
  const texts = stored && deployedTexts(RED, draft.id);
  const { clientId, clientSecret, gateUser, gatePassword, ...rest } = draft;
  const def = withDefaults(fields, rest) as ConnectionDef;
  const isUntouched = clientSecret === undefined || clientSecret === UNTOUCHED;
  const isSameWay = texts !== undefined && leadsTheSameWay(draft, texts);
  checkVariables({ ...draft, clientSecret: isUntouched ? undefined : clientSecret }, texts, isSameWay);
  const gate = gateOf(draft, texts, isSameWay ? stored?.credentials : undefined);
  const credentials =
    def.environment === 'demo'
      ? gate
      : {
          ...gate,
          clientId: clientId ?? storedKey(stored, 'clientId', isSameWay),
          clientSecret: isUntouched ? storedKey(stored, 'clientSecret', isSameWay) : clientSecret,
        };
  // The deployed node is its prototype, so that `${NAME}` finds what its flow and group define.
  const node: Node<ConnectionCredentials> = Object.create(stored ?? null, {
    credentials: { value: credentials },
  });
  return { id: draft.id, node, def };
}

type Texts = Readonly<Record<string, unknown>>;

/** What opens the gate in front of events. It goes to the public URL, so what is stored belongs to that one. */
function gateOf(
  { publicUrl, gateUser, gatePassword }: ConnectionDraft,
  texts: Texts | undefined,
  stored: ConnectionCredentials | undefined,
): Pick<ConnectionCredentials, 'gateUser' | 'gatePassword'> {
  const known = textOf(publicUrl) === textOf(texts?.publicUrl) ? stored : undefined;
  const isUntouched = gatePassword === undefined || gatePassword === UNTOUCHED;
  const user = gateUser ?? known?.gateUser;
  const password = isUntouched ? known?.gatePassword : gatePassword;
  return {
    ...(user !== undefined && { gateUser: user }),
    ...(password !== undefined && { gatePassword: password }),
  };
}

/**
 * The fields and credentials of a deployed connection as they were typed. Node-RED fills in variables before it creates
 * the node.
 */
function deployedTexts(RED: NodeAPI, id: string): Texts {
  let texts: Texts = {};
  RED.nodes.eachNode((node) => {
    if (node.id === id) texts = migrated(migrations, { ...node });
  });
  return { ...texts, ...(RED.nodes.getCredentials(id) as object | undefined) };
}

function leadsTheSameWay(draft: ConnectionDraft, texts: Texts): boolean {
  const names = FIELDS.filter(([, field]) => leads(draft, field)).map(([name]) => name);
  return names.every((name) => textOf((draft as Texts)[name]) === textOf(texts[name]));
}

/** @throws ProcoreError PROCORE_CONFIG naming the field whose variable must not be filled in */
function checkVariables(draft: ConnectionDraft, texts: Texts | undefined, isSameWay: boolean): void {
  for (const [name, field] of FIELDS) {
    if (NO_TEXT.has(field.kind) || (field.kind === 'host' && !leads(draft, field))) continue;
    const text = textOf((draft as Texts)[name]);
    if (!namesVariable(text) || (isSameWay && text === textOf(texts?.[name]))) continue;
    throw configError(
      `The field "${field.label ?? name}" names a variable, which is filled in only for a connection as it is deployed.`,
      'Deploy it first.',
    );
  }
}

/** @throws ProcoreError PROCORE_CONFIG if the key is missing, or would go somewhere other than where it was stored for */
function storedKey(
  stored: ConnectionNode | undefined,
  name: 'clientId' | 'clientSecret',
  isSameWay: boolean,
): string {
  const { label } = fields[name];
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

/** An empty field, a missing field and a box that is not ticked count as the same. */
function textOf(value: unknown): string {
  return value === undefined || value === null || value === false ? '' : String(value).trim();
}
