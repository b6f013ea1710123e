import {
  type Blind,
  STRATEGIES,
  type Strategy,
  unknownWay,
  type Way,
  wayOf,
} from '../../../src/changes/strategy';
import { element, type Text } from '../../shared/editor/elements';
import type { ShownRequest } from '../../shared/editor/request/request-dialog';

/** What is said about each thing that a strategy does not see. */
const BLIND: Readonly<Record<Blind, string>> = {
  older: 'way.blindOlder',
  removed: 'way.blindRemoved',
  unmarked: 'way.blindUnmarked',
  hidden: 'way.blindHidden',
};

/**
 * Sets up the rows that say how changes are found: which strategies the list allows, what they cost, and what they cannot
 * see. @returns what to call when another list is shown
 */
export function prepareWay(text: Text): (request: ShownRequest) => void {
  const strategy = $('#node-input-strategy');
  const deletes = $('#node-input-deletes');
  const box = document.getElementById('procore-changes-way') as HTMLElement;
  let request: ShownRequest | undefined;
  const wanted = () => String(strategy.val() ?? 'auto') as Strategy | 'auto';
  const looksForRemoved = () => deletes.val() !== 'off';
  const option = (value: string) => strategy.find(`option[value="${value}"]`);
  const offer = (allows: (each: Strategy) => boolean) => {
    for (const each of STRATEGIES) option(each).prop('disabled', !allows(each) && wanted() !== each);
  };
  const show = () => {
    const ways = request && waysOf(request);
    const way = ways?.(wanted());
    const natural = ways?.('auto')?.strategy;
    offer((each) => !ways || ways(each) !== undefined);
    option('auto').text(
      natural ? text('strategy.autoIs', { strategy: text(`strategy.${natural}`) }) : text('strategy.auto'),
    );
    const isWindow = ways ? way?.strategy === 'window' : wanted() === 'window';
    $('#procore-changes-days').toggle(isWindow);
    $('.procore-form').toggleClass('procore-changes-window', isWindow);
    $('#procore-changes-brake').toggle(looksForRemoved());
    box.hidden = ways === undefined;
    if (!ways) return;
    box.replaceChildren(way ? facts(way, looksForRemoved(), text) : refusal(wanted(), text));
  };
  strategy.on('change', show);
  deletes.on('change', show);
  show();
  return (shown) => {
    request = shown;
    show();
  };
}

/** The ways of a list by strategy; undefined if no list is chosen, or nothing is known yet. */
function waysOf({ path, operation, operations }: ShownRequest) {
  if (path === '' || !operations) return undefined;
  return (wanted: Strategy | 'auto') =>
    operation ? wayOf(operation, operations, wanted) : wayInUnknown(path, wanted);
}

function wayInUnknown(path: string, wanted: Strategy | 'auto'): Way | undefined {
  const way = unknownWay(path);
  return wanted === 'auto' || wanted === way.strategy ? way : undefined;
}

function facts({ cost, removed, blind, sharesIds }: Way, looksForRemoved: boolean, text: Text): HTMLElement {
  const list = element('dl', 'procore-facts');
  const fact = (name: string, told: HTMLElement, className = '') => {
    const entry = element('div', className);
    entry.append(element('dt', '', text(name)), told);
    list.append(entry);
  };
  const counted = (of: number | 'pages', count: string, pages: string) =>
    element('dd', '', text(of === 'pages' ? pages : count, { n: String(of) }));
  fact('way.cost', counted(cost.more, 'way.costCount', 'way.costPages'));
  if (sharesIds) fact('way.key', element('dd', '', text('way.keyShared')), 'procore-way-wide');
  if (looksForRemoved && sharesIds) fact('way.missing', element('dd', '', text('way.missingShared')));
  else if (looksForRemoved && !blind.includes('removed'))
    fact('way.missing', counted(cost.missing, 'way.missingCount', 'way.missingPages'));
  fact(
    'way.removed',
    element('dd', '', looksForRemoved ? removedTold(removed, text) : text('way.removedOff')),
  );
  const unseen = element('dd');
  const items = element('ul');
  // What looks like a removed row matters only where removed rows are looked for.
  const told = blind.filter((each) => looksForRemoved || each !== 'hidden');
  items.append(...told.map((each) => element('li', '', text(BLIND[each]))));
  unseen.append(items);
  if (told.length > 0) fact('way.blind', unseen, 'procore-way-wide');
  return list;
}

function removedTold(removed: Way['removed'], text: Text): string {
  if (!removed) return text('way.removedMissing');
  return removed.kind === 'bin'
    ? text('way.removedBin', { name: removed.operation })
    : text('way.removedFilter', { name: removed.name });
}

/** Why the list cannot be followed with the chosen strategy. */
function refusal(wanted: Strategy | 'auto', text: Text): HTMLElement {
  return element('div', 'procore-refused', text(wanted === 'window' ? 'way.noWindow' : 'way.noUpdated'));
}
