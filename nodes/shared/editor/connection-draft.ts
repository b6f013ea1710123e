/** A connection as it stands in the editor, deployed or not; the secret only if it was typed just now. */
export type ConnectionDraft = Record<string, unknown> & { readonly id: string; readonly environment: string };

/**
 * The draft of a connection node; undefined where none is chosen. Its fields are those that its type registered, so that its
 * table is not in every dialog; what is no setting, the server drops.
 */
export function draftOf(id: string): ConnectionDraft | undefined {
  const node = id && id !== '_ADD_' ? RED.nodes.node(id) : undefined;
  if (!node) return undefined;
  const { defaults, credentials } = node._def as EditorDefinition;
  const draft: Record<string, unknown> = { id };
  for (const name of Object.keys(defaults)) if (node[name] !== undefined) draft[name] = node[name];
  // The editor holds credentials only after they were changed here.
  for (const name of Object.keys(credentials ?? {})) {
    const typed = node.credentials?.[name];
    if (typed !== undefined) draft[name] = typed;
  }
  return draft as ConnectionDraft;
}
