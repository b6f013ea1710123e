/** SQL needs the name of a table. */
export function validTable(this: EditorNode, value: string, _options: object): true | string {
  const open = $('#node-input-as');
  const as = open.length > 0 ? open.val() : this.as;
  return as !== 'sql' || String(value ?? '').trim() !== '' || this._('procore-table.invalid.table');
}
