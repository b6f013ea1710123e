/**
 * Records that no list has because the read of another record shows them, with all of their fields: what
 * `payment_application_line_items` names is in the `g703` of a payment application. They are kept in the record that shows them.
 */
import type { Context } from '../context.js';
import type { Row } from '../data/rows.js';
import { isFields } from '../form.js';
import type { Collection } from './collection.js';
import type { Collections } from './collections.js';
import type { Place } from './place.js';
import { type Field, RecordAbove } from './record-above.js';
import { type Reach, reach } from './rows.js';

/** The list of the records that show others, and the field that does. */
export interface ShownIn {
  readonly list: string;
  readonly field: Field;
}

/** Where the records of a collection are shown. Undefined: they have a list, or no other record shows them. */
export function shownIn(own: Collection, all: Iterable<Collection>): ShownIn | undefined {
  if (own.isReal || own.isMade) return undefined;
  const end = own.key.slice(own.key.lastIndexOf('/') + 1);
  for (const list of all) {
    if (!list.isListed || list.key.includes('*') || !end.startsWith(`${list.singular}_`)) continue;
    const field = list.single().find((each) => hasAllOf(each, own));
    if (field) return { list: list.key, field };
  }
  return undefined;
}

function hasAllOf({ shape }: Field, own: Collection): boolean {
  const item = own.item();
  if (shape.kind !== 'list' || shape.of.kind !== 'object' || item.kind !== 'object') return false;
  const names = new Set(shape.of.fields.map(({ name }) => name));
  return item.fields.every(({ name }) => names.has(name));
}

/** The placeholder for the record that shows the others: no path has it. */
const HOLDER = 'holder';

/** The records as rows that can be found by their ids and changed. */
export function reachInside(
  context: Context,
  place: Place,
  collections: Collections,
  { list, field }: ShownIn,
): Reach {
  const above: Place = { ...place, key: list, parents: [], item: HOLDER, bin: false };
  const holders = reach(context, above, collections);
  const parts = (holder: RecordAbove) => [holder.value(field)].flat().filter(isRow);
  const holding = (id: string) => {
    for (const row of holders.list()) {
      const params = { ...context.params, [HOLDER]: String(row.id) };
      const holder = new RecordAbove({ ...context, params }, above, collections, holders);
      const part = parts(holder).find((each) => String(each.id) === id);
      if (part) return { holder, part };
    }
    return undefined;
  };
  return {
    project: holders.project,
    isWhole: false,
    list: () => [],
    first: () => undefined,
    find: (id) => holding(id)?.part,
    add: neverMade,
    change(id, fields) {
      const found = holding(id);
      if (!found) return undefined;
      const after: Row = { ...found.part, ...fields, id: found.part.id };
      const all = parts(found.holder).map((each) => (String(each.id) === id ? after : each));
      found.holder.change({ [field.name]: all });
      return after;
    },
    remove: () => undefined,
    restore: () => undefined,
  };
}

function neverMade(): never {
  throw new Error('No operation makes what only another record shows.');
}

function isRow(value: unknown): value is Row {
  return isFields(value) && (typeof value.id === 'number' || typeof value.id === 'string');
}
