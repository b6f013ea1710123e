/**
 * Lists of all records of a kind, beside the lists of those below one record: `bids` of a project, and `bid_packages/{id}/bids`. Where the
 * rows of the wider list show the record's id, both have the same rows.
 */
import type { ProjectRows } from '../data/project-rows.js';
import type { Kind } from '../data/rows.js';
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

/**
 * The list whose ids name what is below a record, where no operation lists or makes that: the locations of a line are locations of the
 * project.
 */
export function listMeant(key: string, known: ReadonlyMap<string, Collection>): string | undefined {
  const [, head = '', last = '', tail = ''] = /^(.*\/)?([^*/]+)\/\*\/([^*]+)$/.exec(key) ?? [];
  const own = known.get(key);
  if (tail === '' || own?.isListed || own?.isMade) return undefined;
  return [`${head}${singularOf(last)}_${tail}`, `${head}${tail}`, tail].find(
    (each) => known.get(each)?.isListed,
  );
}

/** The list that has records of several types, for those that have no list: `whole_change_order_item` is a type of row in the `detail` of an invoice. */
export function listWithType(
  key: string,
  known: ReadonlyMap<string, Collection>,
): { readonly key: string; readonly type: string } | undefined {
  const own = known.get(key);
  if (own?.isReal || own?.isMade) return undefined;
  const beside = key.slice(0, key.lastIndexOf('/') + 1);
  const type = singularOf(key.slice(beside.length));
  const list = [...known.values()].find((each) => {
    if (!each.isListed || !each.key.startsWith(beside) || each.key.slice(beside.length).includes('/'))
      return false;
    const item = each.item();
    const field = item.kind === 'object' ? item.fields.find(({ name }) => name === 'item_type') : undefined;
    return field?.shape.kind === 'choice' && field.shape.values.includes(type);
  });
  return list && { key: list.key, type };
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
