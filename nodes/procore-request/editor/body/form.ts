import { saysNothing } from '../../../../src/catalogue/body';
import { missingIn, requiredFromPayload, wholePart } from '../../../../src/catalogue/body-form';
import { parted } from '../../../../src/catalogue/body-tree';
import type { Shape } from '../../../../src/catalogue/shape';
import { button, element } from '../../../shared/editor/elements';
import { objectControl, partControl } from './group';
import type { BodyContext, PartControl } from './parts';

/** The form of a body: its fields, what is still missing, and a button that takes the required ones from the message. */
export class BodyForm {
  readonly #note = element('div', 'procore-note procore-body-missing');
  #control: Omit<PartControl, 'key'> = { read: () => undefined, focus: () => false };

  /** @param value JSON with references in it; undefined if nothing was entered */
  constructor(
    private readonly container: HTMLElement,
    private readonly shape: Shape,
    value: unknown,
    private readonly context: BodyContext,
  ) {
    this.#show(value);
    // Typed inputs tell of changes through jQuery, other controls through the browser.
    $(container).on('change input', () => this.#tell());
  }

  /** The body; undefined if nothing was entered. */
  read(): unknown {
    return this.#control.read();
  }

  /** Places of required keys that are empty although something was entered. */
  missing(): string[] {
    const whole = this.read();
    return isNothing(whole) ? [] : missingIn(this.shape, whole);
  }

  focus(): boolean {
    return this.#control.focus();
  }

  #show(value: unknown): void {
    const { context, container, shape } = this;
    const fields = element('div');
    $(container).empty();
    container.append(fields, this.#note);
    this.#control =
      shape.kind === 'object'
        ? objectControl(fields, shape, { steps: [], value }, context)
        : partControl(
            fields,
            wholePart(shape, value, context.operation, context.sources),
            { steps: [], value },
            context,
          );
    this.#note.before(this.#filler());
    this.#tell();
  }

  /** Fills the empty required fields with the message's properties of the same names. */
  #filler(): HTMLElement {
    const fill = button('fa-envelope-o', this.context.text('body.fromPayload'), () => {
      this.#show(requiredFromPayload(this.shape, this.read()));
      this.container.querySelector<HTMLElement>('.procore-body-fill')?.focus();
      $(this.container).trigger('change');
    });
    fill.classList.add('procore-body-fill');
    fill.hidden = this.shape.kind !== 'object' || missingIn(this.shape, {}).length === 0;
    return fill;
  }

  /** Reads the form once: a large one has more than a hundred fields, and this follows every key. */
  #tell(): void {
    const { text } = this.context;
    const whole = this.read();
    if (isNothing(whole)) {
      this.#note.textContent = text('body.payload');
      return;
    }
    const names = missingIn(this.shape, whole).join(', ');
    this.#note.textContent = names === '' ? '' : text('body.missing', { names });
  }
}

/** Whether nothing was entered. Empty groups are nothing. */
function isNothing(whole: unknown): boolean {
  const { json, rows } = parted(whole);
  return rows.length === 0 && saysNothing(JSON.stringify(json ?? {}));
}
