/**
 * Bodies with rows of other lists than the one at their path. The lists are called by the type of each row, `item_type: 'contract_item'`; by
 * the names that the rows stand under, `updates: {accident_log: []}`; or by the answer, which has `updated_timecard_entries`.
 */
import { type Fields, isFields } from '../form.js';
import type { Collections } from './collections.js';
import type { Shape } from './facts.js';
import type { Place } from './place.js';

/** Rows in a body, under the name that they have there. */
export interface Listed {
  readonly name: string;
  /** Where their list is. */
  readonly place: Place;
  readonly rows: readonly Fields[];
}

/** Where the list is that a row names by its type, below the same record. Undefined: it names none. */
export function listOfType(row: Fields, place: Place, collections: Collections): Place | undefined {
  const type = row.item_type;
  const key = typeof type === 'string' ? `${place.key}/${pluralOf(type)}` : '';
  return collections.has(key) ? { ...place, key } : undefined;
}

/** Where the list is that an answer is about. Undefined: it is about the one at the path. */
export function listAnswered(
  answer: Shape | undefined,
  place: Place,
  collections: Collections,
): Place | undefined {
  const [only, ...others] = answer?.kind === 'object' ? answer.fields : [];
  const key = /^updated_(\w+)$/.exec(only?.name ?? '')?.[1];
  if (key === undefined || others.length > 0 || only?.shape.kind !== 'list') return undefined;
  return collections.has(key) ? { ...place, key } : undefined;
}

/** The rows of several lists, where a body has nothing else. Empty: it has something else. */
export function rowsByList(body: Fields, place: Place, collections: Collections): readonly Listed[] {
  const [inner, ...others] = Object.values(body);
  if (!isFields(inner) || others.length > 0) return [];
  // The deed is beside the lists: `daily_logs/bulk_updates`.
  const beside = place.key.slice(0, place.key.lastIndexOf('/') + 1);
  const found = Object.entries(inner).map(([name, rows]): Listed | undefined => {
    const plural = pluralOf(name);
    const key = [`${beside}${plural}`, plural].find((each) => collections.has(each));
    return key === undefined || !Array.isArray(rows)
      ? undefined
      : { name, place: { ...place, key }, rows: rows.filter(isFields) };
  });
  return found.every((each) => each !== undefined) ? found : [];
}

function pluralOf(name: string): string {
  return name.endsWith('s') ? name : `${name.replace(/y$/, 'ie')}s`;
}
