/** The record that rows are below, which may be a part of another one. */
import type { Context } from '../context.js';
import { type Row, WRITTEN } from '../data/rows.js';
import type { Fields } from '../form.js';
import type { Collection } from './collection.js';
import type { Collections } from './collections.js';
import type { Shape } from './facts.js';
import { contentOf } from './pieces.js';
import type { Place } from './place.js';
import type { Rendered } from './render.js';
import type { Reach } from './rows.js';
import { fieldOf, replacedBy } from './written.js';

export type Field = Extract<Shape, { kind: 'object' }>['fields'][number];

export class RecordAbove {
  readonly rows: Reach;
  readonly #context: Context;
  readonly #collections: Collections;
  readonly #key: string;
  readonly #id: string;

  /** @param rows where the record is @param place that of the record */
  constructor(context: Context, place: Place, collections: Collections, rows: Reach) {
    this.#context = context;
    this.#collections = collections;
    this.#key = place.key;
    this.#id = idIn(context, place);
    this.rows = rows;
  }

  /** The fields of the record; its own read describes more of them than its list. */
  get fields(): readonly Field[] {
    return fieldsOf(this.#collections.get(this.#key));
  }

  get isThere(): boolean {
    return this.rows.find(this.#id) !== undefined;
  }

  rendered(): Rendered {
    const row = this.#row();
    const index = this.rows.isWhole ? 0 : this.rows.list().findIndex(({ id }) => id === row.id);
    return this.#collections.rendered(row, this.#key, Math.max(0, index), this.#context, this.rows.project);
  }

  /** What the record has in a field: what was written there, else what it shows. A whole record has no more than it shows itself. */
  value(field: Field): unknown {
    const rendered = this.rendered();
    const own = fieldOf(rendered.fields, field.name);
    if (own !== undefined || this.rows.isWhole) return own;
    return (contentOf({ kind: 'object', fields: [field] }, rendered) as Fields)[field.name];
  }

  change(fields: Fields): void {
    const written = this.rows.isWhole ? { [WRITTEN]: { ...this.#row()[WRITTEN], ...fields } } : {};
    this.rows.change(this.#id, { ...replacedBy(fields), ...fields, ...written });
  }

  #row(): Row {
    return this.rows.find(this.#id) as Row;
  }
}

/** The place of the record that rows of a place are below. Undefined: they are below none, or it is not known. */
export function placeAbove(place: Place, collections: Collections): Place | undefined {
  const end = place.key.lastIndexOf('/*/');
  const key = place.key.slice(0, Math.max(0, end));
  const item = place.parents.at(-1);
  if (item === undefined || !collections.has(key)) return undefined;
  return { ...place, key, parents: place.parents.slice(0, -1), item, bin: false };
}

export function fieldsOf(collection: Collection): readonly Field[] {
  const item = collection.item();
  return [...collection.single(), ...(item.kind === 'object' ? item.fields : [])];
}

function idIn({ params }: Context, { item = '' }: Place): string {
  return params[item] ?? '';
}
