/** Empty only where nothing is compared: then there is no second connection. */
export function validOther(this: EditorNode, value: string, _options: object): true | string {
  const mode = $('#node-input-mode').val() ?? this.mode;
  const isChosen = !!value && value !== '_ADD_';
  return mode !== 'compare' || isChosen || this._('procore-access.invalid.other');
}
