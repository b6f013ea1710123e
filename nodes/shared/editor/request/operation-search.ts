import { resourceLabel } from '../../../../src/catalogue/labels';
import type { Operation } from '../../../../src/catalogue/operation';
import type { Hit } from '../../../../src/catalogue/search';
import { breaking, count, element, methodBadge, type Text } from '../elements';
import type { Catalogue } from './catalogue';
import { isFaded, marks, versionIn } from './operation-marks';

/** Most operations shown at once; the best matches come first. */
const SHOWN = 20;

const RESULTS = 'procore-operation-results';

export interface SearchOptions {
  /** Undefined while it is being fetched. */
  catalogue(): Catalogue | undefined;
  text: Text;
  pick(operation: Operation): void;
}

/** Search while typing: a combobox with a list of operations below it. @returns a function that searches again */
export function prepareSearch({ catalogue, text, pick }: SearchOptions): () => void {
  const input = document.getElementById('procore-operation-search') as HTMLInputElement;
  const list = document.getElementById(RESULTS) as HTMLElement;
  const note = document.getElementById('procore-operation-note') as HTMLElement;
  let hits: readonly Hit[] = [];
  let active = 0;

  const open = (isOpen: boolean) => {
    list.hidden = !isOpen;
    input.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen) input.removeAttribute('aria-activedescendant');
  };
  const activate = (place: number) => {
    list.children[active]?.setAttribute('aria-selected', 'false');
    active = Math.max(0, Math.min(hits.length - 1, place));
    const row = list.children[active];
    row?.setAttribute('aria-selected', 'true');
    if (row) input.setAttribute('aria-activedescendant', row.id);
  };
  const move = (step: number) => {
    activate(active + step);
    list.children[active]?.scrollIntoView({ block: 'nearest' });
  };
  const show = () => {
    const typed = input.value.trim();
    const known = catalogue();
    hits = known && typed ? known.search.search(typed, SHOWN) : [];
    list.replaceChildren(...hits.map((hit, place) => row(hit, place, known, text)));
    open(hits.length > 0);
    if (hits.length > 0) activate(0);
    if (!typed) note.textContent = '';
    else if (!known) note.textContent = text('search.loading');
    else note.textContent = hits.length > 0 ? found(hits.length, text) : text('search.none');
  };
  const choose = (place: number) => {
    const hit = hits[place];
    if (!hit) return;
    input.value = '';
    show();
    pick(hit.operation);
  };
  input.addEventListener('input', show);
  input.addEventListener('focus', () => input.value !== '' && show());
  input.addEventListener('blur', () => open(false));
  input.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowDown' && list.hidden) show();
    else if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter' && !list.hidden) choose(active);
    else if (event.key === 'Escape' && !list.hidden) open(false);
    else return;
    // Escape and Enter would otherwise close the dialog.
    event.preventDefault();
    event.stopPropagation();
  });
  // A click would first take the focus away, and that closes the list.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const option = (event.target as Element).closest('[role="option"]');
    if (option) choose([...list.children].indexOf(option));
  });
  return show;
}

function found(number: number, text: Text): string {
  return number < SHOWN
    ? text('search.found', { n: count(number) })
    : text('search.many', { n: count(number) });
}

function row({ operation }: Hit, place: number, catalogue: Catalogue | undefined, text: Text): HTMLElement {
  const { method, name, tool, resource, path } = operation;
  const instead = catalogue?.insteadOf(operation);
  const option = element('div', isFaded(operation, instead) ? 'procore-superseded' : '');
  option.id = `${RESULTS}-${place}`;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  const title = element('div', 'procore-hit-title');
  title.append(methodBadge(method), element('span', 'procore-hit-name', name));
  title.append(element('span', 'procore-version', versionIn(path)));
  title.append(...marks(operation, instead, text));
  const where = element('div', 'procore-hit-place');
  const whole = element('code', 'procore-hit-path');
  whole.append(breaking(path));
  where.append(element('span', '', `${tool} › ${resourceLabel(resource)}`), whole);
  option.append(title, where);
  return option;
}
