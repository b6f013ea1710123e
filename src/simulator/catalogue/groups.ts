/** Lists that are grouped: each item has a header and the records below it. Filters and orders are about the records. */
import type { Fields } from '../form.js';
import type { Shape } from './facts.js';
import type { Candidate, Test } from './matching.js';
import { sorted } from './sorting.js';

/** An item of a list, as it is shown and as filters see it. */
export interface Item extends Candidate {
  readonly content: unknown;
  /** The records in it, if it is a group, and the field that shows them. */
  readonly group?: { readonly name: string; readonly records: readonly Item[] };
}

/** The fields with the records of a group, and what else such a group has: inspections are by header or by template. */
const RECORDS: ReadonlyArray<readonly [name: string, beside?: string]> = [
  ['data', 'header'],
  ['lists', 'template_id'],
  ['meetings'],
];

/** How many records a group has, as far as there are so many. */
const IN_GROUP = 3;

/** Where the records are in the items of a list, and their shape. Undefined: the items are the records. */
export function groupsIn(item: Shape): { readonly name: string; readonly of: Shape } | undefined {
  if (item.kind !== 'object') return undefined;
  const shapes = new Map(item.fields.map((field) => [field.name, field.shape]));
  if (shapes.has('id')) return undefined;
  for (const [name, beside] of RECORDS) {
    const records = shapes.get(name);
    if (records?.kind === 'list' && (beside === undefined || shapes.has(beside)))
      return { name, of: records.of };
  }
  return undefined;
}

/** The records in groups, each as the first of its records has it. */
export function grouped(heads: readonly Item[], records: readonly Item[], name: string): Item[] {
  const groups: Item[] = [];
  for (let from = 0; from < records.length; from += IN_GROUP) {
    const head = heads[from];
    if (head) groups.push(withRecords(head, name, records.slice(from, from + IN_GROUP)));
  }
  return groups;
}

function withRecords(item: Item, name: string, records: readonly Item[]): Item {
  const content = { ...(item.content as Fields), [name]: records.map((record) => record.content) };
  return { ...item, content, group: { name, records } };
}

/** The items that pass; of a group, the records in it that do. A group without any is not shown. */
export function passing(items: readonly Item[], tests: readonly Test[]): readonly Item[] {
  if (tests.length === 0) return items;
  return items.flatMap((item): Item[] => {
    const { group } = item;
    if (!group) return tests.every((test) => test(item)) ? [item] : [];
    const kept = group.records.filter((record) => tests.every((test) => test(record)));
    return kept.length > 0 ? [withRecords(item, group.name, kept)] : [];
  });
}

/** The items in the order that the query asks for; of a group, the records in it. */
export function inOrder(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  return sorted(items, query).map((item) =>
    item.group ? withRecords(item, item.group.name, sorted(item.group.records, query)) : item,
  );
}
