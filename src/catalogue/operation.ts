import { placeholdersOf } from '../transport/address.js';

/** The methods of Procore's operations. */
export const OPERATION_METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;
export type OperationMethod = (typeof OPERATION_METHODS)[number];

/** A path or query parameter as the specification declares it. Properties that it does not declare are absent. */
export interface OperationParam {
  /** As it is written on the wire: `project_id`, `filters[updated_at]`, `filters[trade_id][]`. */
  readonly name: string;
  readonly in: 'path' | 'query';
  /** `integer`, `number`, `string`, `boolean`, `object`, `array<integer>`, … */
  readonly type: string;
  readonly required?: true;
  /** `date`, `date-time`, `uuid`, … */
  readonly format?: string;
  readonly enum?: ReadonlyArray<string | number>;
  readonly default?: string | number | boolean;
}

/** A request body: its media type and the keys of its outermost object. */
export interface OperationBody {
  readonly contentType: string;
  readonly keys: readonly string[];
  readonly required: readonly string[];
}

/** `data:…` is the envelope of v2, `sync` the two lists (entities, errors) of a sync action. */
export const RETURNS = ['array', 'object', 'data:array', 'data:object', 'sync', 'string'] as const;
export type Returns = (typeof RETURNS)[number];

export const DECLARED_PAGINGS = ['page/per_page', 'cursor', 'page_size/page_start'] as const;
export type DeclaredPaging = (typeof DECLARED_PAGINGS)[number];

/** One operation of Procore's REST API: a method on a path, and what its specification says about it. */
export interface Operation {
  /** Unique within a catalogue. */
  readonly id: string;
  readonly method: OperationMethod;
  /** Begins with /rest/v… and contains `{placeholders}`. */
  readonly path: string;
  readonly name: string;
  /** Its place in Procore: area, tool (the unit in which permissions are given) and resource. */
  readonly category: string;
  readonly tool: string;
  readonly resource: string;
  /** Whether Procore-Company-Id must be sent. */
  readonly companyHeader: boolean;
  /** Path parameters first, in the order of the path. */
  readonly params: readonly OperationParam[];
  readonly body?: OperationBody;
  readonly returns?: Returns;
  readonly paging?: DeclaredPaging;
  /** The operation declares an Idempotency-Token header. */
  readonly idempotencyToken?: true;
  /** Procore asks not to use it any more. */
  readonly deprecated?: true;
  /** The day on which it was deprecated, YYYY-MM-DD. */
  readonly deprecatedAt?: string;
  /** An earlier reference had it and the newest has not. Procore may still answer it, or may not. */
  readonly removed?: true;
  /** Procore may still change it without notice. */
  readonly beta?: true;
  /** The first day on which Procore may refuse it, YYYY-MM-DD. */
  readonly sunset?: string;
  /** The path of its successor, which has the same method. */
  readonly newer?: string;
}

/** The id in Procore's specification: `GET /rest/v1.0/projects/{id}` is `RestV10ProjectsIdGet`. */
export function idOf(method: OperationMethod, path: string): string {
  return [...path.replace(/[.{}]/g, '').split(/[/_]+/), method.toLowerCase()]
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The last segment that is not a placeholder, which says what an operation is about. Empty if there is none. */
export function endOf(path: string): string {
  const spelled = path.split('/').filter((segment) => !segment.includes('{'));
  return spelled.at(-1) ?? '';
}

/** Two operations with the same signature are the same one; an import replaces operations by signature. */
export function signatureOf(operation: { readonly method: string; readonly path: string }): string {
  return `${operation.method} ${operation.path}`;
}

/** The operations with unique ids: if an id occurs again, its operation gets method and path as its id. */
export function withOwnIds(operations: readonly Operation[]): Operation[] {
  const taken = new Set<string>();
  return operations.map((operation) => {
    const id = taken.has(operation.id) ? signatureOf(operation) : operation.id;
    taken.add(id);
    return id === operation.id ? operation : { ...operation, id };
  });
}

/**
 * The declared parameters in the path's order, one per placeholder, and then those of the query. A placeholder that is
 * not declared becomes a required text. A path parameter without a placeholder is left out, since it cannot be sent.
 */
export function paramsInOrder(path: string, declared: readonly OperationParam[]): OperationParam[] {
  const inPath = declared.filter((param) => param.in === 'path');
  return [
    ...[...new Set(placeholdersOf(path))].map(
      (name) =>
        inPath.find((param) => param.name === name) ??
        ({ name, in: 'path', type: 'string', required: true } as const),
    ),
    ...declared.filter((param) => param.in === 'query'),
  ];
}

/** Longest path of an operation; Procore's longest has 200 characters. */
export const LONGEST_PATH = 500;

/** Plain characters, with at most one placeholder among them. */
const SEGMENT = /^[\w.~-]*(\{\w+\}[\w.~-]*)?$/;

/**
 * Whether a path can belong to an operation: below /rest/v… and of plain segments, so that no value leads to another
 * place.
 */
export function isOperationPath(path: string): boolean {
  const rest = path.length > LONGEST_PATH ? undefined : /^\/rest\/v\d+\.\d+\/(.+)$/.exec(path)?.[1];
  if (rest === undefined) return false;
  return rest.split('/').every((segment) => SEGMENT.test(segment) && !/^\.{0,2}$/.test(segment));
}
