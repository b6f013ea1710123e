import type { Operation } from '../../../../src/catalogue/operation';
import { button, element, type Text } from '../elements';
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
  methodField.on('change', changed);
  pathField.on('change', changed);
  return {
    method,
    path,
    write(verb: string, written: string): void {
      pathField.val(written);
      methodField.val(verb);
      // Rows that depend on the method listen for this event.
      methodField.trigger('change');
    },
    /** Folds method and path away while an operation stands for them: the heading still tells them. */
    fold(isChosen: boolean): void {
      const told = text('folded', { call: `${method()} ${path()}` });
      $(call).children('summary').text(told).toggle(isChosen);
      call.open = !isChosen;
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
