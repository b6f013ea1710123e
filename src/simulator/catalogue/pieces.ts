/** Parts of answers: an item of a list, a page by a cursor, a file; and the rows in a body of several. */
import { UNSEEN_WORDS } from '../assumed.js';
import type { Context } from '../context.js';
import { personById } from '../data/people.js';
import { type Fields, isFields } from '../form.js';
import type { Answer } from '../http.js';
import { madeContent, sizeOf, typeOf } from '../made-files.js';
import { pageOf, V1_PAGES, V2_PAGES, wholeNumber } from '../paging.js';
import type { Operation, OperationParam, Shape } from './facts.js';
import type { AnswerForm } from './forms.js';
import { type Rendered, render } from './render.js';
import { madeValue } from './values.js';
import { fieldOf } from './written.js';

/** The shape of a field that only a filter knows. */
export function shapeOfParam(name: string, { type, enum: values }: OperationParam): Shape {
  if (values) return { kind: 'choice', values };
  if (type.includes('integer')) return { kind: 'value', type: 'integer' };
  if (type.includes('boolean')) return { kind: 'value', type: 'boolean' };
  if (/_at$/.test(name)) return { kind: 'value', type: 'date-time' };
  return { kind: 'value', type: /date$/.test(name) ? 'date' : 'string' };
}

/** The firms of the people whom a row names in a field. */
function firmsOf(name: string, row: Rendered): number[] {
  const own = row.fields[name];
  const shown = own ?? (render({ kind: 'object', fields: [{ ...PERSON, name }] }, row) as Fields)[name];
  return [shown].flat().flatMap((each) => {
    const who = isFields(each) ? personById(row.subject.project.company, each.id) : undefined;
    return who ? [who.vendor.id] : [];
  });
}

const PERSON = {
  required: false,
  shape: {
    kind: 'object',
    fields: [{ name: 'id', required: false, shape: { kind: 'value', type: 'integer' } }],
  },
} as const;

/** Whether a field shows an id of what it is about, or several. Objects that are not described show whom they are about. */
function hasId(shape: Shape): boolean {
  if (shape.kind === 'list') return hasId(shape.of);
  if (shape.kind === 'object') return shape.fields.some(({ name }) => name === 'id');
  return shape.kind === 'value' || (shape.kind === 'open' && shape.isObject);
}

/** Whether a field showed nothing but objects of which nothing is known. */
function isBlank(value: unknown): boolean {
  const all = [value].flat();
  return all.length > 0 && all.every((each) => isFields(each) && Object.keys(each).length === 0);
}

type ShapeField = Extract<Shape, { kind: 'object' }>['fields'][number];

/**
 * The value of a field that the list does not show: the one that was written, the one that the record itself shows, or else one that
 * never changes.
 * @param single the fields that the record itself shows
 */
export function hiddenIn(
  row: Rendered,
  name: string,
  param: OperationParam,
  single: readonly ShapeField[] = [],
): unknown {
  const person = /^(assignee|ball_in_court)_company_id$/.exec(name)?.[1];
  if (person !== undefined) return firmsOf(person, row);
  const stem = name.replace(/_ids?$/, '');
  const own = [name, ...(stem === name ? [] : [stem, `${stem}_ids`])]
    .map((each) => fieldOf(row.fields, each))
    .find((each) => each !== undefined);
  if (own !== undefined) return own;
  if (row.isFresh) return undefined;
  const names = [name, stem, `${stem}s`];
  const field = single.find((each) => names.includes(each.name) && hasId(each.shape));
  const shown =
    field && stem !== name
      ? (render({ kind: 'object', fields: [field] }, row) as Fields)[field.name]
      : undefined;
  if (shown !== undefined && !isBlank(shown)) return shown;
  const shape = shapeOfParam(name, param);
  const isWord = shape.kind === 'value' && shape.type === 'string' && !/_ids?$/.test(name);
  return render(isWord && name !== 'tool_type' ? { kind: 'choice', values: UNSEEN_WORDS } : shape, row, name);
}

/** A row as an item of its list: an object, or only its id or its name. */
export function contentOf(shape: Shape, row: Rendered): unknown {
  if (shape.kind !== 'value') return render(shape, row);
  const { subject, fields } = row;
  return shape.type === 'integer'
    ? subject.id
    : (fields.name ?? madeValue(shape.type, shape.type === 'string' ? 'name' : 'value', subject));
}

/** The answer of a list: all of it if it has no pages, else the page that the call asks for. */
export function pagedAnswer(
  context: Context,
  form: AnswerForm,
  rows: ReadonlyArray<{ content: unknown }>,
  paging: Operation['paging'],
  isV2: boolean,
): Answer {
  const { query, origin, path } = context.call;
  const contentOfAll = (some: ReadonlyArray<{ content: unknown }>) => some.map(({ content }) => content);
  if (paging === undefined) {
    const json = form.wrap(contentOfAll(rows), { total: rows.length, number: 1, pages: 1 });
    return { status: 200, json };
  }
  if (query.has('cursor') || (paging === 'cursor' && !query.has('page'))) {
    return cursorPage(context, form, rows);
  }
  const page = pageOf(rows.length, isV2 ? V2_PAGES : V1_PAGES, `${origin}${path}`, query);
  const pages = Math.max(1, Math.ceil(rows.length / page.size));
  const facts = { total: rows.length, number: page.number, pages };
  return {
    status: 200,
    headers: page.headers,
    json: form.wrap(contentOfAll(rows.slice(page.from, page.to)), facts),
  };
}

/** A page of a list whose answer names the next page by a cursor. */
function cursorPage({ call }: Context, form: AnswerForm, rows: ReadonlyArray<{ content: unknown }>): Answer {
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
 * The fields of each row in a body of several: the body is a list, has one, or wraps one; single values beside it, and those in
 * `attributes`, are meant for each row. A list of ids names rows, or what each new row is about: `party_ids` gives each a `party_id`.
 */
export function piecesOf(body: Fields, query: URLSearchParams, areNew: boolean): readonly Fields[] {
  const { company_id: _, project_id: __, ...fields } = body;
  const [only, ...others] = Object.values(fields);
  const inner = others.length === 0 && isFields(only) ? only : fields;
  const name = Object.keys(inner).find((key) => Array.isArray(inner[key]));
  const idName = areNew && name?.endsWith('_ids') ? name.slice(0, -1) : 'id';
  const pieces = name === undefined ? piecesWithout(fields, query) : (inner[name] as readonly unknown[]);
  const common = Object.entries(inner).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return pieces.map((piece) => ({
    ...Object.fromEntries(common),
    ...(isFields(inner.attributes) && inner.attributes),
    ...(isFields(piece) ? piece : { [idName]: piece }),
  }));
}

/** The ids in a body that asks for rows. */
export function idsIn(body: Fields): readonly string[] {
  return Object.values(body).filter(Array.isArray).flat().map(String);
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
