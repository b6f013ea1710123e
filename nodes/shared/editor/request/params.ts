import { isDateWords } from '../../../../src/catalogue/calendar';
import type { StoredRow } from '../../../../src/catalogue/request';
import { VALUE_TYPES } from '../action-fields';

const LIST = '#procore-request-params';

/**
 * The list of path placeholders and query parameters: all of them for a free path, otherwise those that the operation's
 * form does not have.
 */
export function prepareParams(node: EditorNode): void {
  const placeholder = node._('procore.request.params.name');
  const value = node._('procore.request.params.value');
  $(LIST).editableList({
    addItem(row, _index, data) {
      const { name = '', value: given = '', type = 'str' } = data as Partial<StoredRow>;
      const field = $('<input type="text" class="procore-param-name" style="width:35%">')
        .attr({ placeholder, 'aria-label': placeholder })
        .val(name);
      const input = $('<input type="text" class="procore-param-value" style="width:calc(65% - 12px)">')
        .attr('aria-label', value)
        .val(given);
      row.css('white-space', 'nowrap').append(field, ' ', input);
      const words = isDateWords(type) ? [{ value: type, label: node._('procore.request.type.words') }] : [];
      const types = ['str', 'num', 'bool', 'json', ...VALUE_TYPES.slice(1), ...words];
      input.typedInput({ default: type, types });
      input.typedInput('type', type);
      const select = input.next().find('.red-ui-typedInput-type-select');
      select.attr('aria-label', node._('procore.request.field.type'));
    },
    removable: true,
    sortable: true,
    height: 'auto',
  });
  writeParams(node.params ?? []);
}

/** Replaces the rows that are shown. */
export function writeParams(rows: readonly StoredRow[]): void {
  $(LIST).editableList('empty');
  for (const row of rows) $(LIST).editableList('addItem', row);
}

/** Adds an empty row for each placeholder of the path that has no row yet. */
export function addRowsFor(path: string): void {
  const known = new Set(readParams().map((param) => param.name));
  for (const [, name = ''] of path.matchAll(/(?<!\$)\{([^{}]+)\}/g)) {
    if (known.has(name) || name === 'company_id') continue;
    known.add(name);
    $(LIST).editableList('addItem', { name, value: '', type: 'str' });
  }
}

/** The rows as they are stored; rows without a name are left out. */
export function readParams(): StoredRow[] {
  const rows: StoredRow[] = [];
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
