/** Which rows a declared filter lets through: each of them filters by the field that its name means. */
import { STATUS_NUMBERS } from '../assumed.js';
import { instant } from '../data/dates.js';
import { type Fields, isFields } from '../form.js';
import { filterValues } from '../resources/filters.js';
import { conditionOf } from './conditions.js';
import type { OperationParam } from './facts.js';
import { meantBy } from './meanings.js';
import { uuidOf } from './values.js';
import { endOf, isOfWindow, windowTest } from './window.js';

/** A row as the list shows it, and the value of a field that the list does not show. */
export interface Candidate {
  readonly shown: Fields;
  /** The key of the list. */
  readonly collection: string;
  hidden(name: string, param: OperationParam): unknown;
}

export type Test = (row: Candidate) => boolean;

/** Parameters that say how the answer looks, not which rows are in it. */
const NO_FILTERS =
  /^(page|per_page|page_size|page_start|cursor|limit|starting_after|start_after|sort.*|view|serializer_view|company_id|project_id|locale|log_date|start_date|end_date|group_by|order.*|include.*|export_format|columns|with_.*|show_.*|wrap_.*|skip_.*|run_.*|scope|exclude_.*|fields|payload_.*)$/;
/** Filters about removed rows; the list itself answers them. */
const ABOUT_REMOVAL =
  /include_deleted|is_in_recycle_bin|include_sublocations|display_line_changes|^view$|^deleted(_only)?$|^recycle_bin$|^show_recycled$|^columns$/;
/** Filters about the tree of the rows; `tree.ts` answers them. */
const ABOUT_TREE = /^(sub|super)locations_for$|^depth_range$/;
const TEXT = /^(search|search_with_code|query|search_string|search_text|search_term|keyword)$/;

/** The name of the field that a parameter filters by; undefined if it does not filter. */
export function filteredField({ name, in: place }: OperationParam): string | undefined {
  if (place !== 'query') return undefined;
  const field = /^filters?\[([^\]]+)\]/.exec(name)?.[1];
  if (field !== undefined) return ABOUT_REMOVAL.test(field) || ABOUT_TREE.test(field) ? undefined : field;
  const plain = name.replace(/\[\]$/, '');
  return NO_FILTERS.test(plain) || ABOUT_REMOVAL.test(plain) || isOfWindow(plain) ? undefined : plain;
}

/**
 * The tests that a query asks for, among the parameters that the operation declares.
 * @param now milliseconds since the epoch
 * @param others names of filters that somebody else answers
 */
export function testsOf(
  query: URLSearchParams,
  params: readonly OperationParam[],
  now: number,
  others: readonly string[] = [],
): Test[] {
  const window = windowTest(query, params);
  const tests = params.flatMap((param) => {
    const field = filteredField(param);
    if (field !== undefined && others.includes(field)) return [];
    const values = field === undefined ? [] : valuesOf(query, param);
    return field === undefined || values.length === 0 ? [] : [testOf(field, values, param, now)];
  });
  return window ? [...tests, window] : tests;
}

function valuesOf(query: URLSearchParams, { name }: OperationParam): string[] {
  const bracketed = /^(filters?)\[([^\]]+)\](?:\[\])?(\[\w+\])?$/.exec(name);
  if (!bracketed) {
    const plain = name.replace(/\[\]$/, '');
    return [...query.getAll(plain), ...query.getAll(`${plain}[]`)].filter((each) => each !== '');
  }
  const [, word, field = '', bound] = bracketed;
  if (bound !== undefined || word === 'filter') return query.getAll(name);
  const values = filterValues(query, field);
  // A list may come as JSON as well: `filters[id]=[1,2]`.
  return values.flatMap((value) => (/^\[.*\]$/.test(value) ? value.slice(1, -1).split(',') : [value]));
}

function testOf(field: string, values: readonly string[], param: OperationParam, now: number): Test {
  if (TEXT.test(field)) return contains(values[0] ?? '');
  if (field === 'custom_fields') return customTest(values[0] ?? '');
  const numbers = field === 'status' && param.type.includes('integer') ? statusTest(values) : undefined;
  if (numbers) return numbers;
  if (param.type.includes('boolean')) return flagTest(field, values[0] ?? '', param, now);
  const moment = timeTest(field, values, param);
  if (moment) return moment;
  const isText = param.type === 'string' && !param.enum && /name|title|subject|description/.test(field);
  const wanted = new Set(values.flatMap((value) => [value, ...value.split(',')]).map(bare));
  return (row) => {
    if (isContext(field, row, param)) return true;
    const own = ownValues(field, row, param);
    return own.some(
      (each) => wanted.has(each) || (isText && [...wanted].some((text) => each.includes(text))),
    );
  };
}

/**
 * Whether a parameter that is no filter by its name says what the rows are for: it must be given, and rows do not show it. Whoever may be
 * assigned is listed for any `tool_type`.
 */
function isContext(
  field: string,
  row: Candidate,
  { name, required, enum: choices }: OperationParam,
): boolean {
  if (name.startsWith('filter')) return false;
  return required === true && !choices && !/(^|_)ids?$/.test(field) && fieldsFor(field, row) === undefined;
}

/** A flag. One that only takes rows away, such as `users_only`, takes none where it is false; a flag that is not set is false. */
function flagTest(field: string, value: string, param: OperationParam, now: number): Test {
  const wanted = value.toLowerCase() === 'true' || value === '1';
  if (!wanted && /(_only$|^only_|^without_|^exclude_|^with_)/.test(field)) return () => true;
  const condition = conditionOf(field);
  return (row) => {
    if (condition) return condition(row.shown, now) === wanted;
    const own = ownValues(field, row, param);
    return own.some((each) => each === 'true') === wanted;
  };
}

/** A status by its number. Undefined: the values are no numbers. */
function statusTest(values: readonly string[]): Test | undefined {
  const wanted = values.flatMap((value) => value.split(',')).map(Number);
  if (wanted.some((each) => !Number.isInteger(each))) return undefined;
  return ({ shown, collection }) => {
    const names = STATUS_NUMBERS[collection.slice(collection.lastIndexOf('/') + 1)] ?? [];
    return wanted.includes(names.indexOf(String(shown.status).toLowerCase()));
  };
}

/** Custom fields with the values of a JSON object, by the ids of their definitions: `{"168115": "Gold"}`. */
function customTest(text: string): Test {
  const wanted = fieldsInJson(text);
  return ({ shown }) => {
    const own = isFields(shown.custom_fields) ? shown.custom_fields : {};
    return (
      wanted !== undefined &&
      Object.entries(wanted).every(([id, value]) => {
        const field = own[`custom_field_${id}`];
        return isFields(field) && flat([field.value]).includes(bare(String(value)));
      })
    );
  };
}

function fieldsInJson(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const bare = (value: string) => value.trim().toLowerCase();

function contains(text: string): Test {
  const wanted = text.toLowerCase();
  return ({ shown }) => holds(shown, wanted, 3);
}

function holds(value: unknown, wanted: string, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'number')
    return String(value).toLowerCase().includes(wanted);
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  return Object.values(value).some((each) => holds(each, wanted, depth - 1));
}

/** `from...to`, one day, or one bound: `created_before`, `filters[updated_at][gt]`. Undefined: it is not about time. */
function timeTest(field: string, values: readonly string[], param: OperationParam): Test | undefined {
  const [, stem, side] = /^(.+?)_(before|after)$/.exec(field) ?? [];
  const bound = /\[(gte?|lte?)\]$/.exec(param.name)?.[1] ?? (side === 'before' ? 'lt' : side && 'gt');
  const about = stem ?? (field === 'date_range' ? 'due_date' : field);
  const isTime = /(_at|_on|date)$/.test(about) || stem !== undefined || /^date/.test(param.format ?? '');
  if (!isTime) return undefined;
  const [from = '', to = from] = (values[0] ?? '').replaceAll('"', '').split('...');
  const least = bound?.startsWith('l') ? Number.NEGATIVE_INFINITY : instant(from);
  const most = bound?.startsWith('g') ? Number.POSITIVE_INFINITY : endOf(bound ? from : to);
  const names = stem === undefined ? [about] : [about, `${about}_at`, `${about}_date`];
  return (row) => {
    const shown = [...names, ...meantBy(about, row.collection)].flatMap((name) =>
      name in row.shown ? [row.shown[name]] : [],
    );
    const own =
      shown.length > 0 ? shown : [row.hidden(/_at$|date/.test(about) ? about : `${about}_at`, param)];
    return own.some((value) => {
      const at = instant(String(value));
      return at >= least && at <= most;
    });
  };
}

/** The value that a filter compares: the one that the row shows, or else one that no answer shows. */
function ownValues(field: string, row: Candidate, param: OperationParam): string[] {
  const ofIds = /_ids?$/.test(field);
  const [meant = field] = meantBy(field, row.collection).filter(
    (name) => !name.includes('.') && (!ofIds || /_ids?$/.test(name)),
  );
  const found = fieldsFor(field, row);
  // A row may show the name of what the ids are of: then it has an id that no answer shows.
  const isNamed =
    param.type.includes('integer') && /_ids?$/.test(field) && found?.every((each) => !isId(each));
  const shown = found && (!isNamed || found.length === 0) ? found : flat([row.hidden(meant, param)]);
  // Some lists show ids as UUIDs, and a caller may have an id from either.
  return /_ids?$|^ids?$/.test(field) ? shown.flatMap((each) => [each, ...asUuid(each)]) : shown;
}

function isId(text: string): boolean {
  return /^\d+$|^[0-9a-f-]{36}$/.test(text);
}

function asUuid(id: string): string[] {
  return /^\d{1,16}$/.test(id) ? [uuidOf(Number(id))] : [];
}

/** The values that a filter of this name means: of the field, of the object in it, of the objects in a list. Undefined: no field is meant. */
function fieldsFor(field: string, { shown, collection }: Candidate): string[] | undefined {
  const stem = field.replace(/_ids?$/, '');
  const names =
    stem === field
      ? [field, `${field}s`, field.replace(/s$/, '')]
      : [
          field,
          `${stem}_id`,
          `${stem}_ids`,
          stem,
          `${stem}s`,
          stem.replace(/s$/, ''),
          stem.replace(/y$/, 'ies'),
        ];
  const there = [...names, ...meantBy(field, collection)]
    .flatMap((name) => valueIn(shown, name))
    .filter((value) => !isOpaque(value));
  const found = there.map((value) => flat([value]));
  return found.find((values) => values.length > 0) ?? (there.length > 0 ? [] : undefined);
}

/** The value at a name, in a list of one; none if it is not there. */
function valueIn(shown: Fields, name: string): readonly unknown[] {
  const [first = '', ...inner] = name.split('.');
  const value = shown[first];
  if (inner.length === 0) return first in shown ? [value] : [];
  const rest = inner.join('.');
  if (Array.isArray(value)) return [value.flatMap((each) => (isFields(each) ? valueIn(each, rest) : []))];
  return isFields(value) ? valueIn(value, rest) : [];
}

/** Whether something is there and it is not said what: the inside of some objects is not described. */
function isOpaque(value: unknown): boolean {
  const all = Array.isArray(value) ? value : [value];
  return all.some(isFields) && flat(all).length === 0;
}

/** Values, the ids and names of objects, and all of that of the members of lists. */
function flat(values: readonly unknown[]): string[] {
  return values.flatMap((value): string[] => {
    if (Array.isArray(value)) return flat(value);
    if (isFields(value))
      return flat(
        [value.id, value.name, value.status, value.value, value.response, value.type].filter(
          (each) => each !== undefined && each !== null && typeof each !== 'object',
        ),
      );
    return value === null || value === undefined ? [] : [bare(String(value))];
  });
}
