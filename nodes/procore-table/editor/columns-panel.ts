import { ask, refusalOf } from '../../shared/editor/ask';
import { button, element, type Text } from '../../shared/editor/elements';
import { namesAfter } from './column-names';
import { columnsTree, type ShownColumn } from './columns-tree';
import { OnlyWithMessage, someRows, type Upstream, upstreamOf } from './upstream';

/** What the route `columns` answers. */
interface ShownTable {
  readonly columns: readonly ShownColumn[];
  readonly names: readonly string[];
  readonly rows: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** Rows shown of those that were read. */
const SHOWN = 5;

/** ms without a change before the columns are asked for again. */
const SETTLED = 250;

/** The columns that the rows of the node before have, to check; and a few of these rows as they would become. */
export class ColumnsPanel {
  readonly #place = document.getElementById('procore-table-columns') as HTMLElement;
  readonly #state = element('div', 'procore-note');
  readonly #tree = element('div', 'procore-columns-region');
  readonly #preview = element('div', 'procore-rows-region');
  readonly #text: Text;
  readonly #upstream: Upstream | undefined;
  readonly #isOpen = new Set<string>();
  #rows: readonly unknown[] = [];
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(node: EditorNode) {
    this.#text = (key, values) => node._(`procore-table.${key}`, values);
    this.#upstream = upstreamOf(node);
    this.#state.setAttribute('role', 'status');
    this.#place.append(this.#state, this.#tree);
    if (!this.#upstream) {
      this.#state.textContent = this.#text('columns.noSource');
      return;
    }
    const read = button('fa-play', this.#text('columns.read'), () => this.#read(read));
    this.#place.append(read, this.#preview);
    for (const id of ['columns', 'lists']) $(`#node-input-${id}`).on('change input', () => this.#soon());
    this.#show();
  }

  /** Reads a few rows with the call of the node before this one, and shows the flat rows that they become. */
  async #read(pressed: HTMLButtonElement): Promise<void> {
    if (!this.#upstream || pressed.getAttribute('aria-disabled') === 'true') return;
    // It is not disabled, since a disabled button loses the focus.
    pressed.setAttribute('aria-disabled', 'true');
    this.#state.textContent = this.#text('columns.reading');
    try {
      this.#rows = await someRows(this.#upstream);
      await this.#show();
      if (this.#rows.length === 0) this.#state.textContent = this.#text('columns.noRows');
    } catch (thrown) {
      this.#state.textContent = this.#told(thrown);
    }
    pressed.setAttribute('aria-disabled', 'false');
  }

  #told(thrown: unknown): string {
    if (thrown instanceof OnlyWithMessage) {
      return this.#text('columns.onlyWithMessage', {
        names: thrown.names.join(', ') || this.#upstream?.path || '',
      });
    }
    const { cause, fix } = refusalOf(thrown);
    return `${cause} ${fix}`;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), SETTLED);
  }

  async #show(): Promise<void> {
    const { method, path } = this.#upstream ?? {};
    const mine = ++this.#asked;
    const asked = {
      operation: `${method} ${path}`,
      rows: this.#rows,
      columns: String($('#node-input-columns').val() ?? ''),
      lists: String($('#node-input-lists').val() ?? 'json'),
    };
    try {
      const table = await ask<ShownTable>('columns', asked);
      // Something else was chosen in the meantime, or the dialog is closed.
      if (mine !== this.#asked || !document.contains(this.#place)) return;
      this.#draw(table);
    } catch (thrown) {
      if (mine === this.#asked) this.#state.textContent = this.#told(thrown);
    }
  }

  #draw({ columns, names, rows }: ShownTable): void {
    const chosen = columns.filter(({ wanted }) => wanted).length;
    this.#state.textContent =
      columns.length === 0
        ? this.#text('columns.unknown')
        : this.#text('columns.chosen', { n: String(chosen), of: String(columns.length) });
    this.#drawTree(columns);
    const shown = rows.slice(0, SHOWN);
    this.#preview.replaceChildren(...(shown.length > 0 ? [previewOf(names, shown)] : []));
    this.#preview.hidden = shown.length === 0;
    this.#preview.tabIndex = 0;
    this.#preview.setAttribute('role', 'region');
    this.#preview.setAttribute('aria-label', this.#text('columns.preview'));
  }

  /** Draws the tree, and gives the focus back to the box that had it. */
  #drawTree(columns: readonly ShownColumn[]): void {
    const boxes = () => [...this.#tree.querySelectorAll<HTMLElement>('input, button')];
    const focused = boxes().indexOf(document.activeElement as HTMLElement);
    const scrolled = this.#tree.scrollTop;
    const tree = columnsTree(columns, {
      text: this.#text,
      isOpen: this.#isOpen,
      changed: (boxes) => {
        const field = $('#node-input-columns');
        const names = namesAfter(String(field.val() ?? ''), boxes);
        if (names !== undefined) field.val(names).trigger('change');
        return names !== undefined;
      },
    });
    this.#tree.replaceChildren(...(columns.length > 0 ? [tree] : []));
    this.#tree.scrollTop = scrolled;
    if (focused >= 0) boxes()[focused]?.focus();
  }
}

function previewOf(names: readonly string[], rows: ShownTable['rows']): HTMLTableElement {
  const table = element('table', 'procore-rows');
  const head = table.createTHead().insertRow();
  for (const name of names) {
    const cell = element('th', '', name);
    cell.scope = 'col';
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const name of names) {
      const shown = String(row[name] ?? '');
      const cell = element('td', '', shown);
      if (shown.length > 30) cell.title = shown;
      line.append(cell);
    }
  }
  return table;
}
