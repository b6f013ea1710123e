/** What is answered about parts of records, and what a body makes of them. */
import { REMOVED_STATUS } from '../assumed.js';
import { recordUnknown } from '../assumed-answers.js';
import type { Context } from '../context.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import type { Answer } from '../http.js';
import type { Operation, Shape } from './facts.js';
import type { Parts } from './parts.js';
import { contentOf } from './pieces.js';
import type { Place } from './place.js';
import type { Rendered } from './render.js';

/** What an answer about parts needs of its operation. */
export interface PartOperation {
  readonly operation: Operation;
  readonly place: Place;
  /** The shape of the answer's row. */
  readonly item: Shape;
  readonly isAnswered: boolean;
  written(before?: Row): Fields;
  /** A body may have several rows. */
  create(): readonly Row[];
  rendered(row: Row): Rendered;
  show(content: unknown, status: number): Answer;
}

/** Reads, adds, changes or removes a part. */
export function partAnswer(context: Context, parts: Parts, of: PartOperation): Answer {
  const { method } = of.operation;
  const id = of.place.item === undefined ? undefined : (context.params[of.place.item] ?? '');
  const known = id === undefined ? parts.all()[0] : parts.find(id);
  // The only one of its kind is changed where it is there.
  const isChange = /^(PATCH|PUT)$/.test(method) && parts.field.shape.kind === 'object' && isFields(known);
  const isNew = method !== 'GET' && method !== 'DELETE' && id === undefined && !isChange;
  if (isNew) return added(parts, of);
  if (method === 'DELETE' && id === undefined) return emptied(context, parts, of);
  if (known === undefined) return recordUnknown(context.call);
  const row = parts.rowOf(known);
  if (method === 'GET') return shown(parts, of, row);
  if (method === 'DELETE') {
    parts.remove([id ?? '']);
    return removed(parts, of, row);
  }
  const after = { ...row, ...of.written(row) };
  parts.replace(id ?? '', isFields(known) ? { ...known, ...after, id: known.id } : known);
  return shown(parts, of, after);
}

function added(parts: Parts, of: PartOperation): Answer {
  if (parts.isFlag) return of.show(contentOf(of.item, parts.raise(of.written())), 200);
  const rows = of.create();
  parts.add(rows.flatMap((row) => partsFrom(row, parts, of)));
  return shown(parts, of, rows[0] ?? parts.rowOf(undefined), 201);
}

/** A body may say which parts go; without one, all do. */
function emptied({ fields }: Context, parts: Parts, of: PartOperation): Answer {
  const ids = Object.values(fields).flat().map(String);
  const { fields: own, subject } = parts.above();
  const above = { ...own, id: subject.id };
  if (ids.length > 0) parts.remove(ids);
  else parts.clear();
  return removed(parts, of, above);
}

function removed(parts: Parts, of: PartOperation, row: Row): Answer {
  return of.isAnswered ? shown(parts, of, row) : { status: REMOVED_STATUS };
}

/** An answer that shows the parts is about the record above. */
function shown(parts: Parts, of: PartOperation, row: Row, status = 200): Answer {
  const rendered = showsParts(parts, of) ? parts.above() : of.rendered(row);
  return of.show(contentOf(of.item, rendered), status);
}

function showsParts({ field }: Parts, { item }: PartOperation): boolean {
  return item.kind === 'object' && item.fields.some(({ name }) => name === field.name);
}

/** What a new row is in the record above: the values or ids in it, or an object. */
function partsFrom(row: Row, parts: Parts, of: PartOperation): readonly unknown[] {
  const { name, shape } = parts.field;
  const one = shape.kind === 'list' ? shape.of : shape;
  const ids = row[`${of.place.key.replace(/^.*[/_]/, '').replace(/s$/, '')}_ids`];
  if (one.kind === 'value' || Array.isArray(ids))
    return [ids ?? row[name] ?? row[name.replace(/s$/, '')] ?? []].flat();
  const content = showsParts(parts, of) ? undefined : contentOf(of.item, of.rendered(row));
  const { created_by: _, created_at: __, updated_at: ___, ...own } = row;
  const told =
    one.kind === 'object' ? one.fields.flatMap((field) => (field.name in row ? [field.name] : [])) : [];
  return [
    {
      ...own,
      ...Object.fromEntries(told.map((field) => [field, row[field]])),
      ...(isFields(content) && content),
    },
  ];
}
