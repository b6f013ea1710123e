/** A connection as it is in the editor, deployed or not. It has the secret only if it was just typed. */
export type ConnectionDraft = Record<string, unknown> & { readonly id: string; readonly environment: string };

/**
 * The draft of a connection node; undefined if none is chosen. Its fields are those that its type registered, so that
 * not every dialog must contain its field table. The server drops what is not a setting.
 */
export function draftOf(id: string): ConnectionDraft | undefined {
  const node = id && id !== '_ADD_' ? RED.nodes.node(id) : undefined;
  if (!node) return undefined;
  const { defaults, credentials } = node._def as EditorDefinition;
  const draft: Record<string, unknown> = { id };
  for (const name of Object.keys(defaults)) if (node[name] !== undefined) draft[name] = node[name];
  // The editor has credentials only if they were changed in it.
  for (const name of Object.keys(credentials ?? {})) {
    const typed = node.credentials?.[name];
    if (typed !== undefined) draft[name] = typed;
  }
  return draft as ConnectionDraft;
}
