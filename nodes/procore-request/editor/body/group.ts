import {
  type FieldPart,
  type GroupPart,
  type ObjectShape,
  otherPart,
  type Part,
  partsOf,
} from '../../../../src/catalogue/body-form';
import { Reference } from '../../../../src/catalogue/body-tree';
import { enteredIn, shownIn } from '../../../../src/catalogue/body-value';
import { openChoices } from '../../../shared/editor/choices';
import { button, element } from '../../../shared/editor/elements';
import { addField } from '../../../shared/editor/request/fields/field';
import { customLabel, customRow } from './custom-field';
import { type BodyContext, type PartControl, type Place, partBox } from './parts';
import { rowsControl } from './rows';
import { sourceChoice } from './source';

/** Adds the control of a part to a form. */
export function partControl(form: HTMLElement, part: Part, place: Place, context: BodyContext): PartControl {
  if (part.kind === 'field') return fieldControl(form, part, place.value, context);
  return part.kind === 'group'
    ? groupBox(form, part, place, context)
    : rowsControl(form, part, place, context, objectControl);
}

function fieldControl(form: HTMLElement, part: FieldPart, value: unknown, context: BodyContext): PartControl {
  const field = { ...part.field, label: customLabel(part.key, context) ?? part.field.label };
  const control = addField(form, field, shownIn(part, value), context.fields);
  if (!part.isKnown) {
    form.lastElementChild?.append(element('div', 'procore-field-note', context.text('body.unknown')));
  }
  // A value that nobody has touched stays as it was written, although its control may write it in another way.
  const before = JSON.stringify(control.read());
  return {
    key: part.key,
    read() {
      const entered = control.read();
      if (JSON.stringify(entered) === before) return value;
      return entered === undefined ? undefined : enteredIn(part, entered);
    },
    focus() {
      if (control.read() !== undefined) return false;
      control.focus();
      return true;
    },
  };
}

function groupBox(form: HTMLElement, part: GroupPart, place: Place, context: BodyContext): PartControl {
  const box = partBox(form, part, context);
  const { text } = context;
  const inner = element('div');
  const given = place.value instanceof Reference ? undefined : place.value;
  const source = sourceChoice(box, part, place.value, inner, {
    label: text('body.fields'),
    text: context.fields.text,
  });
  const object = objectControl(inner, part.shape, { ...place, value: given }, context, part.label);
  return { key: part.key, read: () => source.read(object.read), focus: object.focus };
}

/**
 * The parts of an object, and a button that adds one of its other keys.
 * @param name of the object, if it is not the whole body
 */
export function objectControl(
  form: HTMLElement,
  shape: ObjectShape,
  { steps, value }: Place,
  context: BodyContext,
  name = '',
): Omit<PartControl, 'key'> {
  const { text } = context;
  const { shown, more } = partsOf(shape, value, steps, context.operation, context.sources);
  const given = new Map(Object.entries((value ?? {}) as object));
  const fields = element('div', 'procore-body-fields');
  const controls: PartControl[] = [];
  const add = (part: Part) => {
    const place = { steps: [...steps, part.key], value: given.get(part.key) };
    const control = partControl(fields, part, place, context);
    controls.push(control);
    return control;
  };
  for (const part of shown) add(part);
  form.append(fields);
  const rest = new Map(more.map((part) => [part.key, part]));
  const addOther = (key: string) => {
    const part = rest.get(key);
    rest.delete(key);
    adder.hidden = rest.size === 0 && !shape.custom;
    if (part) add(part).focus();
  };
  const askForCustom = () => {
    const row = customRow(context, (key) => {
      row.remove();
      if (!controls.some((control) => control.key === key))
        add(otherPart(shape, key, [...steps, key], context.operation, context.sources)).focus();
    });
    fields.append(row);
    row.querySelector('input')?.focus();
  };
  const adder = button('fa-plus', text(name === '' ? 'body.add' : 'body.addTo', { name }), () =>
    openChoices($(adder), {
      label: text('body.field'),
      recent: 'body-fields',
      text: context.shared,
      load: async () => ({
        choices: [
          ...[...rest.values()].map(({ key, label }) => ({ id: key, name: label })),
          ...(shape.custom ? [{ id: CUSTOM, name: text('body.custom') }] : []),
        ],
      }),
      pick: ({ id }) => (id === CUSTOM ? askForCustom() : addOther(id)),
    }),
  );
  adder.classList.add('procore-body-add');
  adder.hidden = rest.size === 0 && !shape.custom;
  form.append(adder);
  return {
    read() {
      const entries = controls.map(({ key, read }) => [key, read()] as const);
      const filled = entries.filter(([, entered]) => entered !== undefined);
      // An object that was there stays, even if it is empty.
      return filled.length > 0 || value !== undefined ? Object.fromEntries(filled) : undefined;
    },
    focus: () => controls.some((control) => control.focus()),
  };
}

const CUSTOM = 'custom_field_…';
