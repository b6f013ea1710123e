/** What the places of operations say about each other: some paths name the records of another list by their ids. */
import { singularOf } from './forms.js';
import type { Place } from './place.js';

/** The places of all operations, in the same order. */
export function placesAmong(places: readonly Place[]): Place[] {
  const groups = new Map<string, Place[]>();
  for (const place of places) groups.set(place.key, [...(groups.get(place.key) ?? []), place]);
  const listed = new Set(
    places.flatMap(({ key, role }) => (role === 'list' ? [singularOf(lastOf(key))] : [])),
  );
  return places.map((place) => {
    const group = groups.get(place.key) ?? [];
    if (group.some(({ role }) => role === 'list' || role === 'create')) return place;
    const above = place.key.slice(0, Math.max(0, place.key.lastIndexOf('/')));
    const items = new Set((groups.get(above) ?? []).map(({ item }) => item));
    // A field of the record above, which is written alone: `equipment_register/status/{equipment_id}`.
    if (group.some(({ item }) => item !== undefined && item !== 'id' && items.has(item)))
      return { ...place, key: above };
    return isOfAnother(place, listed) ? onlyOf(place) : place;
  });
}

/**
 * Whether the id at the end of a path is that of another record, which has one of these: `budget_notes/{wbs_code_id}`,
 * `preprocess/{item_type}/{item_id}`.
 * @param listed what there are lists of
 */
function isOfAnother({ key, item, parents }: Place, listed: ReadonlySet<string>): boolean {
  const stem = /^(\w+)_id$/.exec(item ?? '')?.[1];
  if (stem === undefined) return false;
  return parents.at(-1) === `${stem}_type` || (listed.has(stem) && stem !== singularOf(lastOf(key)));
}

/** The one thing that a record has. */
function onlyOf(place: Place): Place {
  const { key, parents, item = '', role } = place;
  return {
    ...place,
    item: undefined,
    key: `${key}/*`,
    parents: [...parents, item],
    role: role === 'show' ? 'one' : 'write one',
  };
}

function lastOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
