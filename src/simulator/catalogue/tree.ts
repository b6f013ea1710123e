/** Filters about the place of a row in the tree that `parent_id` makes: what is below it, what is above it, how deep it is. */
import type { Fields } from '../form.js';
import { filterValues } from '../resources/filters.js';

/** Levels of a tree that are followed: a caller may write a circle. */
const DEEPEST = 100;

/**
 * The rows that pass the filters of trees: `sublocations_for` and `superlocations_for` take ids, `depth_range` two levels, of which
 * 0 are the rows without a parent in the list.
 */
export function inTree<T extends { readonly shown: Fields }>(
  rows: readonly T[],
  query: URLSearchParams,
): readonly T[] {
  const [below, above] = ['sublocations_for', 'superlocations_for'].map((name) => filterValues(query, name));
  const [depth] = filterValues(query, 'depth_range');
  if (!below?.length && !above?.length && depth === undefined) return rows;
  const parents = new Map(rows.map(({ shown }) => [String(shown.id), idOf(shown.parent_id)]));
  const over = (id: string) => ancestors(id, parents);
  const [least = 0, most = least] = (depth ?? '').split('...').map(Number);
  return rows.filter(({ shown }) => {
    const id = String(shown.id);
    return (
      (!below?.length || over(id).some((each) => below.includes(each))) &&
      (!above?.length || above.some((each) => over(each).includes(id))) &&
      (depth === undefined || (over(id).length >= least && over(id).length <= most))
    );
  });
}

function ancestors(id: string, parents: ReadonlyMap<string, string | undefined>): string[] {
  const found: string[] = [];
  let next = parents.get(id);
  while (next !== undefined && parents.has(next) && found.length < DEEPEST && !found.includes(next)) {
    found.push(next);
    next = parents.get(next);
  }
  return found;
}

function idOf(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
