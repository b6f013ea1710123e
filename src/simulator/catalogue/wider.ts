/**
 * Lists of all records of a kind, beside the lists of those below one record: `bids` of a project, and `bid_packages/{id}/bids`. Where the
 * rows of the wider list show the record's id, both have the same rows.
 */
import type { Write } from '../data/changes.js';
import type { ProjectRows } from '../data/project-rows.js';
import type { Kind, Row, Rows } from '../data/rows.js';
import type { Collection } from './collection.js';
import { singularOf } from './forms.js';
import { knownKind } from './kinds.js';

/** The wider list of a list below a record. */
export interface Wider {
  /** The key of the list below the record. */
  readonly below: string;
  /** The key of the record's own list. */
  readonly above: string;
  /** The key of the wider list. */
  readonly key: string;
  /** The field of its rows with the record's id. */
  readonly field: string;
}

/** The lists below a record that have a wider one. */
export function widerLists(known: ReadonlyMap<string, Collection>): Wider[] {
  return [...known.keys()].flatMap((below) => {
    const [, head = '', last = '', tail = ''] = /^([^*]+\/)?([^*/]+)\/\*\/([^*]+)$/.exec(below) ?? [];
    const above = `${head}${last}`;
    if (tail === '' || !known.has(above) || knownKind(above)?.isWhole) return [];
    const field = `${singularOf(last).replaceAll('-', '_')}_id`;
    const key = [`${above}/${tail}`, `${head}${singularOf(last)}_${tail}`, `${head}${tail}`].find((each) => {
      const list = known.get(each);
      return list?.isListed && !knownKind(each) && !list.isOfPeople() && shows(list, field);
    });
    return key === undefined ? [] : [{ below, above, key, field }];
  });
}

function shows(list: Collection, field: string): boolean {
  const item = list.item();
  return item.kind === 'object' && item.fields.some(({ name }) => name === field);
}

/** Records that rows are of, and the field of the rows with their id. */
interface Owners {
  readonly field: string;
  readonly rows: ProjectRows;
}

/** The rows of a wider list: each is of one of the records that there were at the start, in turn. */
export function ofRecords(kind: Kind, owners: () => readonly Owners[]): Kind {
  return {
    ...kind,
    make(seed) {
      const { index, of } = seed;
      const row = kind.make(seed);
      // Who adds a row says whose it is.
      if (index >= of) return row;
      const fields = owners().flatMap(({ field, rows: { started, all } }) =>
        started === 0
          ? []
          : [
              [field, all.at(index % started).id],
              ['position', Math.floor(index / started) + 1],
            ],
      );
      return { ...row, ...Object.fromEntries(fields) };
    },
  };
}

/** Rows that can be read and written. */
export interface Store extends Rows {
  readonly removed: Rows;
  readonly all: Rows;
  add(fields: Record<string, unknown>, write: Write): Row;
  change(id: string, fields: Record<string, unknown>, write: Write): Row | undefined;
  remove(id: string, write: Write): Row | undefined;
  restore(id: string, write: Write): Row | undefined;
}

/** The rows of one record, among those of the wider list. */
export function storeBelow(store: Store, field: string, id: unknown): Store {
  const isOwn = (row: Row | undefined) => row !== undefined && String(row[field]) === String(id);
  const own = (rows: Rows) => rowsWith(rows, isOwn);
  const present = own(store);
  return {
    get length() {
      return present.length;
    },
    get version() {
      return store.version;
    },
    at: present.at,
    find: present.find,
    removed: own(store.removed),
    all: own(store.all),
    add: (fields, write) => store.add({ ...fields, [field]: id }, write),
    change: (each, fields, write) => (present.find(each) ? store.change(each, fields, write) : undefined),
    remove: (each, write) => (present.find(each) ? store.remove(each, write) : undefined),
    restore: (each, write) => (isOwn(store.removed.find(each)) ? store.restore(each, write) : undefined),
  };
}

function rowsWith(rows: Rows, isOwn: (row: Row | undefined) => boolean): Rows {
  let version = -1;
  let positions: number[] = [];
  const own = () => {
    if (version !== rows.version) {
      version = rows.version;
      positions = Array.from({ length: rows.length }, (_, position) => position).filter((position) =>
        isOwn(rows.at(position)),
      );
    }
    return positions;
  };
  return {
    get length() {
      return own().length;
    },
    get version() {
      return rows.version;
    },
    at: (position) => rows.at(own()[position] ?? -1),
    find: (id) => {
      const row = rows.find(id);
      return isOwn(row) ? row : undefined;
    },
  };
}
