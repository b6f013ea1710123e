/** Names of the output ports; Node-RED shows them when the pointer is on a port. */
export function outputLabels(this: EditorNode, index: number): string {
  return this._(index === 0 ? 'procore.port.result' : 'procore.port.failure');
}
