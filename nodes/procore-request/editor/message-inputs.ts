/** Whether a node leaves the values that it read on its messages, as older versions did. New nodes remove them. */
function keepsInputs({ messageInputs }: EditorNode): boolean {
  return messageInputs !== 'taken';
}

/** Shows a note if the node leaves them there, with a way to change it. */
export function prepareMessageInputs(node: EditorNode): void {
  $('#procore-request-inputs').toggle(keepsInputs(node));
}

/** Leaves the stored property exactly as it was if nothing was changed here. */
export function saveMessageInputs(node: EditorNode): void {
  if ($('#procore-request-inputs-take').prop('checked') === true) node.messageInputs = 'taken';
}
