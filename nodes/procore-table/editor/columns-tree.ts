import { element, newId, type Text } from '../../shared/editor/elements';
import type { Box } from './column-names';

/** A column as the route `columns` describes it. */
export interface ShownColumn {
  readonly name: string;
  readonly type: string;
  readonly path: readonly string[];
  readonly wanted: boolean;
}

/** Columns that begin with the same key. */
interface Branch {
  readonly key: string;
  readonly columns: readonly ShownColumn[];
}

/**
 * A list of columns to check, in which the columns of an object are folded together.
 * @param changed gets all boxes after a click. @returns false if that would leave no column: then the click is taken back
 */
export function columnsTree(
  columns: readonly ShownColumn[],
  { text, changed, isOpen }: { text: Text; changed(boxes: readonly Box[]): boolean; isOpen: Set<string> },
): HTMLElement {
  const tree = element('ul', 'procore-columns');
  tree.setAttribute('aria-label', text('columns.tree'));
  const leaves: Array<{ readonly box: HTMLInputElement; readonly branch: Branch; readonly path: string }> =
    [];
  const tell = () =>
    changed(leaves.map(({ box, branch, path }) => ({ path, key: branch.key, isChecked: box.checked })));
  for (const branch of branchesOf(columns)) {
    const isGroup = branch.columns.length > 1 || (branch.columns[0]?.path.length ?? 0) > 1;
    const inner = isGroup ? element('ul') : tree;
    const own: HTMLInputElement[] = [];
    const boxOfAll = isGroup ? element('input') : undefined;
    const showAll = () => {
      if (!boxOfAll) return;
      const checked = own.filter((box) => box.checked).length;
      boxOfAll.checked = checked === own.length;
      boxOfAll.indeterminate = checked > 0 && checked < own.length;
    };
    for (const column of branch.columns) {
      const path = column.path.join('.');
      const item = element('li');
      const box = element('input');
      box.checked = column.wanted;
      // A key with a comma or a line break in it cannot be named in the field.
      box.disabled = /[,\n]/.test(path);
      box.addEventListener('change', () => {
        if (!tell()) box.checked = true;
        showAll();
      });
      item.append(labelled(box, column.name, text(`columns.type.${column.type}`)));
      inner.append(item);
      own.push(box);
      leaves.push({ box, branch, path });
    }
    if (!boxOfAll) continue;
    showAll();
    boxOfAll.addEventListener('change', () => {
      const before = own.map((box) => box.checked);
      for (const box of own) if (!box.disabled) box.checked = boxOfAll.checked;
      if (!tell()) for (const [place, box] of own.entries()) box.checked = before[place] === true;
      showAll();
    });
    tree.append(group(branch, boxOfAll, inner, { text, isOpen }));
  }
  return tree;
}

/** An object's columns: its own box stands beside the button that unfolds them. */
function group(
  { key, columns }: Branch,
  box: HTMLInputElement,
  inner: HTMLElement,
  { text, isOpen }: { text: Text; isOpen: Set<string> },
): HTMLElement {
  const item = element('li', 'procore-columns-group');
  const fold = element('button', 'procore-columns-fold');
  fold.type = 'button';
  const sign = element('i', 'fa fa-chevron-right');
  sign.setAttribute('aria-hidden', 'true');
  fold.append(sign);
  fold.setAttribute('aria-label', text('columns.unfold', { name: key }));
  inner.id = newId('columns');
  fold.setAttribute('aria-controls', inner.id);
  const show = () => {
    inner.hidden = !isOpen.has(key);
    fold.setAttribute('aria-expanded', String(isOpen.has(key)));
  };
  fold.addEventListener('click', () => {
    if (!isOpen.delete(key)) isOpen.add(key);
    show();
  });
  show();
  const count = text('columns.count', { n: String(columns.length) });
  item.append(fold, labelled(box, key, count), inner);
  return item;
}

function labelled(box: HTMLInputElement, name: string, more: string): HTMLLabelElement {
  const label = element('label');
  box.type = 'checkbox';
  label.append(
    box,
    element('span', 'procore-columns-name', name),
    element('span', 'procore-columns-type', more),
  );
  return label;
}

function branchesOf(columns: readonly ShownColumn[]): Branch[] {
  const byKey = new Map<string, ShownColumn[]>();
  for (const column of columns) {
    const [key = ''] = column.path;
    const known = byKey.get(key);
    if (known) known.push(column);
    else byKey.set(key, [column]);
  }
  return [...byKey].map(([key, own]) => ({ key, columns: own }));
}
