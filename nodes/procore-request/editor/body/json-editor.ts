import { button, element } from '../../../shared/editor/elements';

const EDITOR = 'procore-request-body-editor';

/** A value of the body that comes from elsewhere. */
interface Elsewhere {
  readonly text: string;
  /** What its button does, for screen readers. */
  readonly removal: string;
  remove(): void;
}

function rowItem({ text, removal, remove }: Elsewhere): HTMLElement {
  const item = element('li', '', text);
  const remover = button('fa-times', '', remove);
  remover.setAttribute('aria-label', removal);
  remover.style.marginLeft = '6px';
  item.append(remover);
  return item;
}

/** The body as JSON in Node-RED's code editor, which is made when it is first shown. */
export class JsonEditor {
  #editor: CodeEditor | undefined;
  #isOpen = false;

  /** @param left called when the user leaves the editor by Escape */
  constructor(
    private readonly label: string,
    left: () => void,
  ) {
    // The code editor uses the Tab key itself, and Escape would close the dialog.
    document.getElementById(EDITOR)?.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        left();
      },
      true,
    );
  }

  /** Whether it is shown, and so may have been written in. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @param rows the values that come from elsewhere, which JSON cannot show */
  show(value: string, rows: readonly Elsewhere[]): void {
    $('#procore-request-body-rows')
      .empty()
      .append(...rows.map(rowItem));
    $('#procore-request-body-elsewhere').toggle(rows.length > 0);
    if (this.#isOpen) return;
    this.#isOpen = true;
    if (this.#editor) {
      this.#editor.setValue(value, -1);
      return;
    }
    this.#editor = RED.editor.createEditor({ id: EDITOR, mode: 'ace/mode/json', value });
    $(`#${EDITOR}`).find('textarea').attr('aria-label', this.label);
  }

  read(): string {
    return this.#editor?.getValue() ?? '';
  }

  hide(): void {
    this.#isOpen = false;
  }

  destroy(): void {
    this.hide();
    this.#editor?.destroy();
    this.#editor = undefined;
  }
}
