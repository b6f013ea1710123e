/** Rows of a place that are kept elsewhere: of one record among those of all, or named by the ids of another list. */
import type { Write } from '../data/changes.js';
import type { ProjectRows } from '../data/project-rows.js';
import type { Row, Rows } from '../data/rows.js';

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

/**
 * Records below another one that are named by the ids of a list: all of its rows count, until one is changed or removed here.
 * @param own what was changed here
 * @param fields what all of them have
 */
export function storeNamed(own: ProjectRows, list: Rows, fields: Readonly<Record<string, unknown>>): Store {
  const untouched = (id: string): Row | undefined => {
    const row = own.all.find(id) ? undefined : list.find(id);
    return row && { ...row, ...fields };
  };
  const take = (id: string) => {
    const row = untouched(id);
    if (row) own.adopt(row);
  };
  return {
    get length() {
      return own.length;
    },
    get version() {
      return own.version;
    },
    at: (position) => own.at(position),
    find: (id) => untouched(id) ?? own.find(id),
    removed: own.removed,
    all: own.all,
    add: (row, write) => own.add(row, write),
    change(id, row, write) {
      take(id);
      return own.change(id, row, write);
    },
    remove(id, write) {
      take(id);
      return own.remove(id, write);
    },
    restore: (id, write) => own.restore(id, write),
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
