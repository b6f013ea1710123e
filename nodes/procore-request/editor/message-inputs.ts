/** Whether a node leaves what it has read on its messages, as those of before did; new ones are stored as taking it. */
function keepsInputs({ messageInputs }: EditorNode): boolean {
  return messageInputs !== 'taken';
}

/** Tells of it where a node does, with a way to change it. */
export function prepareMessageInputs(node: EditorNode): void {
  $('#procore-request-inputs').toggle(keepsInputs(node));
}

/** A node that is not changed here stays as it is stored, to the letter. */
export function saveMessageInputs(node: EditorNode): void {
  if ($('#procore-request-inputs-take').prop('checked') === true) node.messageInputs = 'taken';
}
