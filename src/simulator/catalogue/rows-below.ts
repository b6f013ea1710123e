/** Bodies that write a record and a row below it at once: an item and the `generic_tool_item_response` that is sent with it. */
import type { Context } from '../context.js';
import { FRESH } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import type { Collections } from './collections.js';
import type { Place } from './place.js';
import { reach } from './rows.js';

/** The fields of the record alone. */
export function withoutRowsBelow(fields: Fields, place: Place, collections: Collections): Fields {
  const below = namesBelow(fields, place, collections);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !below.includes(name)));
}

/** Adds the rows that a change of a record brings. */
export function addRowsBelow(context: Context, place: Place, collections: Collections, author: Fields): void {
  for (const name of namesBelow(context.fields, place, collections)) {
    const parents = place.item === undefined ? place.parents : [...place.parents, place.item];
    const below: Place = { ...place, role: 'create', key: keyBelow(place, name), parents, item: undefined };
    const { id: _, ...fields } = context.fields[name] as Fields;
    reach(context, below, collections).add({ ...author, ...fields, [FRESH]: true } as Fields);
  }
}

/** The objects that are called like what a list below the record has many of. */
function namesBelow(fields: Fields, place: Place, collections: Collections): readonly string[] {
  return Object.keys(fields).filter((name) => {
    const key = keyBelow(place, name);
    return isFields(fields[name]) && collections.has(key) && collections.isReal(key);
  });
}

function keyBelow({ key }: Place, name: string): string {
  return `${key}/*/${name}s`;
}
