import type { Choice } from './choices';

export interface PickedNameOptions {
  /** The id of the field that Node-RED stores the name from. */
  readonly id: string;
  /** The name that is stored already. */
  readonly name: unknown;
  /** Where it is shown. */
  readonly hint: JQuery;
}

/**
 * Keeps the name of what was picked beside the id that is stored, for people: in a hidden field of the node, and shown
 * below the input. Typing another id forgets it. The field is there only with something to store: an empty one would
 * change every older node that is merely looked at.
 */
export function pickedName(
  input: JQuery,
  { id, name, hint }: PickedNameOptions,
): { name(choice: Choice): void } {
  let value = String(input.val() ?? '');
  const store = (text: string) => {
    if ($(`#${id}`).length === 0) $('<input type="hidden">').attr('id', id).insertAfter(hint);
    $(`#${id}`).val(text);
    hint.text(text);
  };
  if (name) store(String(name));
  // While typing: a name that went only when the field is left would move the button below from under the pointer.
  input.on('input change', () => {
    const typed = String(input.val() ?? '');
    if (typed === value) return;
    value = typed;
    if ($(`#${id}`).length > 0) store('');
  });
  return {
    name(choice) {
      value = choice.id;
      store(choice.name);
    },
  };
}
