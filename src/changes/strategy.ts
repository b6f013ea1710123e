import { readsToday } from '../catalogue/daily-logs.js';
import type { Operation } from '../catalogue/operation.js';
import { DATES, needsDates, REMOVED_FILTERS } from './facts.js';
import { sharesIds } from './shared-ids.js';

/** How changes are found: by a filter on `updated_at`, in a window of days, or by comparing every row. */
export const STRATEGIES = ['updated_at', 'window', 'hash'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** Where the removed rows of a list are: in an operation of their own, or in the list itself with a filter. */
export type Removed =
  | {
      readonly kind: 'bin';
      readonly path: string;
      readonly operation: string;
      readonly filtersUpdated: boolean;
    }
  | { readonly kind: 'filter'; readonly name: string; readonly value: string };

/** What a strategy does not see. */
export type Blind =
  /** Rows outside the window, and what happens to them. */
  | 'older'
  /**
   * Whether a row that is missing in the window is gone, or has another date now: its rows cannot be asked for one by
   * one. No removal is sent.
   */
  | 'removed'
  /** A change that leaves `updated_at` as it was. The next complete read finds it. */
  | 'unmarked'
  /** A row that this account may no longer see looks like a removed one. */
  | 'hidden';

/** How the changes of one list are found, what that costs, and what it cannot see. */
export interface Way {
  readonly strategy: Strategy;
  /** The filter for `updated_at`: a range in one value, or a lower bound. */
  readonly updated?: { readonly name: string; readonly form: 'range' | 'after' };
  readonly removed?: Removed;
  /** The filter for single rows, by which a removal is proved. */
  readonly byId?: string;
  /** The operation that gives a single row, by which a removal from a window is proved. `id` is its placeholder. */
  readonly show?: { readonly path: string; readonly operation: string; readonly id: string };
  /** Whether a row that is missing tells nothing, so that no removal is ever sent. */
  readonly keepsAll?: true;
  /** Whether several projects may have a row with the same id, so that a row is told by its project and its id. */
  readonly sharesIds?: true;
  /** Requests for one company or project in which nothing has changed: a number, or one for each page of the list. */
  readonly cost: {
    readonly onePage: number;
    readonly more: number | 'pages';
    /**
     * More requests at most for each company or project if a row is missing that no recycle bin shows, since it may
     * have been moved there: a number for every 49 missing rows, or three for each page of the list and one more. A list
     * that may hide the row from its filter, such as one with another number of rows than expected, is read whole, too.
     */
    readonly missing: number | 'pages';
  };
  readonly blind: readonly Blind[];
}

const WHOLE = { onePage: 1, more: 'pages', missing: 'pages' } as const;

/**
 * How the changes of a list are found.
 * @param wanted the strategy that a flow asks for
 * @returns undefined if the list does not allow the wanted strategy
 */
export function wayOf(
  operation: Operation,
  operations: readonly Operation[],
  wanted: Strategy | 'auto' = 'auto',
): Way | undefined {
  const updated = updatedFilter(operation);
  const isDated = readsToday(operation.method, operation.path) || needsDates(operation.path);
  const hasRange = DATES.every((name) => has(operation, name));
  const byId = operation.params.find(({ name }) => /^filters\[id\](\[\])?$/.test(name))?.name;
  const removed = removedOf(operation, operations);
  // Without dates it gives today's rows: those of yesterday are missing the next day, and are there all the same.
  if (isDated && !hasRange) {
    if (wanted !== 'auto' && wanted !== 'hash') return undefined;
    return {
      strategy: 'hash',
      keepsAll: true,
      cost: WHOLE,
      blind: ['older', 'removed'],
    };
  }
  if (isDated && wanted !== 'auto' && wanted !== 'window') return undefined;
  const common = {
    ...(removed && { removed }),
    ...(byId !== undefined && { byId }),
    ...(sharesIds(operation.path) && { sharesIds: true as const }),
  };
  const natural = isDated ? 'window' : updated ? 'updated_at' : 'hash';
  const strategy = wanted === 'auto' ? natural : wanted;
  if (strategy === 'window') {
    if (!hasRange) return undefined;
    const show = showOf(operation, operations);
    const blind: readonly Blind[] = show ? ['older', 'hidden'] : ['older', 'removed'];
    return { strategy, ...common, ...(show && { show }), cost: WHOLE, blind };
  }
  // By ids: the rows, the account's level, and the rows once more. By times: the news, how many rows there are, the level,
  // and the news once more.
  const missing = byId !== undefined ? 3 : strategy === 'updated_at' ? 4 : 'pages';
  if (strategy === 'hash') return { strategy, ...common, cost: { ...WHOLE, missing }, blind: ['hidden'] };
  if (!updated) return undefined;
  return {
    strategy,
    updated,
    ...common,
    cost: { onePage: 1, more: 3, missing },
    blind: ['unmarked', 'hidden'],
  };
}

/** The way of a list that the catalogue does not know: every row is compared. */
export function unknownWay(path: string): Way {
  return {
    strategy: 'hash',
    ...(sharesIds(path) && { sharesIds: true }),
    cost: WHOLE,
    blind: ['hidden'],
  };
}

function updatedFilter({ params }: Operation): Way['updated'] {
  for (const { name } of params) {
    if (name === 'filters[updated_at]') return { name, form: 'range' };
    if (name === 'filters[updated_at][gt]') return { name, form: 'after' };
  }
  return undefined;
}

function removedOf(operation: Operation, operations: readonly Operation[]): Removed | undefined {
  const bins = binPaths(operation.path);
  const bin = operations.find(({ method, path }) => method === 'GET' && bins.includes(path));
  if (bin) {
    const filtersUpdated = has(bin, 'filters[updated_at]');
    return { kind: 'bin', path: bin.path, operation: bin.name, filtersUpdated };
  }
  const filter = operation.params.find(
    ({ name, type }) => Object.hasOwn(REMOVED_FILTERS, name) && type === 'string',
  );
  return filter && { kind: 'filter', name: filter.name, value: REMOVED_FILTERS[filter.name] as string };
}

/** The operation that gives a single row of a list. */
export function showOf({ path }: Operation, operations: readonly Operation[]): Way['show'] {
  for (const { method, path: other, name } of operations) {
    if (method !== 'GET' || !other.startsWith(`${path}/{`)) continue;
    const [, id] = /^\/\{(\w+)\}$/.exec(other.slice(path.length)) ?? [];
    if (id !== undefined) return { path: other, operation: name, id };
  }
  return undefined;
}

/** The paths under which Procore has the recycle bin of a list. */
function binPaths(path: string): readonly string[] {
  const [, version = '', owner = '', rest = ''] =
    /^\/rest\/(v[\d.]+)\/((?:projects|companies)\/\{\w+\}\/)?(.+)$/.exec(path) ?? [];
  return [
    `${path}/recycle_bin`,
    `/rest/${version}/${owner}recycle_bin/${rest}`,
    // Observations: the project stands in the query of the list and in the path of the bin.
    ...(owner === '' ? [`/rest/${version}/projects/{project_id}/recycle_bin/${rest}`] : []),
  ];
}

function has({ params }: Operation, name: string): boolean {
  return params.some((param) => param.name === name);
}
