import type { Operation } from '../../../../src/catalogue/operation';
import { breaking, button, element, type Text } from '../elements';
import { showErrorsIn } from '../folds';
import type { Catalogue } from './catalogue';

export interface PathOptions {
  text: Text;
  catalogue(): Catalogue | undefined;
  /** Called when the method or the path has changed. */
  changed(): void;
  pick(operation: Operation): void;
}

/** Completion starts at this many characters of a path. */
const FEWEST = 3;

/** Free method and path fields, with completion. If they match an operation, a note names it. */
export function preparePath({ text, catalogue, changed, pick }: PathOptions) {
  const methodField = $('#node-input-method');
  const pathField = $('#node-input-path');
  const call = document.getElementById('procore-request-call') as HTMLDetailsElement;
  const completions = document.getElementById('procore-request-paths') as HTMLElement;
  const method = () => String(methodField.val() ?? '');
  const path = () => String(pathField.val() ?? '').trim();
  showErrorsIn(call);
  pathField.on('input', () => {
    const typed = path();
    const paths = typed.length < FEWEST ? [] : (catalogue()?.paths(typed) ?? []);
    completions.replaceChildren(
      ...paths.map((value) => {
        const option = element('option');
        option.value = value;
        return option;
      }),
    );
  });
  const showWhole = wholePath(pathField[0] as HTMLInputElement, call);
  methodField.on('change', changed);
  pathField.on('change', changed);
  return {
    method,
    path,
    write(verb: string, written: string): void {
      pathField.val(written);
      showWhole();
      methodField.val(verb);
      // Rows that depend on the method listen for this event.
      methodField.trigger('change');
    },
    /** Folds method and path away while an operation stands for them: the heading still tells them. */
    fold(isChosen: boolean): void {
      const told = text('folded', { call: `${method()} ${path()}` });
      $(call).children('summary').empty().append(breaking(told)).toggle(isChosen);
      call.open = !isChosen;
      showWhole();
    },
    /** Names the operation that a free request matches, and offers its form. */
    offer(chosen: Operation | undefined): void {
      const place = $('#procore-request-offer').empty();
      const operation = chosen || path() === '' ? undefined : catalogue()?.behind(method(), path());
      place.toggle(operation !== undefined);
      if (!operation) return;
      place.append(
        element('span', '', text('offer.is', { name: operation.name })),
        button('fa-list-alt', text('offer.use'), () => pick(operation)),
      );
    },
  };
}

/**
 * Shows a path that is longer than its field in full below it, unless the heading of the fold tells it already.
 * @returns what to call when the path was written
 */
function wholePath(field: HTMLInputElement, fold: HTMLDetailsElement): () => void {
  const place = document.getElementById('procore-request-path-whole') as HTMLElement;
  const show = () => {
    const isTold = fold.querySelector('summary')?.checkVisibility() ?? false;
    const isCut = field.clientWidth > 0 && field.scrollWidth > field.clientWidth;
    place.replaceChildren(isCut && !isTold ? breaking(field.value) : '');
  };
  field.addEventListener('input', show);
  // The dialog may become wider, and the fold of the path is opened later.
  new ResizeObserver(show).observe(field);
  return show;
}
