/** Shows the fields that the chosen result uses, and how the chosen database's node has to be set up. */
export function prepareTableFields(node: EditorNode): void {
  const as = $('#node-input-as');
  const dialect = $('#node-input-dialect');
  const flavor = $('#node-input-flavor');
  const show = () => {
    const isSql = as.val() === 'sql';
    const database = String(dialect.val());
    const isUsual = flavor.val() === 'usual';
    $('.procore-table-sql').toggle(isSql);
    $('.procore-table-rows').toggle(!isSql);
    flavor.find('option[value=usual]').text(node._(`procore-table.flavor.${database}`));
    $('#procore-table-hint')
      .text(node._(`procore-table.hint.${database}`))
      .toggle(isUsual);
    // Statements are several messages, and each must wait for the one before it.
    const isMany = isSql || $('#node-input-delivery').val() !== 'array';
    $('.procore-tick').toggle(isMany);
  };
  for (const field of [as, dialect, flavor, $('#node-input-delivery')]) field.on('change', show);
  show();
}
