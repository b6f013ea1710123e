/** A body with the ids that the pickers of its form offer, as a person picks them in the dialog. */
import type { Shape } from '../../../src/catalogue/shape.js';
import { type OfferingField, offeringFields, type Picks } from '../../catalogue/bodies/demo-ids.js';
import type { KnownBody } from '../../catalogue/bodies/known-bodies.js';
import { bodyFor, type Ids } from './bodies.js';
import { isObject } from './shape-reader.js';
import type { Known } from './stage.js';

/** A field with the id that was picked for it. */
export interface Picked extends OfferingField {
  /** As it is written. */
  readonly value: unknown;
}

export interface PickedBody {
  readonly body: unknown;
  readonly picked: readonly Picked[];
  /** The fields whose list has no rows on Demo. */
  readonly empty: readonly OfferingField[];
}

/** Which of the ids of a list are picked: the first, one in the middle, the last. */
export const POSITIONS = [0, 0.5, 1] as const;

/** A valid body in which every field with a picker has an id of its list. */
export function pickedBody(
  known: Known,
  form: KnownBody,
  picks: Picks,
  position: (typeof POSITIONS)[number],
  ids: Ids,
): PickedBody {
  const sample = bodyFor(known, ids, picks.projectId);
  const holder = { body: sample };
  const picked: Picked[] = [];
  const empty: OfferingField[] = [];
  for (const field of offeringFields(form, picks.sources)) {
    const offered = picks.idsOf(field.source);
    const id = offered[Math.round((offered.length - 1) * position)];
    if (id === undefined) {
      empty.push(field);
      continue;
    }
    const value = idFor(field.shape, id);
    picked.push({ ...field, value });
    // A body that is a list has the field in its rows.
    put(holder, ['body', ...field.steps], value);
  }
  return { body: holder.body, picked, empty };
}

/** An id as the form writes it: a number where the shape has a number, in a list where it has a list. */
function idFor(shape: Shape, id: string): unknown {
  if (shape.kind === 'list') return [idFor(shape.of, id)];
  const isNumber =
    (shape.kind === 'value' && ['integer', 'number', 'decimal'].includes(shape.type)) ||
    shape.kind === 'open';
  return isNumber && /^\d{1,15}$/.test(id) ? Number(id) : id;
}

/** Puts a value at a place, into each row where there are several; what is not there yet is made. */
function put(into: unknown, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (Array.isArray(into)) {
    if (into.length === 0) into.push({});
    for (const each of into) put(each, [key, ...rest], value);
    return;
  }
  if (!isObject(into)) return;
  if (rest.length === 0) into[key] = value;
  else {
    if (typeof into[key] !== 'object' || into[key] === null) into[key] = {};
    put(into[key], rest, value);
  }
}
