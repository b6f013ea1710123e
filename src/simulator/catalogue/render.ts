/** A row in the form of an answer's shape: what was written, what is known, and the rest made up from the row's id. */
import { Chance } from '../data/chance.js';
import type { Project } from '../data/company.js';
import { instant } from '../data/dates.js';
import type { Fields } from '../form.js';
import type { Shape } from './facts.js';
import { type Known, referred } from './references.js';
import { madeValue, type Subject, saltOf, typeByName, uuidOf } from './values.js';
import { fieldOf, shown } from './written.js';

/** A row, and what is needed to make up the fields that it does not have. */
export interface Rendered {
  readonly fields: Fields;
  readonly subject: Subject;
  /** A row that a caller created: fields that were not given are empty, since the caller did not give them. */
  readonly isFresh: boolean;
  /** A row to which its caller gave a file. */
  readonly isFiled: boolean;
  /** The values that a filter of the list offers for a field, by the field's name. */
  readonly choices: ReadonlyMap<string, ReadonlyArray<string | number>>;
  /** A row of another collection that a field refers to. */
  readonly other: (name: string, salt: number) => Known | undefined;
}

/** The row as the shape has it. */
export function render(shape: Shape, row: Rendered, name = '', depth = 0): unknown {
  switch (shape.kind) {
    case 'value':
      return (
        chosen(name, row, shape.type) ??
        reference(name, row, shape.type) ??
        madeValue(shape.type, name, row.subject)
      );
    case 'choice':
      return row.subject.chance.pick(saltOf(name), shape.values);
    case 'object':
      return shape.custom && shape.fields.length === 0 ? {} : objectOf(shape, row, depth);
    case 'list':
      return listOf(shape.of, row, name, depth);
    case 'either':
      return shape.of[0] ? render(shape.of[0], row, name, depth) : null;
    default:
      return openOf(shape.isObject, row, name);
  }
}

function objectOf(shape: Extract<Shape, { kind: 'object' }>, row: Rendered, depth: number): Fields {
  const answer: Fields = {};
  for (const field of shape.fields) answer[field.name] = fieldIn(field.shape, row, field.name, depth);
  return answer;
}

function fieldIn(shape: Shape, row: Rendered, name: string, depth: number): unknown {
  const { fields } = row;
  // Whoever wrote a new row is its author, whatever the field is called; a signature is captured.
  const other = row.isFresh && !(name in fields) ? BY_WRITING[name] : undefined;
  const own = name === 'id' && isUuid(shape) ? undefined : fieldOf(fields, other ?? name);
  if (own !== undefined) return completed(own, shape, name, row, depth);
  if (row.isFresh && depth === 0) return emptyOf(shape, name, row);
  if (shape.kind === 'object' || (shape.kind === 'either' && depth < 8)) {
    return render(shape, innerOf(row, name, 0), name, depth + 1);
  }
  return render(shape, row, name, depth);
}

const BY_WRITING: Readonly<Record<string, string>> = {
  author: 'created_by',
  captured_at: 'created_at',
  captured_by: 'created_by',
  creator: 'created_by',
};

/** What an answer shows of a file. */
const OF_FILES =
  /url$|^(attachment|file)$|^attachment_id$|^(name|filename|file_name|content_type|size|file_size)$/;

function isUuid(shape: Shape): boolean {
  return shape.kind === 'value' && shape.type === 'uuid';
}

/** A value that is there, with the fields of an object that only its shape knows: `vendor: {id, name}` may have more. */
function completed(own: unknown, shape: Shape, name: string, row: Rendered, depth: number): unknown {
  const { project } = row.subject;
  const object = shape.kind === 'either' ? shape.of.find(({ kind }) => kind === 'object') : shape;
  const isReference = typeof own !== 'object' && own !== null && object?.kind === 'object';
  if (!isReference) return shown(own, shape, name, project);
  const written = shown(own, object, name, project) as Fields;
  const id = Number(own);
  if (!Number.isSafeInteger(id)) return written;
  const full = render(
    object,
    { ...innerOf(row, name, 0), fields: {}, isFresh: false },
    name,
    depth + 1,
  ) as Fields;
  return merged(full, written);
}

/** Fields of a reference that the written id says nothing of are made up, so that the object is whole. */
function merged(full: Fields, written: Fields): Fields {
  const known = Object.entries(written).filter(([, value]) => value !== null && value !== undefined);
  return { ...full, ...Object.fromEntries(known) };
}

/** What a field of a new row shows if nobody wrote it. */
function emptyOf(shape: Shape, name: string, row: Rendered): unknown {
  if (
    name === 'id' ||
    name === 'uuid' ||
    /^(number|position|full_number)$|^created_by|^(creator|author|captured_by)$/.test(name) ||
    (row.isFiled && OF_FILES.test(name))
  )
    return render(shape, { ...innerOf(row, name, 0, false), isFresh: false }, name, 1);
  if (/^(company|project)_id$/.test(name) && shape.kind === 'value') return reference(name, row, shape.type);
  if (/^(company|project)$/.test(name) && shape.kind === 'object')
    return render(shape, innerOf(row, name, 0), name, 1);
  if (shape.kind === 'list') return [];
  if (shape.kind === 'choice') return shape.values[0] ?? null;
  if (shape.kind === 'object') return shape.custom || name === 'custom_fields' ? {} : null;
  if (shape.kind === 'value' && shape.type === 'boolean')
    return (
      madeValue('boolean', name, row.subject) === true &&
      /active|viewable|current|^(success|valid)$/.test(name)
    );
  if (/^status$/.test(name)) return render(shape, { ...row, isFresh: false }, name, 1);
  return null;
}

function listOf(of: Shape, row: Rendered, name: string, depth: number): unknown[] {
  const { chance } = row.subject;
  const length = depth > 5 ? 1 : chance.between(saltOf(name) + 1, 1, 2);
  const items = Array.from({ length }, (_, index) => render(of, innerOf(row, name, index), name, depth + 1));
  return items.filter((item) => item !== null);
}

/** The thing inside a row that a field shows: what the field refers to, or a part of the row that has an id. */
function innerOf(row: Rendered, name: string, index: number, isOther = true): Rendered {
  const { subject } = row;
  if (!isOther) return row;
  const salt = saltOf(stemSalt(name)) + index;
  const known = referred(name, subject.project, subject.chance, salt) ?? row.other(name, salt);
  const id = known?.id ?? partId(subject, salt);
  return {
    ...row,
    isFresh: false,
    fields: (known as Fields | undefined) ?? {},
    subject: {
      ...subject,
      id,
      index: known ? subject.index : index,
      label: known ? subject.label : labelOf(name),
      chance: new Chance(id % 0x7fffffff, 3),
    },
  };
}

function partId({ id, project }: Subject, salt: number): number {
  const { idOffset } = project.company;
  return idOffset + 700_000_000 + (((id - idOffset) * 7 + salt) % 200_000_000);
}

/** Draws for `vendor`, `vendor_id` and `vendor_name` are the same, so that they are about one firm. */
function stemSalt(name: string): string {
  return name.replace(/_(ids?|name|login)$/, '').replace(/(?<!s)s$/, '');
}

function reference(name: string, row: Rendered, type: string): unknown {
  const { subject } = row;
  if (/_ids?$/.test(name) && !/origin|external|uuid/.test(name)) {
    if (/^(company|project)_id$/.test(name)) {
      const id = name === 'project_id' ? subject.project.id : subject.project.company.id;
      return shown(id, { kind: 'value', type: type as 'integer' }, name, subject.project);
    }
    if (type !== 'integer' && type !== 'string' && type !== 'number' && type !== 'uuid') return undefined;
    const salt = saltOf(stemSalt(name));
    const known = referred(name, subject.project, subject.chance, salt) ?? row.other(name, salt);
    if (type === 'uuid') return known && uuidOf(known.id);
    const id = known?.id ?? partId(subject, salt);
    return type === 'string' ? String(id) : id;
  }
  // A person or a firm by name only.
  if (type !== 'string' || /number|code|date|time|_at$/.test(name)) return undefined;
  const known = referred(name.replace(/_name$/, ''), subject.project, subject.chance, saltOf(stemSalt(name)));
  return known && !/^(company|project|location)$/.test(name) ? known.name : undefined;
}

/** One of the values that a filter offers for the field. */
function chosen(name: string, { choices, subject }: Rendered, type: string): unknown {
  const offered = (choices.get(name) ?? []).filter((each) =>
    type === 'string' ? typeof each === 'string' : type === 'integer' && Number.isInteger(each),
  );
  return offered.length > 0 ? subject.chance.pick(saltOf(name), offered) : undefined;
}

function openOf(isObject: boolean, row: Rendered, name: string): unknown {
  const type = typeByName(name);
  if (type !== undefined)
    return chosen(name, row, type) ?? reference(name, row, type) ?? madeValue(type, name, row.subject);
  const known = isObject || !/s$/.test(name) ? thingOf(name, row) : undefined;
  return known ?? (isObject ? {} : null);
}

/** The person, firm or other thing that a field names whose inside is not described. */
function thingOf(name: string, { subject, other }: Rendered): Fields | undefined {
  const salt = saltOf(stemSalt(name));
  const known = referred(name, subject.project, subject.chance, salt) ?? other(name, salt);
  if (!known) return undefined;
  const { id, name: own, login } = known;
  return { id, ...(own !== undefined && { name: own }), ...(login !== undefined && { login }) };
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ').replace(/(?<!s)s$/, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** When a row was made and last changed. */
export function timesOf(fields: Fields, project: Project): { created: number; updated: number } {
  const created = momentIn(fields.created_at) ?? project.start;
  return { created, updated: Math.max(created, momentIn(fields.updated_at) ?? created) };
}

function momentIn(value: unknown): number | undefined {
  const at = typeof value === 'string' ? instant(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
