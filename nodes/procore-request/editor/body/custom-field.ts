import { isCustomField } from '../../../../src/catalogue/body-form';
import type { Field } from '../../../../src/catalogue/form';
import { button, element } from '../../../shared/editor/elements';
import type { BodyContext } from './parts';

/** Under this name, the labels of picked custom fields are kept: their keys in the body only have their ids. */
const NAME = 'custom_field';

/** The label of a custom field by its key, if it was picked from the list. */
export function customLabel(key: string, context: BodyContext): string | undefined {
  if (!isCustomField(key)) return undefined;
  return context.fields.nameOf(definitions(context), key.slice(`${NAME}_`.length));
}

/** The company's custom fields, to pick one of them. Without the catalogue, they have no list. */
function definitions({ operation, sources, text }: BodyContext): Field {
  const source = sources?.of('custom_field_definition_id', operation);
  const about = { name: NAME, kind: 'integer', group: 'body', label: text('body.customField') } as const;
  return { ...about, required: false, ...(source && { source }) };
}

/**
 * A row that asks for a custom field: by its label, or by its id.
 * @param given called with its key
 */
export function customRow(context: BodyContext, given: (key: string) => void): HTMLElement {
  const field = definitions(context);
  const row = element('div', 'procore-field');
  const label = element('label', '', context.text('body.customId'));
  const place = element('div', 'procore-field-input');
  const input = element('input');
  input.type = 'text';
  input.inputMode = 'numeric';
  input.setAttribute('aria-label', context.text('body.customId'));
  // Enter makes the browser tell of the change, too; by then the row is gone.
  const take = () => {
    const key = `${NAME}_${input.value.trim()}`;
    if (!isCustomField(key)) return;
    input.removeEventListener('change', take);
    given(key);
  };
  input.addEventListener('change', take);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    take();
  });
  place.append(input);
  if (field.source) place.append(picker(field, context, given));
  row.append(label, place);
  return row;
}

function picker(field: Field, { fields }: BodyContext, given: (key: string) => void): HTMLElement {
  const open = button('fa-list-ul', fields.text('records.pick'), () =>
    fields.pick(field, $(open), { picked: ({ id }) => given(`${NAME}_${id}`) }),
  );
  open.setAttribute('aria-label', `${field.label}: ${fields.text('field.pick')}`);
  return open;
}
