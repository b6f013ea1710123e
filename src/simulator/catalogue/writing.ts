/** What an operation writes: the fields that a body gives a row, and the row itself. */
import type { Context } from '../context.js';
import { FILED, FRESH, type Row, WRITTEN } from '../data/rows.js';
import type { Fields } from '../form.js';
import type { Placed } from './collection.js';
import type { Collections } from './collections.js';
import { copied, foundFor } from './copies.js';
import type { Shape } from './facts.js';
import { type BodyForm, bodyForm, isOfSeveral, oneForm, pieceOf, takesFile } from './forms.js';
import { given } from './given.js';
import { moved } from './moves.js';
import { recordAbove } from './parts.js';
import { inFormOf } from './record-form.js';
import type { Reach } from './rows.js';
import { addRowsBelow, withoutRowsBelow } from './rows-below.js';
import { amongOthers, replacedBy } from './written.js';

export class Writing {
  readonly #placed: Placed;
  readonly #collections: Collections;

  constructor(placed: Placed, collections: Collections) {
    this.#placed = placed;
    this.#collections = collections;
  }

  /** A new row, or the one that the call asks for first. */
  create(context: Context, rows: Reach, body: Fields): Row {
    const { place } = this.#placed;
    // Some whole records do not show their author.
    const isShown = !rows.isWhole || 'created_by' in (rows.first() ?? {});
    const author = isShown ? authorOf(context) : {};
    const fields = this.fields(context, rows, body);
    const known = foundFor(context, fields, rows);
    if (known) return known;
    const copy = copied(context, place, this.#collections, rows);
    const above = () => recordAbove(context, place, this.#collections);
    return rows.add({
      ...author,
      ...copy,
      ...fields,
      ...moved(fields, this.#collections.get(place.key), above),
    });
  }

  /** Changes a row by the body of the call. Undefined: it is not there. */
  change(context: Context, rows: Reach, before: Row): Row | undefined {
    const after = rows.change(String(before.id), this.fields(context, rows, context.fields, before));
    if (after) addRowsBelow(context, this.#placed.place, this.#collections, authorOf(context));
    return after;
  }

  /** The fields of a new row, or those that change. @throws Refusal if something is missing or names somebody unknown */
  fields(context: Context, rows: Reach, body: Fields, before?: Row): Fields {
    const { place } = this.#placed;
    const isNew = before === undefined;
    const { singular } = this.#collections.get(place.key);
    const item = this.#collections.get(place.key).item();
    const form = this.#bodyForm(singular, item);
    const alone = withoutRowsBelow(body, place, this.#collections);
    const fields = given(alone, form, singular, isNew, context, this.#collections);
    const contents = contentsIn(fields, item);
    const { id: _, created_at: __, ...own } = without(amongOthers(fields, item), contents);
    const isFiled = contents.length > 0 || takesFile(form.fields) || isFile(singular);
    const marks = isNew ? { [FRESH]: true, ...(isFiled && { [FILED]: true }) } : {};
    if (!rows.isWhole) return { ...replacedBy(own), ...own, ...marks };
    const model = (before ?? rows.first()) as Row;
    return {
      ...inFormOf(model, own, isNew, rows.project),
      ...marks,
      [WRITTEN]: { ...before?.[WRITTEN], ...own },
    };
  }

  /** An object that the answer shows as a field is written as it is: the type of a schedule wraps nothing. */
  #bodyForm(singular: string, item: Shape): BodyForm {
    const shape = this.#bodyShape();
    const form = bodyForm(shape, singular);
    const answer = this.#placed.fact.answer();
    const shown = (answer && oneForm(answer).item) ?? item;
    const fields = shown.kind === 'object' ? shown.fields : [];
    const isField = fields.some(({ name, shape: { kind } }) => name === form.wrapper && kind === 'object');
    return isField && form.wrapper !== singular ? { wrapper: undefined, fields: shape } : form;
  }

  /** The shape of one row in the body: of the body itself, or of each of several. */
  #bodyShape(): Shape | undefined {
    const { place, fact } = this.#placed;
    const isMany = place.role === 'sync' || place.role.endsWith('many');
    const isListed = place.role === 'create' && isOfSeveral(fact.body());
    return isMany || isListed ? pieceOf(fact.body()) : fact.body();
  }
}

/** The texts in a body that are contents of files: what is read there is a file with its address. */
function contentsIn(fields: Fields, item: Shape): readonly string[] {
  const shown = item.kind === 'object' ? item.fields : [];
  return shown.flatMap(({ name, shape }) => {
    const isShownFile = shape.kind === 'object' && shape.fields.some((each) => each.name === 'url');
    return name === 'file' && isShownFile && typeof fields[name] === 'string' ? [name] : [];
  });
}

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** An attachment is a file, however its body brings it. */
function isFile(singular: string): boolean {
  return /(^|_)attachment$/.test(singular);
}

function authorOf({ account: { id, login, name } }: Context): Fields {
  return { created_by: { id, login, name } };
}
