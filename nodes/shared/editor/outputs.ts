/** Names of the output ports, shown when the pointer rests on them. */
export function outputLabels(this: EditorNode, index: number): string {
  return this._(index === 0 ? 'procore.port.result' : 'procore.port.failure');
}
