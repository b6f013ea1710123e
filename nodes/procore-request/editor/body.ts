import type { TypedValue } from '../../../src/catalogue/values';
import { VALUE_TYPES } from '../../shared/editor/action-fields';
import type { Text } from './elements';

/** Methods that can have a body; for the others the field is hidden. */
const WITH_BODY = ['', 'POST', 'PUT', 'PATCH', 'DELETE'];

const EDITOR = 'procore-request-body-editor';

/**
 * The body: JSON in a code editor, or a reference to where it comes from. It is written to the two fields that Node-RED
 * stores only when the dialog is saved.
 */
export class BodyField {
  readonly #row = $('#procore-request-body');
  readonly #value = $('#node-input-body');
  readonly #type = $('#node-input-bodyType');
  readonly #typed = $('#procore-request-body-typed');
  #editor: CodeEditor | undefined;
  #json = '';

  constructor(private readonly text: Text) {
    this.#typed.typedInput({
      default: 'json',
      types: [
        { value: 'json', label: text('body.json'), hasValue: false },
        ...VALUE_TYPES.filter((type) => type !== 'str'),
      ],
    });
    this.#typed.next().find('.red-ui-typedInput-input').attr('aria-label', text('field.body'));
    this.#typed.next().find('.red-ui-typedInput-type-select').attr('aria-label', text('body.type'));
    this.write({ value: String(this.#value.val() ?? ''), type: String(this.#type.val() || 'json') });
    this.#typed.on('change', () => this.show());
    // The code editor uses the Tab key itself, and Escape would close the dialog.
    document.getElementById(EDITOR)?.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        this.#typed.next().find('button:visible').first().trigger('focus');
      },
      true,
    );
  }

  /** Shows the body if the method can have one. */
  show(): void {
    const carries = WITH_BODY.includes(String($('#node-input-method').val()));
    const isJson = this.#typed.typedInput('type') === 'json';
    this.#row.toggle(carries);
    $('.procore-request-body-json').toggle(carries && isJson);
    if (!carries || !isJson || this.#editor) return;
    this.#editor = RED.editor.createEditor({ id: EDITOR, mode: 'ace/mode/json', value: this.#json });
    const label = this.text('field.body');
    $(`#${EDITOR}`).find('textarea').attr('aria-label', label);
  }

  read(): TypedValue {
    const type = this.#typed.typedInput('type');
    if (type !== 'json') return { value: String(this.#typed.typedInput('value')), type };
    return { value: this.#editor ? this.#editor.getValue() : this.#json, type };
  }

  write({ value, type }: TypedValue): void {
    if (type === 'json') {
      this.#json = value;
      this.#editor?.setValue(value, -1);
    }
    this.#typed.typedInput('type', type);
    if (type !== 'json') this.#typed.typedInput('value', value);
    this.show();
  }

  /** Writes the body to the fields that Node-RED reads. */
  store(): void {
    const { value, type } = this.read();
    this.#value.val(value);
    this.#type.val(type);
  }

  destroy(): void {
    this.#editor?.destroy();
    this.#editor = undefined;
  }
}
