import type { Field } from '../../../../src/catalogue/form';
import { VALUE_TYPES } from '../../../shared/editor/action-fields';
import type { FieldContext } from './field-context';

/** The type of a value that is entered in a special control, such as a date field. */
export const OWN = 'procore-own';
/** The type of several comma-separated values. */
export const LIST = 'procore-list';

type Types = Array<string | TypedInputType>;

/** Sources of a value that is not entered in the dialog. */
const REFERENCES = VALUE_TYPES.slice(1);

/** The types that a field's value can have, most common first. @param literal the stored text, if there is one */
export function typesOf(field: Field, literal: string, context: FieldContext): Types {
  const { text } = context;
  const { kind, choices = [] } = field;
  if (kind === 'company' || kind === 'project') return [picked(kind, context), ...REFERENCES];
  if (kind === 'choice') {
    const all = choices.includes(literal) || literal === '' ? choices : [...choices, literal];
    const options = [
      { value: '', label: text(field.group === 'filters' ? 'choice.any' : 'choice.none') },
      ...all.map((value) => ({ value, label: value })),
    ];
    return [{ value: 'str', label: text('type.choice'), icon: 'fa fa-list-ul', options }, ...REFERENCES];
  }
  if (kind === 'integer' || kind === 'number') return [numeric(kind, text), 'str', ...REFERENCES];
  if (kind === 'list') {
    return [{ value: LIST, label: text('type.list'), icon: 'fa fa-list-ol' }, 'json', ...REFERENCES];
  }
  if (kind === 'any') return ['str', 'num', 'bool', 'json', ...REFERENCES];
  return kind === 'json' ? ['json', ...REFERENCES] : [...VALUE_TYPES];
}

/** The types of a field that has a special control. */
export function typesBeside(field: Field, label: string): Types {
  const own = { value: OWN, label, hasValue: false };
  return field.kind === 'boolean' ? [own, ...REFERENCES] : [own, 'str', ...REFERENCES];
}

/** An id as digits; the button opens a list to pick from. */
function picked(kind: 'company' | 'project', { text, pick }: FieldContext): TypedInputType {
  return {
    value: 'str',
    label: text(`type.${kind}`),
    icon: kind === 'project' ? 'fa fa-map-o' : 'fa fa-building-o',
    validate: /^(\d*|.*\$\{.+\}.*)$/,
    expand() {
      pick(kind, this.element.next(), (id) => this.value(id));
    },
  };
}

function numeric(kind: 'integer' | 'number', text: FieldContext['text']): TypedInputType {
  return {
    value: 'num',
    label: text('type.number'),
    icon: 'red/images/typedInput/09.svg',
    validate: kind === 'integer' ? /^(-?\d+|\$\{.+\})?$/ : /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|\$\{.+\})?$/,
  };
}
