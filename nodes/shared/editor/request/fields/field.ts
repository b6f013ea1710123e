import { isSwitch } from '../../../../../src/catalogue/field-groups';
import type { Field } from '../../../../../src/catalogue/form';
import { writeRange } from '../../../../../src/catalogue/ranges';
import { type FieldValue, isList, isRange, type TypedValue } from '../../../../../src/catalogue/values';
import { element, newId, type Text } from '../../elements';
import type { FieldContext } from './field-context';
import { LIST, OWN, typesBeside, typesOf } from './field-types';
import { checkControl, momentControl, type OwnControl, rangeControl } from './own-controls';
import { recordsControl } from './records-control';

/** One field of an operation's form. */
export interface FieldControl {
  readonly field: Field;
  /** Undefined if it is empty. */
  read(): FieldValue | undefined;
  focus(): void;
}

/** Adds a field to a form: its label, and a typed input that offers the field's own type first. */
export function addField(
  form: HTMLElement,
  field: Field,
  value: FieldValue | undefined,
  context: FieldContext,
): FieldControl {
  const { text } = context;
  const row = element('div', 'procore-field');
  const label = element('label', '', field.label);
  label.id = newId('label');
  label.title = field.name;
  label.dataset.what = field.label;
  if (field.required) label.append(requiredMark(text));
  const place = element('div', 'procore-field-input');
  const input = element('input');
  input.type = 'text';
  input.dataset.param = field.name;
  input.style.width = '100%';
  const note = element('div', 'procore-field-note');
  place.append(input);
  row.append(label, place, note);
  form.append(row);

  const own = ownControl(field, context);
  const isOwn = own?.write(value) === true;
  const shown = isOwn ? { value: '', type: OWN } : typedValue(value);
  const show = () => {
    place.classList.toggle('procore-own', type() === OWN);
    if (own) own.element.hidden = type() !== OWN;
    const name = type() === 'str' ? context.nameOf(field, String(widget.typedInput('value'))) : undefined;
    note.classList.remove('procore-refused');
    note.textContent = name ?? '';
  };
  const types = own
    ? typesBeside(field, own.label, text)
    : typesOf(field, shown.value, context, () => show());
  const widget = typed(input, types, shown, placeholderOf(field, text));
  if (own) place.append(own.element);
  describe(widget, label, field, text);

  const type = () => widget.typedInput('type');
  widget.on('change', show);
  show();
  return {
    field,
    read() {
      if (type() === OWN) return own?.read();
      const value = String(widget.typedInput('value') ?? '');
      if (value.trim() === '') return undefined;
      return type() === LIST ? { items: itemsOf(value) } : { value, type: type() };
    },
    focus() {
      const target =
        type() === OWN ? own?.element.querySelector<HTMLElement>('input, select, button') : undefined;
      if (target) target.focus();
      // A project is nearly always picked, but the id of a record may as well be typed.
      else
        widget
          .next()
          .find(field.source ? 'input:visible' : 'input:visible, button:visible')
          .last()
          .trigger('focus');
    },
  };
}

function ownControl(field: Field, context: FieldContext): OwnControl | undefined {
  const { kind, label, group } = field;
  const { text } = context;
  if (field.source && field.many) return recordsControl(field, context);
  if (kind === 'boolean') {
    return checkControl(label, text, group === 'filters' && !isSwitch(field) ? 'any' : 'unset');
  }
  if (kind.endsWith('-range')) return rangeControl(kind, label, context);
  return kind === 'date' || kind === 'date-time' || kind === 'time'
    ? momentControl(kind, label, context)
    : undefined;
}

/** A value as a typed input shows it. A list whose items contain commas is shown as JSON. */
function typedValue(value: FieldValue | undefined): TypedValue {
  if (value === undefined) return { value: '', type: '' };
  if (isRange(value)) return { value: writeRange(value), type: 'str' };
  if (!isList(value)) return value;
  const plain = value.items.join(', ');
  const isSame = JSON.stringify(itemsOf(plain)) === JSON.stringify(value.items);
  return isSame ? { value: plain, type: LIST } : { value: JSON.stringify(value.items), type: 'json' };
}

function itemsOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

function typed(
  input: HTMLInputElement,
  types: Array<string | TypedInputType>,
  { value, type }: TypedValue,
  placeholder: string,
): JQuery {
  const names = types.map((each) => (typeof each === 'string' ? each : each.value));
  const first = names[0] ?? 'str';
  // A number in a text field, or a text in an id field, is sent in the same way.
  const isLiteral = type === '' || type === 'str' || type === 'num' || type === 'bool';
  const shown = names.includes(type)
    ? type
    : isLiteral && first !== OWN && first !== LIST
      ? first
      : type || first;
  const all = names.includes(shown) ? types : [...types, shown];
  const widget = $(input).attr('placeholder', placeholder).val(value);
  widget.typedInput({ default: shown, types: all });
  widget.typedInput('type', shown);
  widget.typedInput('value', value);
  return widget;
}

function placeholderOf({ kind, group, choices, default: usual }: Field, text: Text): string {
  // In a body, an empty company stays out.
  if (kind === 'company' && group !== 'body') return text('placeholder.company');
  if (kind === 'list') return choices?.join(', ') ?? text('placeholder.list');
  return usual === undefined ? '' : text('placeholder.default', { value: String(usual) });
}

/** Labels the parts of Node-RED's widget, which have no labels for screen readers. */
function describe(widget: JQuery, label: HTMLLabelElement, field: Field, text: Text): void {
  const parts = widget.next();
  const entry = parts.find('.red-ui-typedInput-input');
  const id = newId('field');
  entry.attr({ id, ...(field.required && { 'aria-required': 'true' }) });
  label.htmlFor = id;
  const named = (part: string, name: string) =>
    parts.find(`.red-ui-typedInput-${part}`).attr('aria-label', `${field.label}: ${name}`);
  named('type-select', text('field.type'));
  named('option-trigger', text('field.choose'));
  named('option-expand', text('field.pick'));
}

function requiredMark(text: Text): HTMLElement {
  const mark = element('span', 'procore-required', '*');
  mark.title = text('field.required');
  return mark;
}
