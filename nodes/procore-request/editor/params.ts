import { VALUE_TYPES } from '../../shared/editor/action-fields';

interface Param {
  name: string;
  value: string;
  type: string;
}

const LIST = '#procore-request-params';

/** The list of path placeholders and query parameters. */
export function prepareParams(node: EditorNode): void {
  const placeholder = node._('procore-request.params.name');
  const list = $(LIST);
  list.editableList({
    addItem(row, _index, data) {
      const { name = '', value = '', type = 'str' } = data as Partial<Param>;
      const field = $('<input type="text" class="procore-param-name" style="width:35%">')
        .attr({ placeholder, 'aria-label': placeholder })
        .val(name);
      const input = $('<input type="text" class="procore-param-value" style="width:calc(65% - 12px)">').val(
        value,
      );
      row.css('white-space', 'nowrap').append(field, ' ', input);
      input.typedInput({ default: type, types: ['str', 'num', 'bool', ...VALUE_TYPES.slice(1)] });
      input.typedInput('type', type);
    },
    removable: true,
    sortable: true,
    height: 'auto',
  });
  for (const param of (node.params ?? []) as Param[]) list.editableList('addItem', param);
  fillFromPath();
}

/** Adds an empty row for each placeholder of the path that has none yet. */
function fillFromPath(): void {
  const path = $('#node-input-path');
  path.on('change', () => {
    const known = new Set(readParams().map((param) => param.name));
    for (const [, name = ''] of String(path.val()).matchAll(/\{([^{}]+)\}/g)) {
      if (known.has(name) || name === 'company_id') continue;
      known.add(name);
      $(LIST).editableList('addItem', { name, value: '', type: 'str' });
    }
  });
}

/** The rows as they are stored; rows without a name are left out. */
export function readParams(): Param[] {
  const rows: Param[] = [];
  $(LIST)
    .editableList('items')
    .each((_index, row) => {
      const name = String($(row).find('.procore-param-name').val()).trim();
      const value = $(row).find('.procore-param-value');
      if (name)
        rows.push({ name, value: String(value.typedInput('value')), type: String(value.typedInput('type')) });
    });
  return rows;
}
