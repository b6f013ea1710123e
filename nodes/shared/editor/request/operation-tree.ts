import type { Operation } from '../../../../src/catalogue/operation';
import type { Branch } from '../../../../src/catalogue/tree';
import { count, element, methodBadge, type Text } from '../elements';
import type { Instead } from './catalogue';
import { isFaded, marks, versionIn } from './operation-marks';

export interface TreeOptions {
  readonly branches: readonly Branch[];
  text: Text;
  /** What to use in place of an operation; undefined if it is this one. */
  insteadOf(operation: Operation): Instead | undefined;
  pick(operation: Operation): void;
}

/**
 * The operations by category, tool and resource, as a tree with the usual keys: arrows, Home, End, Enter. The items of
 * a branch are created when it is first opened.
 */
export function operationTree(options: TreeOptions): HTMLElement {
  const tree = element('ul', 'procore-tree');
  tree.setAttribute('role', 'tree');
  tree.setAttribute('aria-label', options.text('browse.label'));
  tree.append(...options.branches.map((branch) => branchItem(branch, options)));
  tree.querySelector<HTMLElement>('[role="treeitem"]')?.setAttribute('tabindex', '0');
  tree.addEventListener('keydown', (event) => {
    const item = (event.target as Element).closest<HTMLElement>('[role="treeitem"]');
    if (!item || !move(event.key, item, tree)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  return tree;
}

function branchItem(branch: Branch, options: TreeOptions): HTMLElement {
  const item = treeItem();
  item.setAttribute('aria-expanded', 'false');
  const row = element('div', 'procore-tree-row');
  const arrow = element('i', 'fa fa-angle-right procore-tree-arrow');
  arrow.setAttribute('aria-hidden', 'true');
  row.append(
    arrow,
    element('span', '', branch.name),
    element('span', 'procore-tree-count', count(branch.count)),
  );
  const group = element('ul');
  group.setAttribute('role', 'group');
  group.hidden = true;
  item.append(row, group);
  item.addEventListener('procore-toggle', (event) => {
    event.stopPropagation();
    const open = item.getAttribute('aria-expanded') !== 'true';
    if (open && !group.hasChildNodes()) {
      group.append(...branch.branches.map((inner) => branchItem(inner, options)));
      group.append(...branch.operations.map((operation) => operationItem(operation, options)));
    }
    item.setAttribute('aria-expanded', String(open));
    group.hidden = !open;
  });
  row.addEventListener('click', () => {
    focus(item);
    toggle(item);
  });
  return item;
}

function operationItem(operation: Operation, { text, insteadOf, pick }: TreeOptions): HTMLElement {
  const instead = insteadOf(operation);
  const item = treeItem(isFaded(operation, instead) ? 'procore-superseded' : '');
  const row = element('div', 'procore-tree-row');
  row.append(methodBadge(operation.method), element('span', 'procore-tree-name', operation.name));
  const version = versionIn(operation.path);
  row.append(element('span', 'procore-tree-count', version));
  row.append(...marks(operation, instead, text));
  row.title = operation.path;
  row.addEventListener('click', () => pick(operation));
  item.append(row);
  return item;
}

function treeItem(className = ''): HTMLElement {
  const item = element('li', className);
  item.setAttribute('role', 'treeitem');
  item.tabIndex = -1;
  return item;
}

/** Handles a key. @returns whether it was one of the tree's keys */
function move(key: string, item: HTMLElement, tree: HTMLElement): boolean {
  const expanded = item.getAttribute('aria-expanded');
  const all = [...tree.querySelectorAll<HTMLElement>('[role="treeitem"]')].filter(isShown);
  const at = all.indexOf(item);
  if (key === 'ArrowDown') focus(all[at + 1]);
  else if (key === 'ArrowUp') focus(all[at - 1]);
  else if (key === 'Home') focus(all[0]);
  else if (key === 'End') focus(all.at(-1));
  else if (key === 'ArrowRight') expanded === 'false' ? toggle(item) : expanded && focus(all[at + 1]);
  else if (key === 'ArrowLeft') {
    if (expanded === 'true') toggle(item);
    else focus(item.parentElement?.closest<HTMLElement>('[role="treeitem"]'));
  } else if (key === 'Enter' || key === ' ') item.querySelector<HTMLElement>('.procore-tree-row')?.click();
  else return false;
  return true;
}

function isShown(item: HTMLElement): boolean {
  return !item.parentElement?.closest('[hidden]');
}

function toggle(item: HTMLElement): void {
  item.dispatchEvent(new CustomEvent('procore-toggle', { bubbles: true }));
}

/** The Tab key reaches one item of a tree: the one that had the focus last. */
function focus(item: HTMLElement | null | undefined): void {
  if (!item) return;
  for (const other of item.closest('[role="tree"]')?.querySelectorAll('[tabindex="0"]') ?? []) {
    other.setAttribute('tabindex', '-1');
  }
  item.tabIndex = 0;
  item.focus();
}
