/** Where the rows are in an answer, and where the fields are in a body: both may be wrapped. */
import type { Fields } from '../form.js';
import { isFields } from '../form.js';
import type { Shape } from './facts.js';

/** One page of rows, as an envelope may describe it. */
export interface PageFacts {
  readonly total: number;
  /** From 1. */
  readonly number: number;
  readonly pages: number;
}

/** An answer: the shape of a row, and how it is wrapped. */
export interface AnswerForm {
  readonly item: Shape;
  /** What the answer has beside the rows of a list. */
  readonly beside?: Shape;
  wrap(content: unknown, page?: PageFacts): unknown;
}

const plain = (content: unknown) => content;

/** The form of a list. Undefined if the shape has no list in it. */
export function listForm(shape: Shape): AnswerForm | undefined {
  if (shape.kind === 'list') {
    const inner = shape.of.kind === 'list' || isPageOf(shape.of) ? listForm(shape.of) : undefined;
    return inner
      ? { item: inner.item, wrap: (content, page) => [inner.wrap(content, page)] }
      : { item: shape.of, wrap: plain };
  }
  if (shape.kind !== 'object') return undefined;
  const field =
    shape.fields.find(({ name, shape: { kind } }) => name === 'data' && kind === 'list') ??
    shape.fields.find((each) => isOfObjects(each.shape));
  if (field?.shape.kind !== 'list') return undefined;
  const beside = besideRows(shape.fields, field);
  return { item: field.shape.of, ...(beside && { beside }), wrap: around(shape.fields, field) };
}

/** The form of an answer with rows that are not described, in a list of their name. Undefined: it has none. */
export function namedListForm(shape: Shape, name: string, item: Shape): AnswerForm | undefined {
  const fields = shape.kind === 'object' ? shape.fields : [];
  const field = fields.find((each) => each.name === name && each.shape.kind === 'list');
  return field && { item, wrap: around(fields, field) };
}

/** Rows with what the answer has beside them, in the order of its shape. */
function around(fields: Fielded, rows: Fielded[number]): AnswerForm['wrap'] {
  return (content, page) =>
    Object.fromEntries(
      fields.map((each) => [each.name, each === rows ? content : envelopeField(each.name, each.shape, page)]),
    );
}

/** Whether an object has one list of rows in it. */
export function isAroundRows(shape: Shape): boolean {
  return shape.kind === 'object' && shape.fields.filter((field) => isOfObjects(field.shape)).length === 1;
}

function isOfObjects(shape: Shape): boolean {
  return shape.kind === 'list' && shape.of.kind === 'object';
}

/** Names of fields beside the rows of a list that tell of the page. */
const OF_PAGE = /pag(e|ing|inat)|cursor|next|prev|links|^meta|error/;

/** What an answer has beside its rows, and that is no part of the page: the dates of a schedule, the template of a print. */
function besideRows(fields: Fielded, rows: Fielded[number]): Shape | undefined {
  const others = fields.filter(
    ({ name, shape }) =>
      name !== rows.name &&
      !OF_PAGE.test(name) &&
      (shape.kind === 'object' || (shape.kind === 'value' && shape.type === 'string')),
  );
  return others.length > 0 ? { kind: 'object', fields: others } : undefined;
}

type Fielded = Extract<Shape, { kind: 'object' }>['fields'];

function isPageOf(shape: Shape): boolean {
  return shape.kind === 'object' && shape.fields.some(({ name }) => name === 'possible_pages');
}

function envelopeField(name: string, shape: Shape, page: PageFacts | undefined): unknown {
  if (shape.kind === 'list') return [];
  if (shape.kind === 'object') {
    return Object.fromEntries(
      shape.fields.map((each) => [each.name, envelopeField(each.name, each.shape, page)]),
    );
  }
  if (/total|count/.test(name)) return page?.total ?? 0;
  if (/current_page|^page$/.test(name)) return page?.number ?? 1;
  if (/pages/.test(name)) return page?.pages ?? 1;
  if (shape.kind === 'value' && shape.type === 'boolean')
    return page !== undefined && page.number < page.pages;
  return null;
}

/** The form of a single row. */
export function oneForm(shape: Shape): AnswerForm {
  if (shape.kind === 'object' && shape.fields.length <= 2) {
    const data = shape.fields.find(({ name }) => name === 'data');
    if (data?.shape.kind === 'object') return { item: data.shape, wrap: (content) => ({ data: content }) };
  }
  return { item: shape, wrap: plain };
}

/** Whether nothing is said of a row but the names of its fields, if those: its id could be anything. */
export function isUndescribed(item: Shape): boolean {
  if (item.kind !== 'object') return item.kind === 'open';
  if (item.fields.length === 0) return !item.custom;
  return item.fields.some(({ name, shape }) => name === 'id' && shape.kind === 'open');
}

/** A body: the key that wraps the fields, if one does, and their shape. */
export interface BodyForm {
  readonly wrapper: string | undefined;
  /** Whether a body without the key is refused. */
  readonly isNeeded?: boolean;
  readonly fields: Shape | undefined;
}

/** What stands beside the object that wraps the fields. */
const BESIDE = /^(company_id|project_id|attachments|upload_ids|\w+_upload_ids)$/;

/** @param singular what the collection has many of: `rfi` */
export function bodyForm(shape: Shape | undefined, singular: string): BodyForm {
  if (shape?.kind === 'list') return { wrapper: undefined, fields: shape.of };
  if (shape?.kind !== 'object') return { wrapper: undefined, fields: undefined };
  const objects = shape.fields.filter(
    ({ name, required, shape: { kind } }) =>
      kind === 'object' || (kind === 'open' && required && isPartOf(name, singular)),
  );
  // What stands beside a wrapper says where the record belongs.
  const isAlone = shape.fields.every(
    ({ name, required }) => objects[0]?.name === name || !required || /_id$/.test(name) || BESIDE.test(name),
  );
  const wrapping =
    objects.find(({ name }) => name === singular || name === 'attributes' || name === 'resource') ??
    objects.find(({ name, required }) => required && isPartOf(name, singular)) ??
    (objects.length === 1 && objects[0]?.required && isAlone && shape.fields.length <= 8
      ? objects[0]
      : undefined) ??
    (objects.length === 1 && shape.fields.every((field) => field === objects[0] || BESIDE.test(field.name))
      ? objects[0]
      : undefined);
  return wrapping
    ? { wrapper: wrapping.name, isNeeded: wrapping.required, fields: wrapping.shape }
    : { wrapper: undefined, fields: shape };
}

/** `change_order` is the first or the last part of `change_order_request`. */
function isPartOf(name: string, singular: string): boolean {
  return singular.endsWith(name) || singular.startsWith(`${name}_`);
}

/** Whether a body is nothing but a list of records. */
export function isOfSeveral(shape: Shape | undefined): boolean {
  const fields = shape?.kind === 'object' ? shape.fields.filter(({ name }) => !BESIDE.test(name)) : [];
  const [only] = fields;
  return fields.length === 1 && only?.shape.kind === 'list' && only.shape.of.kind === 'object';
}

/** Whether an answer is nothing but the ids of rows. */
export function isOfIds(shape: Shape): boolean {
  return shape.kind === 'object' && shape.fields.length === 1 && shape.fields[0]?.name === 'ids';
}

/** Whether the fields of a body are about one file, which must be among them. A record may also have some. */
export function takesFile(shape: Shape | undefined): boolean {
  if (shape?.kind !== 'object') return false;
  return shape.fields.some(
    ({ name, required, shape: own }) =>
      (required || name === 'data') && (takesFile(own) || (own.kind === 'value' && own.type === 'binary')),
  );
}

/** The shape of each row in a body that has several: the body is a list, or has one. */
export function pieceOf(shape: Shape | undefined): Shape | undefined {
  if (shape?.kind === 'list') return shape.of;
  if (shape?.kind !== 'object') return undefined;
  const list = shape.fields.find((field) => field.shape.kind === 'list' && field.shape.of.kind === 'object');
  return list?.shape.kind === 'list' ? list.shape.of : undefined;
}

/** The fields that a body gives, without their wrapper and without what only says where they belong. */
export function fieldsGiven(body: Fields, { wrapper }: BodyForm, singular: string): Fields {
  const inner = wrapper ?? (isFields(body[singular]) ? singular : undefined);
  const { company_id: _, project_id: __, ...outer } = body;
  const own = inner === undefined ? undefined : outer[inner];
  if (inner === undefined || !isFields(own)) return outer;
  const { [inner]: ___, ...rest } = outer;
  return { ...rest, ...own };
}

/** `rfis` has many of `rfi`, `change_order_batches` of `change_order_batch`, `companies` of `company`. */
export function singularOf(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  if (/(ch|sh|ss|x|us)es$/.test(plural)) return plural.slice(0, -2);
  return plural.replace(/(?<!s)s$/, '');
}
