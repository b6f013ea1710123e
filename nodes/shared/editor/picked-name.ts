import type { Choice } from './choices';

export interface PickedNameOptions {
  /** The id of the field that Node-RED stores the name from. */
  readonly id: string;
  /** The stored name. */
  readonly name: unknown;
  /** The element that shows the name. */
  readonly hint: JQuery;
}

/**
 * Keeps the name of the picked company or project next to its id, for people to read: in a hidden field of the node,
 * and shown below the input. Typing another id removes the name. The field exists only if there is a name to store: an
 * empty one would change every older node that is merely opened.
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
  // The name is removed while the user types. If it went when the field loses the focus, the button below would move
  // away from the pointer.
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
