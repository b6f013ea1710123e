import { LOG_DATES, readsToday } from './daily-logs.js';
import { type FieldGroup, groupOf, isFilter } from './field-groups.js';
import { labelOf, ownerOf } from './labels.js';
import type { Operation, OperationParam } from './operation.js';
import { isOfPlanning } from './record-roles.js';
import { isIdKey, type RecordSource, type RecordSources } from './record-source.js';

/**
 * How a field is filled in. `company` and `project` are picked from those of the account. A range is two fields. `list`
 * takes several values, from its choices if it has any. `json` takes an object, `any` a value of any type.
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
  | 'json'
  | 'any';

/** What is known about a value to fill in: a parameter, or a key inside a body. */
export type Key = Omit<OperationParam, 'in'> & {
  readonly in: OperationParam['in'] | 'body';
  /** The key that says what it is the id of, if its own name does not. */
  readonly idOf?: string;
};

export interface Field {
  /** As it is written on the wire. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly group: FieldGroup;
  readonly label: string;
  readonly required: boolean;
  /** Whether it is not required but should be filled in: without a date, a daily log means today. */
  readonly wanted?: true;
  readonly choices?: readonly string[];
  readonly default?: string | number | boolean;
  /** The list whose records it takes the ids of. Company and project have pickers of their own. */
  readonly source?: RecordSource;
  /** Whether it takes several ids, as Procore's filters do even where the specification declares one. */
  readonly many?: true;
}

/**
 * The form for an operation's path and query, in the order of the path and then of the specification.
 * @param sources the lists of the catalogue; without them, no field has a source
 */
export function fieldsOf(operation: Operation, sources?: RecordSources): Field[] {
  return operation.params.map((param) => fieldOf(param, operation, sources));
}

/**
 * The field for one value of an operation, wherever it is sent.
 * @param sources the lists of the catalogue; without them, it has no source
 */
export function fieldOf(key: Key, operation: Operation, sources?: RecordSources): Field {
  const { name } = key;
  const kind = kindOf(key, operation.path);
  const isOther = kind === 'company' || kind === 'project' || key.enum !== undefined;
  const source = isOther ? undefined : sources?.of(key.idOf ?? name, operation);
  const takesMany = kind === 'list' || isFilter(name);
  return {
    name,
    kind,
    group: groupOf(key, operation),
    label: labelOf(name, key.in === 'body' ? '' : operation.path, source !== undefined),
    required: key.required === true,
    ...(isWanted(key, operation) && { wanted: true as const }),
    ...(key.enum && { choices: key.enum.map(String) }),
    ...(key.default !== undefined && { default: key.default }),
    ...(source && { source }),
    ...(takesMany && isIdKey(name) && { many: true as const }),
  };
}

function isWanted({ name }: Key, { method, path }: Operation): boolean {
  return LOG_DATES.includes(name) && readsToday(method, path);
}

function kindOf(param: Key, path: string): FieldKind {
  const { name, type } = param;
  if (type.startsWith('array') || name.endsWith('[]')) return 'list';
  const owner = name === 'id' && param.in === 'path' ? ownerOf(path) : undefined;
  if (name === 'company_id' || owner === 'company') return 'company';
  const isProject = (name === 'project_id' && !isPlanningId(param, path)) || owner === 'project';
  if (isProject) return 'project';
  if (param.enum) return 'choice';
  // Procore's reference calls some ids of Resource Planning integers, but they are UUIDs.
  if (isPlanningId(param, path) && isIdKey(name)) return 'text';
  if (type === 'boolean' || type === 'integer' || type === 'number') return type;
  if (type === 'object') return 'json';
  if (type === 'any') return 'any';
  return textKind(param);
}

/** Whether a path asks for an id of Resource Planning. */
function isPlanningId({ in: place }: Key, path: string): boolean {
  return place === 'path' && isOfPlanning(path);
}

/** Procore's filters by time take `from...to`; the specification has no type for it. */
function textKind({ name, format }: Key): FieldKind {
  const isMoment = isFilter(name) && /(_at|_date|\[date)\]$/.test(name);
  if (isMoment) return format === 'date-time' ? 'date-time-range' : 'date-range';
  if (format === 'date' || format === 'log_date') return 'date';
  return format === 'date-time' || format === 'time' ? format : 'text';
}
