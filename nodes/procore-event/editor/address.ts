/** Shows the address that Procore sends events to. The secret is not in it. */
export function showAddress(node: EditorNode): void {
  const address = $('#procore-event-address');
  const note = $('#procore-event-guarded');
  const show = () => {
    const connection = RED.nodes.node(String($('#node-input-connection').val() ?? ''));
    const { publicUrl, receiverPort } = (connection ?? {}) as Readonly<Record<string, unknown>>;
    const origin = String(publicUrl || '')
      .trim()
      .replace(/\/+$/, '');
    const hasPort = String(receiverPort ?? '') !== '';
    const path = hasPort ? '/procore/events/' : String(RED.settings.procoreEventPath ?? '/procore/events/');
    const isGuarded = !hasPort && RED.settings.procoreEventGuarded === 'yes';
    address.val(origin === '' ? '' : `${origin}${path}${node.id}`);
    address.attr('placeholder', node._('procore-event.noAddress'));
    note.toggle(isGuarded);
  };
  $('#node-input-connection').on('change', show);
  show();
}
