import { readsOne } from '../../../src/catalogue/needs';
import type { Operation } from '../../../src/catalogue/operation';
import { prepareObject } from '../../shared/editor/object-field';
import type { ShownRequest } from '../../shared/editor/request/request-dialog';

/** The rows about lists, by the field in each of them. */
const LIST_FIELDS = ['paging', 'limit', 'delivery', 'perPage', 'parallel'] as const;
/** Those that apply only if all pages are read. */
const PAGE_FIELDS: ReadonlyArray<(typeof LIST_FIELDS)[number]> = ['perPage', 'parallel'];

/**
 * Sets up the headers, and shows only the rows that the request uses: by its operation, if that is known, otherwise by
 * its method. A row that is filled in stays, so that no value has an effect, or is kept, unseen.
 * @returns what to call when another request is shown
 */
export function prepareRequestFields(node: EditorNode): (request: ShownRequest) => void {
  prepareObject('headers');
  const { defaults } = node._def as EditorDefinition;
  const method = $('#node-input-method');
  const paging = $('#node-input-paging');
  const scope = $('#node-input-scope');
  const delivery = $('#node-input-delivery');
  let operation: Operation | undefined;
  const isFilled = (field: string) =>
    !['', String(defaults[field]?.value)].includes(String($(`#node-input-${field}`).val() ?? '').trim());
  const applies = (field: (typeof LIST_FIELDS)[number]) => {
    const isRead = ['GET', ''].includes(String(method.val()));
    const isOne = operation !== undefined && readsOne(operation);
    // Over several projects, single answers are the rows of one list.
    if (field === 'delivery') return isRead && (!isOne || scope.val() !== 'call');
    return isRead && !isOne && (!PAGE_FIELDS.includes(field) || paging.val() === 'all');
  };
  const show = (fields: ReadonlyArray<(typeof LIST_FIELDS)[number]>) => {
    for (const field of fields) {
      $(`#node-input-${field}`)
        .closest('.form-row')
        .toggle(applies(field) || isFilled(field));
    }
    // Whether there is anything to wait for depends on this row.
    delivery.trigger('change');
  };
  for (const part of [method, scope]) part.on('change', () => show(LIST_FIELDS));
  // The row in which something was just chosen stays.
  paging.on('change', () => show(PAGE_FIELDS));
  show(LIST_FIELDS);
  return (shown) => {
    operation = shown.operation;
    show(LIST_FIELDS);
  };
}
