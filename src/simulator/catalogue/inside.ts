/**
 * Records that no list has because another record shows them inside itself: `punch_item_assignments` are the `assignments` of punch items.
 * They are read and written by the ids that are shown there.
 */
import type { Write } from '../data/changes.js';
import { ownerOf } from '../data/parts.js';
import type { ProjectRows } from '../data/project-rows.js';
import { type Row, type Rows, WRITTEN } from '../data/rows.js';
import { isFields } from '../form.js';
import type { Collection } from './collection.js';
import { knownKind } from './kinds.js';
import type { Store } from './stores.js';

/** Where the records of a path are that have no list. */
export interface Inside {
  /** What they are called in paths. */
  readonly key: string;
  /** The key of the list whose rows show them. */
  readonly list: string;
  /** What that list has many of: `punch_item`. */
  readonly owner: string;
  /** The field of its rows. */
  readonly field: string;
}

/** All records that only the rows of other lists show, as far as those are whole records. */
export function recordsInside(known: ReadonlyMap<string, Collection>): Inside[] {
  return [...known.values()].flatMap((list) => {
    const { key, singular: owner, isListed } = list;
    if (!isListed || !knownKind(key)?.isWhole) return [];
    const item = list.item();
    const fields = [...list.single(), ...(item.kind === 'object' ? item.fields : [])];
    return [...new Set(fields.map(({ name }) => name))].flatMap((field) => {
      const inside = known.get(`${owner}_${field}`);
      return inside && !inside.isListed ? [{ key: inside.key, list: key, owner, field }] : [];
    });
  });
}

/** The row that an id in a field is of. */
export type Lookup = (name: string, id: string) => Row | undefined;

/**
 * The records inside the rows of a list.
 * @param within the id of the only row that counts, if a call names one
 */
export function storeInside(
  rows: ProjectRows,
  { owner, field }: Inside,
  within: unknown,
  named: Lookup,
): Store {
  const parts = (row: Row | undefined) => (Array.isArray(row?.[field]) ? row[field].filter(isRow) : []);
  const partIn = (row: Row | undefined, id: string) => parts(row).find((part) => String(part.id) === id);
  const holding = (id: string): Row | undefined => {
    const maybe = [rows.find(String(ownerOf(Number(id)))), ...rows.allWritten()];
    const row = maybe.find((each) => each && partIn(each, id));
    return within === undefined || String(within) === String(row?.id) ? row : undefined;
  };
  const find = (id: string) => partIn(holding(id), id);
  const replace = (id: string, by: readonly Row[], write: Write) => {
    const row = holding(id);
    const all = parts(row).flatMap((part) => (String(part.id) === id ? by : [part]));
    if (row) rows.change(String(row.id), { [field]: all }, write);
  };
  return {
    ...NONE,
    find,
    removed: NONE,
    all: { ...NONE, find },
    add: noList,
    change(id, fields, write) {
      const part = find(id);
      if (!part) return undefined;
      replace(id, [{ ...part, ...fields, ...linked(part, fields, owner, named), id: part.id }], write);
      return find(id);
    },
    remove(id, write) {
      const part = find(id);
      replace(id, [], write);
      return part;
    },
    restore: () => undefined,
  };
}

/** Nobody can ask for a list of them, or make one. */
const NONE: Rows = { length: 0, version: 0, at: noList, find: () => undefined };

function noList(): never {
  throw new Error('What is inside a record has no list.');
}

/** What is written by an id that has the name of the owner before its own: `submittal_response_id` is the `response` of an approver. */
function linked(part: Row, fields: Partial<Row>, owner: string, named: Lookup): Record<string, unknown> {
  const links: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields[WRITTEN] ?? {})) {
    const own = name.startsWith(`${owner}_`) ? name.slice(owner.length + 1).replace(/_id$/, '') : name;
    if (own === name || !(own in part) || !name.endsWith('_id')) continue;
    const row = value === null ? undefined : named(name, String(value));
    links[own] = row ? { id: row.id, name: row.name } : null;
  }
  return links;
}

function isRow(value: unknown): value is Row {
  return isFields(value) && (typeof value.id === 'number' || typeof value.id === 'string');
}
