import { mayHoldFiles } from '../../../../src/catalogue/body';
import { resourceLabel } from '../../../../src/catalogue/labels';
import { needsOf, readsList, readsOne } from '../../../../src/catalogue/needs';
import type { Operation } from '../../../../src/catalogue/operation';
import { button, count, element, methodBadge, type Text } from '../elements';
import type { Instead } from './catalogue';
import { calledBeside, standing, versionIn } from './operation-marks';

export interface CardOptions {
  /** What to use in its place. */
  readonly instead: Instead | undefined;
  text: Text;
  pick(operation: Operation): void;
  /** Returns to a free method and path. */
  leave(): void;
}

/** The chosen operation: its name, what it needs, and what it will cost. */
export function operationCard(
  operation: Operation,
  { instead, text, pick, leave }: CardOptions,
): HTMLElement {
  const card = element('section', 'procore-card');
  card.setAttribute('aria-label', text('card.label'));
  const head = element('div', 'procore-card-head');
  const close = button('fa-times', '', leave);
  close.setAttribute('aria-label', text('card.leave'));
  close.title = text('card.leave');
  head.append(methodBadge(operation.method), element('strong', 'procore-card-name', operation.name));
  head.append(element('span', 'procore-version', versionIn(operation.path)), close);
  card.append(head);
  card.append(
    element('div', 'procore-card-place', `${operation.tool} › ${resourceLabel(operation.resource)}`),
    factList(operation, text),
  );
  card.append(...warning(operation, { instead, text, pick }));
  if (mayHoldFiles(operation)) card.append(element('div', 'procore-card-note', text('card.files')));
  return card;
}

/** What speaks against the operation, and a button that switches to the one to use in its place. */
function warning(
  operation: Operation,
  { instead, text, pick }: Pick<CardOptions, 'instead' | 'text' | 'pick'>,
): HTMLElement[] {
  const told = standing(operation, text);
  if (instead?.isNewer) told.push(text('card.superseded', { name: instead.operation.name }));
  if (told.length === 0) return [];
  const row = element('div', 'procore-card-warning');
  row.append(element('span', '', told.join(' ')));
  if (instead) {
    const version = calledBeside(instead.operation, operation);
    const use = button(
      instead.isNewer ? 'fa-arrow-up' : 'fa-exchange',
      text('card.useNewer', { version }),
      () => pick(instead.operation),
    );
    use.title = `${instead.operation.method} ${instead.operation.path}`;
    row.append(use);
  }
  return [row];
}

function factList(operation: Operation, text: Text): HTMLElement {
  const needs = needsOf(operation);
  const list = element('dl', 'procore-facts');
  const fact = (name: string, value: string, remark = '') => {
    const entry = element('div');
    const told = element('dd', '', value);
    if (remark) told.append(' ', element('span', 'procore-remark', remark));
    entry.append(element('dt', '', text(`fact.${name}`)), told);
    list.append(entry);
  };
  if (needs.level === 'None') fact('needs', text('fact.none'), text('fact.reading'));
  else fact('needs', text('fact.level', { tool: needs.tool, level: needs.level }), text('fact.reading'));
  fact('scope', text(`fact.${needs.scope}`));
  const { pageSize, requestsPer10000: requests } = needs;
  if (pageSize !== undefined) fact('pages', text('fact.paged', { n: count(pageSize) }));
  else if (readsList(operation)) fact('pages', text('fact.atOnce'));
  else if (readsOne(operation)) fact('pages', text('fact.one'));
  if (requests !== undefined) {
    const key = requests === 1 ? 'fact.request' : 'fact.requests';
    fact('cost', text(key, { n: count(requests) }));
  }
  return list;
}
