import type { Operation } from '../../../../src/catalogue/operation';
import { element, type Text } from '../elements';
import type { Catalogue } from './catalogue';
import { operationTree } from './operation-tree';
import { updateBar } from './update-catalogue';

export interface BrowseOptions {
  text: Text;
  /** Undefined while it is being fetched. */
  catalogue(): Catalogue | undefined;
  /** The part of a catalogue whose operations are offered. */
  offered(catalogue: Catalogue): Catalogue;
  pick(operation: Operation): void;
  /** Called when the table was replaced by an import, or restored. */
  replaced(catalogue: Catalogue): void;
}

/** The panel with the tree of operations and, below it, the source of the table. */
export class BrowsePanel {
  readonly #panel = document.getElementById('procore-operation-panel') as HTMLElement;
  readonly #button = $('#procore-operation-browse');

  constructor(private readonly options: BrowseOptions) {
    this.#button.on('click', () => this.#toggle(this.#panel.hasAttribute('hidden')));
    this.#panel.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.close();
      this.#button.trigger('focus');
    });
  }

  close(): void {
    this.#toggle(false);
  }

  /** Shows the tree of another table, if the panel is open. */
  refresh(): void {
    if (!this.#panel.hidden) this.#fill();
  }

  #toggle(open: boolean): void {
    this.#panel.hidden = !open;
    this.#button.attr('aria-expanded', String(open)).toggleClass('selected', open);
    if (!open) this.#panel.replaceChildren();
    else {
      this.#fill();
      this.#panel.querySelector<HTMLElement>('[role="treeitem"]')?.focus();
    }
  }

  #fill(): void {
    const { text, pick, catalogue, offered, replaced } = this.options;
    const known = catalogue();
    if (!known) {
      this.#panel.replaceChildren(element('div', 'procore-note', text('search.loading')));
      return;
    }
    const treeOf = (table: Catalogue) =>
      operationTree({
        branches: offered(table).tree,
        text,
        pick,
        insteadOf: (operation) => table.insteadOf(operation),
      });
    this.#panel.replaceChildren(
      treeOf(known),
      updateBar({
        text,
        catalogue: known,
        replaced: (fresh) => {
          replaced(fresh);
          this.#panel.querySelector('.procore-tree')?.replaceWith(treeOf(fresh));
        },
      }),
    );
  }
}
