import type { Choice } from './choices';

/**
 * Keeps the name of what was picked beside the id that is stored, for people: in a hidden field of the node, and shown
 * below the input. Typing another id forgets it.
 */
export function pickedName(input: JQuery, stored: JQuery, hint: JQuery): { name(choice: Choice): void } {
  let id = String(input.val() ?? '');
  const show = () => hint.text(String(stored.val() ?? ''));
  input.on('change', () => {
    const value = String(input.val() ?? '');
    if (value === id) return;
    id = value;
    stored.val('');
    show();
  });
  show();
  return {
    name(choice) {
      id = choice.id;
      stored.val(choice.name).trigger('change');
      show();
    },
  };
}
