/** A second connection that exists; empty is valid only if nothing is compared. */
export function validOther(this: EditorNode, value: string, _options: object): true | string {
  const mode = $('#node-input-mode').val() ?? this.mode;
  const isNone = !value || value === '_ADD_';
  if (isNone) return mode !== 'compare' || this._('procore-access.invalid.other');
  return RED.nodes.node(value) !== null || this._('procore-access.invalid.other');
}
