/**
 * Parts of records, such as the tags of a person and the signature of an approver: no operation lists them, but the record above shows
 * them in a field. They are kept in that record, so that it shows what was written.
 */
import type { Context } from '../context.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import type { Collection } from './collection.js';
import type { Collections } from './collections.js';
import type { Shape } from './facts.js';
import type { Place } from './place.js';
import { type Field, fieldsOf, placeAbove, RecordAbove } from './record-above.js';
import type { Rendered } from './render.js';
import { numberIn, type Reach, reach } from './rows.js';

/** The parts of one record. */
export class Parts {
  readonly field: Field;
  readonly #record: RecordAbove;

  private constructor(record: RecordAbove, field: Field) {
    this.#record = record;
    this.field = field;
  }

  /** The parts that a call is about. Undefined: its rows are no parts, or the record above is not there. */
  static at(context: Context, place: Place, collections: Collections): Parts | undefined {
    const above = collections.get(place.key).isReal ? undefined : placeAbove(place, collections);
    const field =
      above && fieldFor(place.key.slice(place.key.lastIndexOf('/') + 1), collections.get(above.key));
    const record = field && recordAbove(context, place, collections);
    return record && new Parts(record, field);
  }

  /** The record above, as it is rendered. */
  above(): Rendered {
    return this.#record.rendered();
  }

  all(): readonly unknown[] {
    const value = this.#record.value(this.field);
    return value === null || value === undefined ? [] : [value].flat();
  }

  find(id: string): unknown {
    return this.all().find((part) => isCalled(part, id));
  }

  /** Puts parts beside those that are there; the only one takes the place of the one before. */
  add(parts: readonly unknown[]): void {
    const before = this.all();
    const added = parts.filter(
      (part) => isFields(part) || !before.some((each) => isCalled(each, String(part))),
    );
    this.#write(this.#isList ? [...before, ...added] : parts[0]);
  }

  replace(id: string, part: unknown): void {
    const all = this.all().map((each) => (isCalled(each, id) ? part : each));
    this.#write(this.#isList ? all : part);
  }

  /** Takes parts away. @returns whether there was one */
  remove(ids: readonly string[]): boolean {
    const before = this.all();
    const left = before.filter((part) => !ids.some((id) => isCalled(part, id)));
    if (left.length === before.length) return false;
    this.#write(this.#isList ? left : null);
    return true;
  }

  /** Takes away the only one, or sets a flag. */
  clear(): void {
    this.#write(this.isFlag ? false : this.#isList ? [] : null);
  }

  /** Sets the flag, and the fields of the record that are written with it. */
  raise(fields: Fields): Rendered {
    const names = this.#record.fields.map(({ name }) => name);
    const own = Object.entries(fields).filter(([name]) => names.includes(name));
    this.#record.change({ ...Object.fromEntries(own), [this.field.name]: true });
    return this.above();
  }

  get isFlag(): boolean {
    return this.field.shape.kind === 'value';
  }

  get #isList(): boolean {
    return this.field.shape.kind === 'list';
  }

  /** The parts as rows that have parts again. */
  asReach(): Reach {
    const rowOf = (part: unknown): Row | undefined =>
      isFields(part) && part.id !== undefined ? { ...part, id: part.id as string } : undefined;
    return {
      project: this.#record.rows.project,
      isWhole: false,
      list: () => this.all().flatMap((part) => rowOf(part) ?? []),
      first: () => rowOf(this.all()[0]),
      find: (id) => rowOf(this.find(id)),
      add: (fields) => {
        const row = { id: '', ...fields } as Row;
        this.add([row]);
        return row;
      },
      change: (id, fields) => {
        const before = rowOf(this.find(id));
        const row = before && { ...before, ...fields, id: before.id };
        if (row) this.replace(id, row);
        return row;
      },
      remove: (id) => {
        const row = rowOf(this.find(id));
        return this.remove([id]) ? row : undefined;
      },
      restore: () => undefined,
    };
  }

  /** A part as a row, with its id as a number. */
  rowOf(part: unknown): Row {
    const id = isFields(part) ? part.id : part;
    return { ...(isFields(part) && part), id: Number(numberIn(String(id), this.#record.rows.project)) };
  }

  #write(value: unknown): void {
    this.#record.change({ [this.field.name]: value });
  }
}

/** The record that rows are below. Undefined: it is not there. A part may have parts again. */
export function recordAbove(
  context: Context,
  place: Place,
  collections: Collections,
): RecordAbove | undefined {
  const above = placeAbove(place, collections);
  if (!above) return undefined;
  const rows = Parts.at(context, above, collections)?.asReach() ?? reach(context, above, collections);
  const record = new RecordAbove(context, above, collections, rows);
  return record.isThere ? record : undefined;
}

/** Whether an id means a part: an object with it, or an id itself. */
function isCalled(part: unknown, id: string): boolean {
  return String(isFields(part) ? part.id : part) === id;
}

/** The field that shows the parts of this name: `tags` are shown in `tag_instances`, `groups` in `group_ids`, a `user` in `is_user`. */
function fieldFor(part: string, above: Collection): Field | undefined {
  const name = part.replaceAll('-', '_');
  const singular = name.replace(/s$/, '');
  const fields = fieldsOf(above);
  const named = (kind: Shape['kind'], ...names: readonly string[]) =>
    fields.find((field) => names.includes(field.name) && field.shape.kind === kind);
  const lists = [
    name,
    `${singular}_ids`,
    `${singular}_instances`,
    `${above.singular}_${name}`,
    name.replace(`${above.singular}_`, ''),
    name.replace(/^additional_/, 'all_'),
  ];
  return named('list', ...lists) ?? named('object', name) ?? named('value', `is_${name}`);
}
