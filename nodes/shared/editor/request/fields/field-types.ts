import type { Field } from '../../../../../src/catalogue/form';
import { VALUE_TYPES } from '../../action-fields';
import type { FieldContext } from './field-context';

/** The type of a value that is entered in a special control, such as a date field. */
export const OWN = 'procore-own';
/** The type of several comma-separated values. */
export const LIST = 'procore-list';

type Types = Array<string | TypedInputType>;

/** Sources of a value that is not entered in the dialog. */
const REFERENCES = VALUE_TYPES.slice(1);

/**
 * The types that a field's value can have, most common first.
 * @param literal the stored text, if there is one
 * @param renamed called when a name that the field shows is another one now
 */
export function typesOf(field: Field, literal: string, context: FieldContext, renamed: () => void): Types {
  const { text } = context;
  const { kind, choices = [] } = field;
  const isPicked = kind === 'company' || kind === 'project' || field.source !== undefined;
  if (isPicked) return [picked(field, context, renamed), ...REFERENCES];
  if (kind === 'choice') {
    const all = choices.includes(literal) || literal === '' ? choices : [...choices, literal];
    const options = [
      { value: '', label: text(field.group === 'filters' ? 'choice.any' : 'choice.none') },
      // An empty one looks like none; it can be written as JSON.
      ...all.filter((value) => value !== '').map((value) => ({ value, label: value })),
    ];
    return [{ value: 'str', label: text('type.choice'), icon: 'fa fa-list-ul', options }, ...REFERENCES];
  }
  if (kind === 'integer' || kind === 'number') return [numeric(kind, text), 'str', ...REFERENCES];
  if (kind === 'list') return [listed(text), 'json', ...REFERENCES];
  if (kind === 'any') return ['str', 'num', 'bool', 'json', ...REFERENCES];
  return kind === 'json' ? ['json', ...REFERENCES] : [...VALUE_TYPES];
}

/** The types of a field that has a special control. */
export function typesBeside(field: Field, label: string, text: FieldContext['text']): Types {
  const own = { value: OWN, label, hasValue: false };
  if (field.many) return [own, listed(text), 'json', ...REFERENCES];
  return field.kind === 'boolean' ? [own, ...REFERENCES] : [own, 'str', ...REFERENCES];
}

function listed(text: FieldContext['text']): TypedInputType {
  return { value: LIST, label: text('type.list'), icon: 'fa fa-list-ol' };
}

const ICONS: Partial<Record<Field['kind'], string>> = { company: 'fa-building-o', project: 'fa-map-o' };

/** An id; the button opens a list to pick from. */
function picked(field: Field, { text, pick }: FieldContext, renamed: () => void): TypedInputType {
  const { kind, source } = field;
  const isNamed = kind === 'company' || kind === 'project';
  return {
    value: 'str',
    label: isNamed ? text(`type.${kind}`) : field.label,
    icon: `fa ${ICONS[kind] ?? 'fa-tag'}`,
    // Some lists of v2 have ids with letters.
    ...(!source && { validate: /^\d*$|\$\{[^{}]+\}/ }),
    expand() {
      const target = this.element.next();
      pick(field, target, {
        picked: ({ id }) => {
          this.value(id);
          renamed();
          target.find('.red-ui-typedInput-option-expand').trigger('focus');
        },
        renamed,
      });
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
