/** Parts of answers: an item of a list, a page by a cursor, a file; and the rows in a body of several. */
import type { Context } from '../context.js';
import { type Fields, isFields } from '../form.js';
import type { Answer } from '../http.js';
import { madeContent, sizeOf, typeOf } from '../made-files.js';
import { V2_PAGES, wholeNumber } from '../paging.js';
import type { OperationParam, Shape } from './facts.js';
import type { AnswerForm } from './forms.js';
import { type Rendered, render } from './render.js';
import { madeValue } from './values.js';

/** The shape of a field that only a filter knows. */
export function shapeOfParam(name: string, { type, enum: values }: OperationParam): Shape {
  if (values) return { kind: 'choice', values };
  if (type.includes('integer')) return { kind: 'value', type: 'integer' };
  if (type.includes('boolean')) return { kind: 'value', type: 'boolean' };
  if (/_at$/.test(name)) return { kind: 'value', type: 'date-time' };
  return { kind: 'value', type: /date$/.test(name) ? 'date' : 'string' };
}

/** A row as an item of its list: an object, or only its id or its name. */
export function contentOf(shape: Shape, row: Rendered): unknown {
  if (shape.kind !== 'value') return render(shape, row);
  const { subject, fields } = row;
  return shape.type === 'integer'
    ? subject.id
    : (fields.name ?? madeValue(shape.type, shape.type === 'string' ? 'name' : 'value', subject));
}

/** A page of a list whose answer names the next page by a cursor. */
export function cursorPage(
  { call }: Context,
  form: AnswerForm,
  rows: ReadonlyArray<{ content: unknown }>,
): Answer {
  const size = Math.min(wholeNumber(call.query.get('per_page')) ?? V2_PAGES.usual, V2_PAGES.largest);
  const from = Math.min(wholeNumber(call.query.get('cursor')) ?? 0, rows.length);
  const to = Math.min(from + size, rows.length);
  const content = rows.slice(from, to).map((row) => row.content);
  const body = form.wrap(content);
  const next = to < rows.length ? String(to) : null;
  return {
    status: 200,
    headers: { 'Per-Page': String(size) },
    json: isFields(body)
      ? { ...body, pagination: { next_cursor: next, has_next_page: next !== null } }
      : body,
  };
}

/**
 * The fields of each row in a body of several: the body is a list, has one, or wraps one; single values beside it are meant for
 * each row. A list of ids names rows, or what each new row is about: `party_ids` gives each a `party_id`.
 */
export function piecesOf(body: Fields, query: URLSearchParams, areNew: boolean): readonly Fields[] {
  const { company_id: _, project_id: __, ...fields } = body;
  const [only, ...others] = Object.values(fields);
  const inner = others.length === 0 && isFields(only) ? only : fields;
  const name = Object.keys(inner).find((key) => Array.isArray(inner[key]));
  const idName = areNew && name?.endsWith('_ids') ? name.slice(0, -1) : 'id';
  const pieces = name === undefined ? piecesWithout(fields, query) : (inner[name] as readonly unknown[]);
  const common = Object.entries(inner).filter(([, value]) => ['string', 'number'].includes(typeof value));
  return pieces.map((piece) => ({
    ...Object.fromEntries(common),
    ...(isFields(piece) ? piece : { [idName]: piece }),
  }));
}

/** The ids in a query, or the one row that the body is. */
function piecesWithout(fields: Fields, query: URLSearchParams): readonly unknown[] {
  const asked = [...query].filter(([key]) => /^(ids|id)(\[\])?$|_ids(\[\])?$/.test(key));
  const ids = asked.flatMap(([, value]) => value.split(','));
  return ids.length > 0 ? ids : Object.keys(fields).length > 0 ? [fields] : [];
}

export function fileOf(path: string): Answer {
  if (/csv/.test(path)) return { status: 200, text: 'id,name\n', type: 'text/csv' };
  return { status: 200, bytes: madeContent('pdf', sizeOf(0)), type: typeOf('pdf') };
}
