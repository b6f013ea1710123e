import type { Operation } from '../../../src/catalogue/operation';
import type { Catalogue } from './catalogue';
import { button, element, type Text } from './elements';

export interface PathOptions {
  text: Text;
  catalogue(): Catalogue | undefined;
  /** Method or path are others now. */
  changed(): void;
  pick(operation: Operation): void;
}

/** So many characters of a path are completed. */
const FEWEST = 3;

/** Method and path as one may write them freely, with completion, and a word on the operation that they are. */
export function preparePath({ text, catalogue, changed, pick }: PathOptions) {
  const methodField = $('#node-input-method');
  const pathField = $('#node-input-path');
  const completions = document.getElementById('procore-request-paths') as HTMLElement;
  const method = () => String(methodField.val() ?? '');
  const path = () => String(pathField.val() ?? '').trim();
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
      // The rows that depend on the method listen to it.
      methodField.trigger('change');
    },
    /** Says which operation a free request is, and offers its form. */
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
