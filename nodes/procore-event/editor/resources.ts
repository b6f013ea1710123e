import type { WantedResource } from '../fields';

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
        .attr({ placeholder: label, 'aria-label': label })
        .val(name)
        .appendTo(row);
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
}

/** The list as it is in the dialog. All actions are stored as none, since Procore may add one. */
export function resourcesInDialog(): WantedResource[] {
  return $(LIST)
    .editableList('items')
    .toArray()
    .flatMap((item) => {
      const row = $(item);
      const name = String(row.find('.procore-event-name').val() ?? '').trim();
      const actions = ACTIONS.filter((action) => row.find(`.procore-event-${action}`).prop('checked'));
      if (name === '') return [];
      return [{ name, ...(actions.length < ACTIONS.length && { actions }) }];
    });
}
