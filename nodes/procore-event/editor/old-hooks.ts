import type { ReplacedHook, ShownOldHook, ShownPlan } from '../../shared/admin/event-hooks';
import { ask, refusalOf } from '../../shared/editor/ask';
import type { ConnectionDraft } from '../../shared/editor/connection-draft';
import { button, count, element } from '../../shared/editor/elements';
import { MOST_NAMESPACES, NAMESPACE } from '../fields';
import { wantAlso } from './resources';

type Found = Pick<ShownPlan, 'old' | 'moreOld'>;

interface Asked {
  readonly connection: ConnectionDraft;
  readonly events: string;
  readonly namespaces: readonly string[];
}

const FIELD = '#procore-event-old';
const WRONG = '#procore-event-old-wrong';

/** Most characters of a wrong word that are shown. */
const MOST_SHOWN = 60;

/** Names a wrong namespace at its field as soon as it is typed. */
export function prepareOldNamespaces(node: EditorNode): void {
  $(FIELD).on('input', () => showWrong(node));
}

/** The namespaces of old webhooks that were typed; undefined if one is wrong, which the field then says. */
export function namespacesInDialog(node: EditorNode): string[] | undefined {
  if (!showWrong(node)) return typedNamespaces();
  // It may be in a part of the dialog that is folded up.
  $(FIELD).closest('details').attr('open', '');
  $(FIELD).trigger('focus');
  return undefined;
}

function typedNamespaces(): string[] {
  const typed = String($(FIELD).val() ?? '').split(/[\s,]/);
  return [...new Set(typed.filter((name) => name !== ''))];
}

/** @returns whether there is something wrong */
function showWrong(node: EditorNode): boolean {
  const names = typedNamespaces();
  const wrong = names.find((name) => !NAMESPACE.test(name));
  const key = wrong === undefined ? 'tooMany' : 'noNamespace';
  const word = wrong ?? names[MOST_NAMESPACES];
  const isWrong = word !== undefined;
  const shown = (word ?? '').slice(0, MOST_SHOWN);
  $(WRONG).text(
    isWrong ? node._(`procore-event.old.${key}`, { word: shown, n: count(MOST_NAMESPACES) }) : '',
  );
  $(FIELD).toggleClass('input-error', isWrong).attr('aria-invalid', String(isWrong));
  return isWrong;
}

/**
 * Lists old webhooks. A person can take over what they tell of, and delete those that are ticked: one by one, by their
 * names, since they may be somebody else's.
 */
export function oldHooksView(
  node: EditorNode,
  { old, moreOld }: Found,
  { connection, events, namespaces }: Asked,
): HTMLElement {
  const text = (key: string, values?: Record<string, string>) => node._(`procore-event.old.${key}`, values);
  const view = element('fieldset', 'procore-event-old');
  view.append(element('legend', '', text('heading')));
  if (old.length === 0) {
    view.append(element('p', '', text('none', { namespaces: namespaces.join(', ') })));
    return view;
  }
  const told = element('div');
  told.setAttribute('role', 'status');
  const boxes = old.map((hook) => {
    const box = element('input');
    box.type = 'checkbox';
    const label = element('label');
    label.append(box, element('span', '', nameOf(hook)));
    const what = hook.triggers.map(({ resource, action }) => `${resource} ${action}`).join(', ');
    view.append(label, element('div', 'procore-more', what || text('notShown')));
    return { box, hook, label };
  });
  if (moreOld > 0) view.append(element('div', 'procore-more', text('more', { n: count(moreOld) })));
  const take = button('fa-download', text('take'), () => {
    wantAlso(old.flatMap(({ triggers }) => triggers));
    told.textContent = text('taken');
  });
  const remove = button('fa-trash', text('delete'), async () => {
    const ticked = boxes.filter(({ box }) => box.checked && !box.disabled);
    if (ticked.length === 0) {
      told.textContent = text('tick');
      return;
    }
    remove.disabled = true;
    told.textContent = text('deleting');
    try {
      const hooks = ticked.map(({ hook: { origin: _, triggers: __, ...hook } }) => hook);
      const asked = { connection, events, node: node.id, hooks };
      const { replaced } = await ask<{ replaced: ReplacedHook[] }>('event-old-hooks', asked);
      const gone = new Set(replaced.filter(({ state }) => state === 'gone').map(({ id }) => id));
      for (const { box, hook, label } of ticked) {
        if (!gone.has(hook.id)) continue;
        box.disabled = true;
        label.classList.add('procore-event-gone');
      }
      const kept = replaced.filter(({ state }) => state !== 'gone');
      told.replaceChildren(
        element('p', '', text('deleted', { n: count(gone.size) })),
        ...kept.map(({ id, state, lacking = [] }) =>
          element('p', 'procore-refused', text(state, { id, what: lacking.join(', ') })),
        ),
      );
    } catch (thrown) {
      const { cause, fix } = refusalOf(thrown);
      told.replaceChildren(element('p', 'procore-refused', `${cause} ${fix}`));
    } finally {
      remove.disabled = false;
    }
  });
  const buttons = element('div', 'procore-event-buttons');
  buttons.append(take, remove);
  view.append(buttons, told);
  return view;

  function nameOf({ id, namespace, origin, companyId, projectId }: ShownOldHook): string {
    const place =
      projectId === undefined ? text('company', { id: companyId }) : text('project', { id: projectId });
    return text('hook', { id, namespace, origin, place });
  }
}
