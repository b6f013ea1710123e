import type { ObjectShape, RowsPart } from '../../../../src/catalogue/body-form';
import { button, element } from '../../../shared/editor/elements';
import { type BodyContext, type PartControl, type Place, partBox } from './parts';
import { sourceChoice } from './source';

/** Adds the parts of an object to a row. */
type AddObject = (
  row: HTMLElement,
  shape: ObjectShape,
  place: Place,
  context: BodyContext,
) => Omit<PartControl, 'key'>;

/** A list of objects: rows that can be added and removed. */
export function rowsControl(
  form: HTMLElement,
  part: RowsPart,
  { steps, value }: Place,
  context: BodyContext,
  addObject: AddObject,
): PartControl {
  const { text } = context;
  const box = partBox(form, part, context);
  const list = element('div', 'procore-body-rows');
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
      // The menus of its fields stand elsewhere in the page, and only jQuery takes them away.
      $(row).remove();
      number();
      adder.focus();
      $(list).trigger('change');
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

  const source = sourceChoice(box, part, value, list, {
    label: text('body.rows'),
    text: context.fields.text,
  });
  return {
    key: part.key,
    read: () =>
      source.read(() => {
        const entered = items.map((item) => item.read() ?? {});
        return entered.length > 0 || Array.isArray(value) ? entered : undefined;
      }),
    focus() {
      if (items.length > 0) return items.some((item) => item.focus());
      source.focus();
      return true;
    },
  };
}
