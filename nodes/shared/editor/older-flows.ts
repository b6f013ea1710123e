/** The version that nodes are stored with from now on; the runtime's FLOW_VERSION. */
const VERSION = 2;

/**
 * Keeps what a node of an older flow was: the editor drops properties that it does not know, and would store the node with
 * the next deployment without them. The runtime's migrations do the same for flows that no editor has opened.
 * @param up fills in what the node lacks; `stored` is the node as it was deployed, undefined where it was only pasted
 */
export function keepOlder(
  type: string,
  up: (node: EditorNode, stored: Readonly<Record<string, unknown>> | undefined) => void,
): void {
  RED.events.on('nodes:add', (node) => {
    if (node.type !== type || Number(node.version ?? 0) >= VERSION) return;
    up(
      node,
      RED.nodes.originalFlow()?.find(({ id }) => id === node.id),
    );
    node.companyType ??= 'connection';
    node.version = VERSION;
  });
}
