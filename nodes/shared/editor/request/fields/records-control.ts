import type { Field } from '../../../../../src/catalogue/form';
import { isList, isRange } from '../../../../../src/catalogue/values';
import { button, element } from '../../elements';
import type { FieldContext } from './field-context';
import type { OwnControl } from './own-controls';

/** Several records by their names, with a button that opens their list. */
export function recordsControl(field: Field, context: FieldContext): OwnControl {
  const { text } = context;
  const whole = element('span', 'procore-records');
  const more = button('fa-list-ul', text('records.pick'), () => open());
  more.setAttribute('aria-label', `${field.label}: ${text('field.pick')}`);
  let ids: readonly string[] = [];
  const show = () => whole.replaceChildren(...ids.map(chip), more);
  const chip = (id: string) => {
    const name = context.nameOf(field, id) || id;
    const record = element('span', 'procore-record', name);
    if (name !== id) record.title = id;
    const away = button('fa-times', '', () => {
      ids = ids.filter((other) => other !== id);
      show();
      more.focus();
    });
    away.setAttribute('aria-label', text('records.remove', { name }));
    record.append(away);
    return record;
  };
  const open = () =>
    context.pick(field, $(more), {
      isChosen: (id) => ids.includes(id),
      picked({ id }) {
        ids = ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
        show();
      },
      renamed: show,
    });
  show();
  return {
    element: whole,
    label: text('type.records'),
    write(value) {
      const literal = value === undefined || isRange(value) || isList(value) ? undefined : value;
      if (value === undefined) ids = [];
      else if (isList(value)) ids = value.items;
      else if (literal && isId(literal.value, literal.type)) ids = [literal.value];
      else return false;
      show();
      return true;
    },
    read() {
      const [only] = ids;
      if (only === undefined) return undefined;
      // One id is sent as the specification declares it.
      return field.kind === 'list' || ids.length > 1 ? { items: ids } : { value: only, type: 'str' };
    },
  };
}

function isId(value: string, type: string): boolean {
  return (type === 'str' || type === 'num') && /^[\w-]+$/.test(value);
}
