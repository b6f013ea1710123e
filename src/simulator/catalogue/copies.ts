/** New records that are made from others: `plan_items/create_from_item` copies an item, `contexts/get_or_create` may find one. */
import type { Context } from '../context.js';
import { homeOf } from '../data/company.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import type { Collections } from './collections.js';
import { contentOf } from './pieces.js';
import type { Place } from './place.js';
import type { Reach } from './rows.js';
import { fieldOf } from './written.js';

/** What the record has that a body names as the source of a copy. Empty: the call makes no copy, or there is no such record. */
export function copied(context: Context, place: Place, collections: Collections, rows: Reach): Fields {
  if (!/\/create_from_\w+$/.test(context.call.path)) return {};
  const [, id] =
    Object.entries(context.fields).find(([name]) => /(item|section|template)_id$/.test(name)) ?? [];
  // A project also copies what the company has.
  for (const project of [rows.project, homeOf(rows.project.company)]) {
    const { store } = collections.rows(context.world, place.key, project, {});
    const source = store.find(String(id));
    if (!source) continue;
    const index = Array.from({ length: store.length }, (_, at) => store.at(at).id).indexOf(source.id);
    const rendered = collections.rendered(source, place.key, index, context, project);
    const content = contentOf(collections.get(place.key).item(), rendered);
    const { id: _, created_at: __, updated_at: ___, ...own } = isFields(content) ? content : {};
    return own;
  }
  return {};
}

/** The record with all that a body says, where a call asks for it or for a new one. */
export function foundFor(context: Context, fields: Fields, rows: Reach): Row | undefined {
  if (!/\/(find|get)_or_create$/.test(context.call.path)) return undefined;
  const said = Object.entries(fields).filter(([, value]) => /^(string|number)$/.test(typeof value));
  if (said.length === 0) return undefined;
  return rows
    .list()
    .find((row) => said.every(([name, value]) => String(fieldOf(row, name)) === String(value)));
}
