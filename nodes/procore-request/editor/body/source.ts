import type { Part } from '../../../../src/catalogue/body-form';
import { Reference } from '../../../../src/catalogue/body-tree';
import { VALUE_TYPES } from '../../../shared/editor/action-fields';
import { element, type Text } from '../../../shared/editor/elements';

/** The type of a part that is entered in the dialog. */
const HERE = 'procore-here';

export interface SourceChoice {
  /** What is read from elsewhere, or else what was entered here. */
  read(entered: () => unknown): unknown;
  focus(): void;
}

/**
 * Lets a group or a list either be entered in the dialog, or come as a whole from the message, a context and so on.
 * @param here what is entered in the dialog; hidden if it comes from elsewhere
 * @param label the name of what is entered: fields, rows
 */
export function sourceChoice(
  box: HTMLElement,
  { label: name }: Part,
  value: unknown,
  here: HTMLElement,
  { label, text }: { readonly label: string; readonly text: Text },
): SourceChoice {
  const input = element('input');
  input.type = 'text';
  input.style.width = '100%';
  box.append(input, here);
  const widget = $(input);
  const references: string[] = VALUE_TYPES.slice(1);
  const stored = value instanceof Reference ? value : undefined;
  // A flow that was written by hand may have any type.
  if (stored && !references.includes(stored.type)) references.push(stored.type);
  widget.typedInput({ default: HERE, types: [{ value: HERE, label, hasValue: false }, ...references] });
  if (stored) widget.typedInput('type', stored.type).typedInput('value', stored.value);
  const parts = widget.next();
  parts.find('.red-ui-typedInput-input').attr('aria-label', name);
  parts.find('.red-ui-typedInput-type-select').attr('aria-label', `${name}: ${text('field.type')}`);
  const type = () => widget.typedInput('type');
  const place = () => String(widget.typedInput('value') ?? '');
  const show = () => {
    here.hidden = type() !== HERE;
    // What a group or a list comes from is mostly the whole payload.
    if (type() === 'msg' && place() === '') widget.typedInput('value', 'payload');
  };
  widget.on('change', show);
  show();
  return {
    read(entered) {
      if (type() === HERE) return entered();
      return place().trim() === '' ? undefined : new Reference(place(), type());
    },
    focus() {
      parts.find('button:visible').first().trigger('focus');
    },
  };
}
