/** Rows that say what a record was changed to: `old_assignee_id` and `new_assignee_id` of an assignment, which assigns the issue. */
import { type Fields, isFields } from '../form.js';
import type { Collection } from './collection.js';
import type { RecordAbove } from './record-above.js';
import { stemOf } from './references.js';

/** Changes the record above, and tells what it was and is. Empty: a row of this collection changes nothing. */
export function moved(written: Fields, collection: Collection, find: () => RecordAbove | undefined): Fields {
  const item = collection.item();
  const names = item.kind === 'object' ? item.fields.map(({ name }) => name) : [];
  const told: Fields = {};
  for (const [name, value] of Object.entries(written)) {
    if (!names.includes(`old_${name}`) || !names.includes(`new_${name}`)) continue;
    const above = find();
    const field = above?.fields.find((each) => each.name === name || each.name === stemOf(name));
    if (!above || !field) continue;
    const before = above.value(field);
    told[`old_${name}`] = isFields(before) && field.name !== name ? before.id : before;
    told[`new_${name}`] = value;
    above.change({ [name]: value });
  }
  return told;
}
