/** Lists that are grouped: each item has a header and the records below it. Filters are about the records. */
import { type Fields, isFields } from '../form.js';
import type { Candidate, Test } from './matching.js';
import { sorted } from './sorting.js';

/** An item of a list, as it is shown and as filters see it. */
export type Item = Candidate & { readonly content: unknown };

/** The items that pass; of a group, the records in it that do. A group without any is not shown. */
export function passing(items: readonly Item[], tests: readonly Test[]): readonly Item[] {
  if (tests.length === 0) return items;
  return items.flatMap((item): Item[] => {
    const name = groupIn(item.content);
    if (name === undefined) return tests.every((test) => test(item)) ? [item] : [];
    const { [name]: records, ...others } = item.content as Fields;
    const kept = (records as readonly unknown[]).filter(
      (shown) => isFields(shown) && tests.every((test) => test({ ...item, shown })),
    );
    return kept.length > 0 ? [{ ...item, content: { ...others, [name]: kept } }] : [];
  });
}

/** The items in the order that the query asks for; of a group, the records in it. */
export function inOrder(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  return sorted(items, query).map((item) => {
    const name = groupIn(item.content);
    if (name === undefined) return item;
    const records = (item.content as Fields)[name] as readonly Fields[];
    const ordered = sorted(
      records.map((shown) => ({ ...item, shown })),
      query,
    );
    return { ...item, content: { ...(item.content as Fields), [name]: ordered.map(({ shown }) => shown) } };
  });
}

/** The name of the list in a group: by header, as inspections are, or by template. */
function groupIn(content: unknown): 'data' | 'lists' | undefined {
  if (!isFields(content)) return undefined;
  if ('header' in content && Array.isArray(content.data)) return 'data';
  return 'template_id' in content && Array.isArray(content.lists) ? 'lists' : undefined;
}
