/** A connection as it stands in the editor, deployed or not; the secret only if it was typed just now. */
export type ConnectionDraft = Record<string, unknown> & { readonly id: string; readonly environment: string };

const FIELDS = [
  'environment',
  'loginUrl',
  'apiUrl',
  'allowHttp',
  'companyId',
  'timeout',
  'quotaScope',
  'reserve',
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

/** The draft that the open connection dialog describes. */
export function draftInDialog(id: string): ConnectionDraft {
  const draft: Record<string, unknown> = { id };
  const field = (name: string) => $(`#node-config-input-${name}`);
  for (const name of [...FIELDS, 'clientId', 'clientSecret']) {
    draft[name] = field(name).is(':checkbox')
      ? field(name).is(':checked')
      : String(field(name).val() ?? '').trim();
  }
  for (const name of NODES) {
    const chosen = String(field(name).val() ?? '');
    draft[name] = chosen === '_ADD_' ? '' : chosen;
  }
  return draft as ConnectionDraft;
}
