/** Bodies of several rows: what is made of each, changed or removed, and in which list. */
import type { Context } from '../context.js';
import type { Row } from '../data/rows.js';
import type { Fields } from '../form.js';
import type { Answer } from '../http.js';
import type { Placed } from './collection.js';
import type { Collections } from './collections.js';
import { listAnswered, listOfType, rowsByList } from './other-lists.js';
import type { Role } from './place.js';
import { type Reach, reach } from './rows.js';
import type { Writing } from './writing.js';

/** A row that was written, and where it is. */
export interface Done {
  readonly row: Row;
  readonly rows: Reach;
  /** The key of its list, if that is another one than that of the operation. */
  readonly key: string | undefined;
}

export class Several {
  readonly #placed: Placed;
  readonly #collections: Collections;
  readonly #writing: Writing;

  constructor(placed: Placed, collections: Collections, writing: Writing) {
    this.#placed = placed;
    this.#collections = collections;
    this.#writing = writing;
  }

  /** The id of the only row that a change is about, if a field of the body says it: `timesheet_id`. */
  onlyId({ fields }: Context): string | undefined {
    const { place, fact } = this.#placed;
    const id = fields[`${this.#collections.get(place.key).singular}_id`];
    const isOther = listAnswered(fact.answer(), place, this.#collections) !== undefined;
    return place.role !== 'update many' || isOther || id === undefined || id === null
      ? undefined
      : String(id);
  }

  /** Writes the rows. @param pieces what the body says of each */
  written(context: Context, rows: Reach, pieces: readonly Fields[]): Done[] {
    const { place, fact } = this.#placed;
    const answered = listAnswered(fact.answer(), place, this.#collections);
    return pieces.flatMap((fields): Done[] => {
      const own =
        place.role === 'update many' ? (answered ?? listOfType(fields, place, this.#collections)) : undefined;
      const at = own ? reach(context, own, this.#collections) : this.#inProject(context, rows, fields);
      const row = at && this.#written(context, at, place.role, fields);
      return at && row ? [{ row, rows: at, key: own?.key }] : [];
    });
  }

  /** The answer about rows of several lists, which tells of each whether it was changed. Undefined: the body has no such rows. */
  inLists(context: Context): Answer | undefined {
    const { place } = this.#placed;
    const lists = place.role === 'update many' ? rowsByList(context.fields, place, this.#collections) : [];
    if (lists.length === 0) return undefined;
    const told = lists.map(({ name, place: own, rows: pieces }) => {
      const rows = reach(context, own, this.#collections);
      const each = pieces.map((fields) => {
        const success = this.#written(context, rows, place.role, fields) !== undefined;
        return { ...fields, success, ...(!success && { error: 'Not found' }) };
      });
      return [name, each] as const;
    });
    return { status: 200, json: [Object.fromEntries(told)] };
  }

  /** A change for the company may be about what one of its projects has: a user there. Undefined: nobody can see the project. */
  #inProject(context: Context, rows: Reach, fields: Fields): Reach | undefined {
    const { place } = this.#placed;
    if (this.#idInProject(fields) === undefined || place.scope !== 'company') return rows;
    const named = context.company?.projects.find(({ id }) => String(id) === String(fields.project_id));
    return named && context.account.sees(named)
      ? reach({ ...context, project: named }, place, this.#collections)
      : undefined;
  }

  /** The `user_id` of a row that also names a project. */
  #idInProject(fields: Fields): unknown {
    const { place } = this.#placed;
    const isNamed =
      place.role === 'update many' && fields.id === undefined && fields.project_id !== undefined;
    return isNamed ? fields[`${this.#collections.get(place.key).singular}_id`] : undefined;
  }

  /** Undefined: there is no row with the id. */
  #written(context: Context, rows: Reach, role: Role, fields: Fields): Row | undefined {
    if (role === 'create many' || role === 'create') return this.#writing.create(context, rows, fields);
    const id = String(fields.id ?? this.#idInProject(fields) ?? '');
    const before = rows.find(id);
    if (!before) return undefined;
    if (role === 'remove many') return rows.remove(id) ? before : undefined;
    return rows.change(id, this.#writing.fields(context, rows, fields, before)) ?? before;
  }
}
