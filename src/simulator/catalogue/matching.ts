/** Which rows a declared filter lets through: each of them filters by the field that its name means. */
import { instant } from '../data/dates.js';
import { type Fields, isFields } from '../form.js';
import { filterValues } from '../resources/filters.js';
import { conditionOf } from './conditions.js';
import type { OperationParam } from './facts.js';

/** A row as the list shows it, and the value of a field that the list does not show. */
export interface Candidate {
  readonly shown: Fields;
  hidden(name: string, param: OperationParam): unknown;
}

export type Test = (row: Candidate) => boolean;

/** Parameters that say how the answer looks, not which rows are in it. */
const NO_FILTERS =
  /^(page|per_page|page_size|page_start|cursor|limit|starting_after|start_after|sort.*|view|serializer_view|company_id|project_id|locale|log_date|start_date|end_date|group_by|order.*|include.*|export_format|columns|with_.*|show_.*|wrap_.*|skip_.*|run_.*|scope|exclude_.*|fields|payload_.*)$/;
/** Filters about removed rows; the list itself answers them. */
const ABOUT_REMOVAL =
  /include_deleted|is_in_recycle_bin|include_sublocations|display_line_changes|^deleted(_only)?$|^recycle_bin$|^show_recycled$|^columns$/;
const TEXT = /^(search|search_with_code|query|search_string|search_text|search_term|keyword)$/;

/** The name of the field that a parameter filters by; undefined if it does not filter. */
function filteredField({ name, in: place }: OperationParam): string | undefined {
  if (place !== 'query') return undefined;
  const field = /^filters?\[([^\]]+)\]/.exec(name)?.[1];
  if (field !== undefined) return ABOUT_REMOVAL.test(field) ? undefined : field;
  const plain = name.replace(/\[\]$/, '');
  return NO_FILTERS.test(plain) || ABOUT_REMOVAL.test(plain) ? undefined : plain;
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
  return params.flatMap((param) => {
    const field = filteredField(param);
    if (field !== undefined && others.includes(field)) return [];
    const values = field === undefined ? [] : valuesOf(query, param);
    return field === undefined || values.length === 0 ? [] : [testOf(field, values, param, now)];
  });
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
  if (param.type.includes('boolean')) return flagTest(field, values[0] ?? '', param, now);
  const moment = timeTest(field, values, param);
  if (moment) return moment;
  const isText = param.type === 'string' && !param.enum && /name|title|subject|description/.test(field);
  const wanted = new Set(values.flatMap((value) => [value, ...value.split(',')]).map(bare));
  return (row) => {
    const own = fieldsFor(field, row.shown) ?? flat([row.hidden(field, param)]);
    return own.some(
      (each) => wanted.has(each) || (isText && [...wanted].some((text) => each.includes(text))),
    );
  };
}

/** A flag. One that only takes rows away, such as `users_only`, takes none where it is false; a flag that is not set is false. */
function flagTest(field: string, value: string, param: OperationParam, now: number): Test {
  const wanted = value.toLowerCase() === 'true' || value === '1';
  if (!wanted && /(_only$|^only_|^without_|^exclude_|^with_)/.test(field)) return () => true;
  const condition = conditionOf(field);
  return (row) => {
    if (condition) return condition(row.shown, now) === wanted;
    const own = fieldsFor(field, row.shown) ?? flat([row.hidden(field, param)]);
    return own.some((each) => each === 'true') === wanted;
  };
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
  const about = stem ?? field;
  const isTime = /(_at|_on|date)$/.test(about) || stem !== undefined || /^date/.test(param.format ?? '');
  if (!isTime) return undefined;
  const [from = '', to = from] = (values[0] ?? '').replaceAll('"', '').split('...');
  const least = bound?.startsWith('l') ? Number.NEGATIVE_INFINITY : instant(from);
  const most = bound?.startsWith('g') ? Number.POSITIVE_INFINITY : endOf(bound ? from : to);
  const names = stem === undefined ? [about] : [about, `${about}_at`, `${about}_date`];
  return (row) => {
    const shown = names.flatMap((name) => (name in row.shown ? [row.shown[name]] : []));
    const own =
      shown.length > 0 ? shown : [row.hidden(/_at$|date/.test(about) ? about : `${about}_at`, param)];
    return own.some((value) => {
      const at = instant(String(value));
      return at >= least && at <= most;
    });
  };
}

function endOf(text: string): number {
  return instant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59Z` : text);
}

/** The values that a filter of this name means: of the field, of the object in it, of the objects in a list. Undefined: no field is meant. */
function fieldsFor(field: string, shown: Fields): string[] | undefined {
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
  const there = names.filter((name) => name in shown);
  const found = there.map((name) => flat([shown[name]]));
  return found.find((values) => values.length > 0) ?? (there.length > 0 ? [] : undefined);
}

/** Values, the ids and names of objects, and all of that of the members of lists. */
function flat(values: readonly unknown[]): string[] {
  return values.flatMap((value): string[] => {
    if (Array.isArray(value)) return flat(value);
    if (isFields(value))
      return flat(
        [value.id, value.name, value.status, value.value].filter(
          (each) => each !== undefined && each !== null && typeof each !== 'object',
        ),
      );
    return value === null || value === undefined ? [] : [bare(String(value))];
  });
}

/** The rows in the order that `sort` asks for: `name`, `-created_at`, several with commas, or RFIs' attribute and direction. */
export function sorted<T extends { readonly shown: Fields }>(
  rows: readonly T[],
  query: URLSearchParams,
): readonly T[] {
  const attribute = query.get('sort[attribute]');
  const names =
    attribute === null
      ? (query.get('sort') ?? '').split(',').filter((name) => name !== '')
      : [`${query.get('sort[direction]') === 'desc' ? '-' : ''}${attribute}`];
  if (names.length === 0) return rows;
  const orders = names.map((name) => ({ field: name.replace(/^[-+]/, ''), down: name.startsWith('-') }));
  return [...rows].sort((a, b) => {
    for (const { field, down } of orders) {
      const difference = compare(keyOf(field, a.shown), keyOf(field, b.shown));
      if (difference !== 0) return down ? -difference : difference;
    }
    return 0;
  });
}

function keyOf(field: string, shown: Fields): unknown {
  const value = shown[field] ?? shown[field.replace(/_name$|_id$/, '')];
  return isFields(value) ? (value.name ?? value.id) : value;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  return left === right ? 0 : left < right ? -1 : 1;
}
