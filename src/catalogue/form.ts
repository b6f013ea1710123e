import { pagingForm } from '../paging/paging-form.js';
import { LOG_DATES, readsToday } from './daily-logs.js';
import { labelOf, ownerOf } from './labels.js';
import type { Operation, OperationParam } from './operation.js';

/**
 * What a field is filled in with. `company` and `project` are picked from the account's own; a range is two fields;
 * `list` takes several values, of its choices where it has some; `json` takes an object.
 */
export type FieldKind =
  | 'company'
  | 'project'
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'date'
  | 'date-time'
  | 'time'
  | 'date-range'
  | 'date-time-range'
  | 'list'
  | 'json';

/** Where a field stands in the dialog. `paging` is filled in by the node itself and not shown. */
export type FieldGroup = 'path' | 'query' | 'filters' | 'paging';

export interface Field {
  /** As it is written on the wire. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly group: FieldGroup;
  readonly label: string;
  readonly required: boolean;
  /** Whether it is not required and still wanted: without a date, a daily log means today. */
  readonly wanted?: true;
  readonly choices?: readonly string[];
  readonly default?: string | number | boolean;
}

/** The form of an operation's path and query, in the order of the path and then of its specification. */
export function fieldsOf(operation: Operation): Field[] {
  return operation.params.map((param) => {
    const kind = kindOf(param, operation.path);
    return {
      name: param.name,
      kind,
      group: groupOf(param, operation),
      label: labelOf(param.name, operation.path),
      required: param.required === true,
      ...(isWanted(param, operation) && { wanted: true as const }),
      ...(param.enum && { choices: param.enum.map(String) }),
      ...(param.default !== undefined && { default: param.default }),
    };
  });
}

function isWanted({ name }: OperationParam, { method, path }: Operation): boolean {
  return LOG_DATES.includes(name) && readsToday(method, path);
}

const isFilter = (name: string) => /^filters?\[/.test(name);

function groupOf({ name, in: place }: OperationParam, { path, paging }: Operation): FieldGroup {
  if (place === 'path') return 'path';
  const form = pagingForm(path);
  const own = form === 'numbered' ? ['page', 'per_page'] : [form.parameter, form.size, 'page', 'per_page'];
  const isPaging = own.includes(name) && (paging !== undefined || form !== 'numbered');
  return isPaging ? 'paging' : isFilter(name) ? 'filters' : 'query';
}

function kindOf(param: OperationParam, path: string): FieldKind {
  const { name, type } = param;
  if (type.startsWith('array') || name.endsWith('[]')) return 'list';
  const owner = name === 'id' && param.in === 'path' ? ownerOf(path) : undefined;
  if (name === 'company_id' || owner === 'company') return 'company';
  if (name === 'project_id' || owner === 'project') return 'project';
  if (param.enum) return 'choice';
  if (type === 'boolean' || type === 'integer' || type === 'number') return type;
  if (type === 'object') return 'json';
  return textKind(param);
}

/** Procore's filters of a moment take `from...to`; the specification knows no word for it. */
function textKind({ name, format }: OperationParam): FieldKind {
  const isMoment = isFilter(name) && /(_at|_date|\[date)\]$/.test(name);
  if (isMoment) return format === 'date-time' ? 'date-time-range' : 'date-range';
  if (format === 'date' || format === 'log_date') return 'date';
  return format === 'date-time' || format === 'time' ? format : 'text';
}
