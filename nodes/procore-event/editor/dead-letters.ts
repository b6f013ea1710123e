import type { ShownDeadLetter } from '../../shared/admin/event-inbox';
import { ask } from '../../shared/editor/ask';
import { button, count, element, type Text } from '../../shared/editor/elements';

/**
 * Shows the newest dead letters of the deployed node, with the reason, and a button for each and for all.
 * @returns how many there are
 * @throws Refused if the node is not deployed
 */
export async function showDeadLetters(
  node: EditorNode,
  text: Text,
  handOut: (replay: Readonly<Record<string, unknown>>) => void,
): Promise<number> {
  const asked = { node: node.id };
  const { dead, newest } = await ask<{ dead: number; newest: ShownDeadLetter[] }>('event-dead', asked);
  const row = $('#procore-event-dead').toggle(dead > 0);
  $('#procore-event-dead-all')
    .off('click')
    .on('click', () => handOut({ dead: true }));
  const list = row.find('.procore-event-letters').empty();
  for (const letter of newest) list.append(shown(letter));
  const older = dead - newest.length;
  if (older > 0) list.append(element('li', '', text('more', { n: count(older) })));
  return dead;

  function shown({ eventId, reason, at, ...letter }: ShownDeadLetter): HTMLElement {
    const action = node._(`procore-event.action.${letter.action}`);
    const what = text('letter', { ...letter, action });
    const item = element('li');
    const words = element('div');
    words.append(element('strong', '', what), text('why', { at: new Date(at).toLocaleString(), reason }));
    const again = button('fa-repeat', text('one'), () => handOut({ dead: true, id: eventId }));
    again.setAttribute('aria-label', text('oneOf', { what }));
    item.append(words, again);
    return item;
  }
}
