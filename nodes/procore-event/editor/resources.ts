import { ask } from '../../shared/editor/ask';
import { openChoices } from '../../shared/editor/choices';
import { draftOf } from '../../shared/editor/connection-draft';
import { scopeInDialog } from '../../shared/editor/scope-rows';
import type { WantedResource } from '../fields';

/** Something that Procore tells of, as it lists it now. */
interface Offered {
  readonly name: string;
  readonly tool: string;
  readonly actions: readonly string[];
}

const ACTIONS = ['create', 'update', 'delete'] as const;

const LIST = '#procore-event-resources';

/** Sets up the list of the events that the flow wants. */
export function prepareResources(node: EditorNode): void {
  const list = $(LIST);
  list.editableList({
    removable: true,
    sortable: false,
    height: 'auto',
    addItem(row, _index, data) {
      const { name = '', actions = [] } = data as Partial<WantedResource>;
      const label = node._('procore-event.resource');
      $('<input type="text" class="procore-event-name" style="width:45%">')
        .attr({ placeholder: 'RFIs', 'aria-label': label })
        .val(name)
        .appendTo(row);
      row.siblings('.red-ui-editableList-item-remove').attr('aria-label', node._('procore-event.remove'));
      for (const action of ACTIONS) {
        const box = $('<label style="width:auto; margin:0 0 0 8px"></label>').appendTo(row);
        $(`<input type="checkbox" class="procore-event-${action}" style="width:auto; margin:0 3px 0 0">`)
          .prop('checked', actions.length === 0 || actions.includes(action))
          .appendTo(box);
        box.append(document.createTextNode(node._(`procore-event.action.${action}`)));
      }
    },
  });
  for (const resource of (node.resources ?? []) as readonly WantedResource[]) {
    list.editableList('addItem', { ...resource });
  }
  const button = $('#procore-event-pick');
  button.on('click', () => pickResources(button, node));
}

/** Adds events to the list, as far as it does not have them. */
export function wantAlso(more: ReadonlyArray<{ readonly resource: string; readonly action: string }>): void {
  const list = $(LIST);
  for (const { resource, action } of more) {
    const row = rowOf(resource);
    if (row) $(row).find(`.procore-event-${action}`).prop('checked', true);
    else list.editableList('addItem', { name: resource, actions: [action] });
  }
}

/** The row of a resource. */
function rowOf(name: string): HTMLElement | undefined {
  return $(LIST)
    .editableList('items')
    .toArray()
    .find((item) => nameIn($(item)).toLowerCase() === name.toLowerCase());
}

/** Lets a person pick from what Procore tells of now. A pick adds a row, or takes it away. */
function pickResources(target: JQuery, node: EditorNode): void {
  const list = $(LIST);
  openChoices(target, {
    label: node._('procore-event.field.resources'),
    recent: 'events',
    text: (key, values) => node._(key, values),
    isChosen: (name) => rowOf(name) !== undefined,
    load: async () => {
      const connection = draftOf(String($('#node-input-connection').val() ?? ''));
      if (!connection) throw new Error(node._('procore.picker.connectionFirst'));
      const payloadVersion = $('#node-input-payloadVersion').val();
      // A filter that only a flow can tell, and one that is not finished, leave no project out here.
      const { filter = {}, ...scoped } = scopeInDialog();
      const asked = { connection, ...scoped, filter, payloadVersion };
      const { resources } = await ask<{ resources: Offered[] }>('event-resources', asked);
      // Procore knows them by their names.
      return {
        choices: resources.map(({ name, tool, actions }) => ({
          id: name,
          name: '',
          detail: [tool, actions.map((action) => node._(`procore-event.action.${action}`)).join(', ')]
            .filter(Boolean)
            .join(' · '),
        })),
      };
    },
    pick: ({ id: name }) => {
      const row = rowOf(name);
      if (row) list.editableList('removeItem', $(row).data('data'));
      else list.editableList('addItem', { name });
    },
  });
}

function nameIn(row: JQuery): string {
  return String(row.find('.procore-event-name').val() ?? '').trim();
}

/** The list as it is in the dialog. All actions are stored as none, since Procore may add one. */
export function resourcesInDialog(): WantedResource[] {
  return $(LIST)
    .editableList('items')
    .toArray()
    .flatMap((item) => {
      const row = $(item);
      const name = nameIn(row);
      const actions = ACTIONS.filter((action) => row.find(`.procore-event-${action}`).prop('checked'));
      if (name === '') return [];
      return [{ name, ...(actions.length < ACTIONS.length && { actions }) }];
    });
}
