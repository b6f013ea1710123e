/** What a filter of a list means, read from its name and from a row; written apart from the simulator's own reading. */
import type { Operation, OperationParam } from '../../../src/catalogue/operation.js';
import { isObject } from './shape-reader.js';

/** A filter with a value that a row has. */
export interface FilterCase {
  readonly query: readonly [string, string];
  /** The value as it was found in the row. */
  readonly value: string;
  readonly field: string;
}

/** Filters about something else than a field of the row. */
const NO_FIELDS =
  /^(include_|is_in_recycle_bin|deleted$|deleted_only|search|query|view|columns|display_line)/;

/** The declared filters of an operation with values from one of its rows, as far as a row shows the field. */
export function filterCases({ params }: Operation, row: Record<string, unknown>): FilterCase[] {
  return params.flatMap((param) => caseOf(param, row) ?? []);
}

function caseOf(param: OperationParam, row: Record<string, unknown>): FilterCase | undefined {
  const field = /^filters\[(\w+)\](\[\])?$/.exec(param.name)?.[1];
  if (field === undefined || NO_FIELDS.test(field)) return undefined;
  const [value] = valuesOf(row, field);
  if (value === undefined || value === '') return undefined;
  // A filter with choices takes only those.
  if (param.enum && !param.enum.map(String).includes(value)) return undefined;
  const name = param.type.startsWith('array') && !param.name.endsWith('[]') ? `${param.name}[]` : param.name;
  return { query: [name, isMoment(value) ? `${value}...${value}` : value], value, field };
}

function isMoment(value: string): boolean {
  return /^\d{4}-\d\d-\d\d(T|$)/.test(value);
}

/** The values of a row that a filter of this name is about: a field, the id of an object, the ids of the objects in a list. */
export function valuesOf(row: Record<string, unknown>, field: string): string[] {
  const stem = field.replace(/_ids?$/, '');
  const names = stem === field ? [field] : [field, `${stem}_id`, stem, `${stem}s`];
  for (const name of names) {
    const found = textsOf(row[name]);
    if (found.length > 0) return found;
  }
  return [];
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (isObject(value)) return textsOf(value.id ?? value.name);
  return value === null || value === undefined ? [] : [String(value)];
}
