/** A connection as it stands in the editor, deployed or not; the secret only if it was typed just now. */
export type ConnectionDraft = Record<string, unknown> & { readonly id: string; readonly environment: string };

const FIELDS = [
  'environment',
  'loginUrl',
  'apiUrl',
  'allowHttp',
  'actAs',
  'companyId',
  'demoAccount',
  'timeout',
  'quotaScope',
  'reserve',
  'lookups',
];
const NODES = ['tls', 'proxy'];

/** The draft of a connection node; undefined where none is chosen. */
export function draftOf(id: string): ConnectionDraft | undefined {
  const node = id && id !== '_ADD_' ? RED.nodes.node(id) : undefined;
  if (!node) return undefined;
  const draft: Record<string, unknown> = { id };
  for (const name of [...FIELDS, ...NODES]) if (node[name] !== undefined) draft[name] = node[name];
  // The editor holds credentials only after they were changed here.
  const { clientId, clientSecret } = node.credentials ?? {};
  if (clientId !== undefined) draft.clientId = clientId;
  if (clientSecret !== undefined) draft.clientSecret = clientSecret;
  return draft as ConnectionDraft;
}

/** The draft that the open connection dialog describes. Fields left empty have their defaults; credentials count as typed. */
export function draftInDialog(id: string): ConnectionDraft {
  const draft: Record<string, unknown> = {};
  const field = (name: string) => $(`#node-config-input-${name}`);
  const typed = (name: string) => String(field(name).val() ?? '').trim();
  for (const name of FIELDS) {
    if (field(name).is(':checkbox')) draft[name] = field(name).is(':checked');
    else if (typed(name)) draft[name] = typed(name);
  }
  for (const name of NODES) if (typed(name) && typed(name) !== '_ADD_') draft[name] = typed(name);
  const [environment, clientId, clientSecret] = ['environment', 'clientId', 'clientSecret'].map(typed);
  return { ...draft, id, environment: environment ?? '', clientId, clientSecret };
}
