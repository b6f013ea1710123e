import type { ObjectShape, RowsPart } from '../../../../src/catalogue/body-form';
import { Reference } from '../../../../src/catalogue/body-tree';
import { VALUE_TYPES } from '../../../shared/editor/action-fields';
import { button, element } from '../elements';
import { type BodyContext, type PartControl, type Place, partBox } from './parts';

/** The type of a list whose rows are entered in the dialog. */
const ROWS = 'procore-rows';

/** Adds the parts of an object to a row. */
type AddObject = (
  row: HTMLElement,
  shape: ObjectShape,
  place: Place,
  context: BodyContext,
) => Omit<PartControl, 'key'>;

/** A list of objects: rows that can be added and removed, or the whole list from somewhere else. */
export function rowsControl(
  form: HTMLElement,
  part: RowsPart,
  { steps, value }: Place,
  context: BodyContext,
  addObject: AddObject,
): PartControl {
  const { text } = context.fields;
  const box = partBox(form, part, context);
  const input = element('input');
  input.type = 'text';
  const list = element('div', 'procore-body-rows');
  box.append(input, list);

  const items: Array<{ readonly row: HTMLElement; read(): unknown; focus(): boolean }> = [];
  const number = () => {
    for (const [index, { row }] of items.entries()) {
      const name = text('body.row', { name: part.label, n: String(index + 1) });
      row.setAttribute('aria-label', name);
      row.querySelector('.procore-body-number')?.replaceChildren(String(index + 1));
      row.querySelector('.procore-body-remove')?.setAttribute('aria-label', text('body.remove', { name }));
    }
  };
  const add = (item: unknown) => {
    const row = element('div', 'procore-body-row');
    row.setAttribute('role', 'group');
    const head = element('div', 'procore-body-row-head');
    const remove = button('fa-times', '', () => {
      items.splice(
        items.findIndex((each) => each.row === row),
        1,
      );
      row.remove();
      number();
      adder.focus();
      $(input).trigger('change');
    });
    remove.classList.add('procore-body-remove');
    head.append(element('span', 'procore-body-number'), remove);
    row.append(head);
    list.insertBefore(row, adder);
    const control = addObject(row, part.of, { steps: [...steps, items.length], value: item }, context);
    items.push({ row, ...control });
    number();
  };
  const adder = button('fa-plus', text('body.addRow'), () => {
    add(undefined);
    items.at(-1)?.focus();
  });
  list.append(adder);
  if (Array.isArray(value)) for (const item of value) add(item);

  const widget = $(input);
  widget.typedInput({
    default: ROWS,
    types: [
      { value: ROWS, label: text('body.rows'), icon: 'fa fa-list', hasValue: false },
      ...VALUE_TYPES.slice(1),
    ],
  });
  const type = () => widget.typedInput('type');
  if (value instanceof Reference) {
    widget.typedInput('type', value.type);
    widget.typedInput('value', value.value);
  }
  const parts = widget.next();
  parts.find('.red-ui-typedInput-input').attr('aria-label', part.label);
  parts.find('.red-ui-typedInput-type-select').attr('aria-label', `${part.label}: ${text('field.type')}`);
  const show = () => {
    list.hidden = type() !== ROWS;
  };
  widget.on('change', show);
  show();
  return {
    key: part.key,
    read() {
      if (type() !== ROWS) {
        const place = String(widget.typedInput('value'));
        return place.trim() === '' ? undefined : new Reference(place, type());
      }
      const entered = items.map((item) => item.read() ?? {});
      return entered.length > 0 || Array.isArray(value) ? entered : undefined;
    },
    focus() {
      if (items.length > 0) return items.some((item) => item.focus());
      adder.focus();
      return true;
    },
  };
}
