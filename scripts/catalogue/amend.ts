/** What a newer edition of Procore's reference says beyond an older one. */
import {
  type DeclaredPaging,
  endOf,
  idOf,
  type Operation,
  type OperationMethod,
  type OperationParam,
  paramsInOrder,
  RETURNS,
  type Returns,
  signatureOf,
} from '../../src/catalogue/operation.js';
import { unversioned } from '../../src/catalogue/versions.js';
import { singular } from '../../src/catalogue/words.js';

/** One operation, with what is to be changed about it. Flags that do not apply are absent. */
export interface Amendment {
  readonly method: OperationMethod;
  readonly path: string;
  readonly tool: string;
  readonly new?: true;
  readonly changed?: true;
  /** The newer edition does not have it. */
  readonly absent?: true;
  readonly deprecated?: true;
  readonly beta?: true;
  /** YYYY-MM-DD */
  readonly sunset?: string;
  /** Path of the newest operation of the same kind. */
  readonly newer?: string;
  readonly params?: ReadonlyArray<OperationParam & { readonly was?: unknown }>;
  readonly returns?: string;
  readonly body?: { readonly keys: readonly string[]; readonly required: readonly string[] };
  readonly idempotencyToken?: true;
}

/** The operations of the older edition with the amendments; new ones come after the last one of their tool. */
export function amended(operations: readonly Operation[], amendments: readonly Amendment[]): Operation[] {
  const bySignature = new Map(operations.map((operation) => [signatureOf(operation), operation]));
  const added = new Map<string, Operation[]>();
  for (const amendment of amendments) {
    const signature = signatureOf(amendment);
    const known = bySignature.get(signature);
    if (known) bySignature.set(signature, changed(known, amendment));
    else if (amendment.new) {
      const place = placeOf(amendment, operations);
      added.set(place.tool, [...(added.get(place.tool) ?? []), created(amendment, place)]);
    } else throw new Error(`${signature} is amended, but nobody knows it.`);
  }
  const result: Operation[] = [];
  const all = [...bySignature.values()];
  for (const [index, operation] of all.entries()) {
    result.push(operation);
    const isLast = !all.slice(index + 1).some(({ tool }) => tool === operation.tool);
    if (!isLast) continue;
    result.push(...(added.get(operation.tool) ?? []));
    added.delete(operation.tool);
  }
  return [...result, ...[...added.values()].flat()];
}

function changed(operation: Operation, amendment: Amendment): Operation {
  const { params = [] } = amendment;
  const renewed = new Map(operation.params.map((param) => [param.name, param]));
  for (const param of params) renewed.set(param.name, declared(param));
  return {
    ...operation,
    params: paramsInOrder(operation.path, [...renewed.values()]),
    ...marksOf(amendment),
  };
}

function created(amendment: Amendment, place: Place): Operation {
  const { method, path, params = [], returns, body } = amendment;
  const own = params.map(declared);
  const paging = pagingOf(own);
  const kind = returns === undefined ? undefined : RETURNS.find((each) => each === returns);
  return {
    id: idOf(method, path),
    method,
    path,
    name: nameOf(method, path, kind),
    ...place,
    companyHeader: true,
    params: paramsInOrder(path, own),
    ...(body && { body: { contentType: 'application/json', ...body } }),
    ...(kind && { returns: kind }),
    ...(paging && { paging }),
    ...marksOf(amendment),
  };
}

type Marks = Pick<Operation, 'deprecated' | 'removed' | 'beta' | 'sunset' | 'newer' | 'idempotencyToken'>;

function marksOf({ deprecated, absent, beta, sunset, newer, idempotencyToken }: Amendment): Marks {
  return {
    ...(deprecated && { deprecated }),
    ...(absent && { removed: true as const }),
    ...(beta && { beta }),
    ...(sunset !== undefined && { sunset }),
    ...(newer !== undefined && { newer }),
    ...(idempotencyToken && { idempotencyToken }),
  };
}

/** A parameter as the table has it: a list says of what it is. */
function declared({ was: _, ...param }: OperationParam & { readonly was?: unknown }): OperationParam {
  return param.type === 'array' ? { ...param, type: 'array<string>' } : param;
}

type Place = Pick<Operation, 'category' | 'tool' | 'resource'>;

/** Where a new operation belongs: beside another version or method of it, else in its tool. */
function placeOf({ path, tool }: Amendment, operations: readonly Operation[]): Place {
  const tail = unversioned(path);
  const sibling = operations.find((other) => unversioned(other.path) === tail);
  const sameTool = operations.find((other) => other.tool === tool);
  const category = sibling?.category ?? sameTool?.category ?? 'Project Management';
  const resource = sibling?.resource ?? endOf(path).replaceAll('_', '-');
  return { category, tool: sibling?.tool ?? tool, resource };
}

function pagingOf(params: readonly OperationParam[]): DeclaredPaging | undefined {
  const names = new Set(params.map(({ name }) => name));
  if (names.has('page') && names.has('per_page')) return 'page/per_page';
  if (names.has('page_size') && names.has('page_start')) return 'page_size/page_start';
  return names.has('cursor') ? 'cursor' : undefined;
}

const VERBS: Readonly<Record<OperationMethod, string>> = {
  GET: 'Show',
  POST: 'Create',
  PATCH: 'Update',
  PUT: 'Update',
  DELETE: 'Delete',
};

/** Names of actions that a POST or PATCH at the end of a path stands for, instead of creating something. */
const ACTION =
  /^(bulk_\w+|sync|restore|publish|copy|clone|import|export|search|validate|merge|reorder|\w+_async)$/;

/** Verbs with which the end of a path may begin; it then needs no other one. */
const VERBAL = /^(bulk|create|update|delete|destroy|download|send|find|upload|move|remove|add)_/;

/** `GET …/assets` is List Assets, `PATCH …/assets/{id}` Update Asset, `POST …/assets/bulk_delete` Bulk Delete Assets. */
function nameOf(method: OperationMethod, path: string, returns: Returns | undefined): string {
  const spelled = path.split('/').filter((segment) => !segment.includes('{'));
  const last = spelled.at(-1) ?? '';
  const before = spelled.at(-2) ?? '';
  if (method !== 'GET' && ACTION.test(last)) return titled(`${last} ${before}`);
  if (VERBAL.test(last)) return titled(last);
  const words = last.split('_');
  const end = singular(words.at(-1) ?? '');
  // Where the answer is not described, a plural at the end of a path tells a list.
  const isMany =
    returns === undefined ? !path.endsWith('}') && end !== words.at(-1) : returns.endsWith('array');
  if (method === 'GET' && isMany) return titled(`List ${last}`);
  return titled([VERBS[method], ...words.slice(0, -1), end].join(' '));
}

function titled(text: string): string {
  return text
    .split(/[\s_-]+/)
    .filter(Boolean)
    .map((word) => SHORT.get(word) ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

const SHORT = new Map(
  ['rfi', 'wbs', 'bim', 'pdf', 'id', 'ids', 'rfis', 'url'].map((word) => [word, upper(word)]),
);

function upper(word: string): string {
  return word === 'rfis' || word === 'ids' ? `${word.slice(0, -1).toUpperCase()}s` : word.toUpperCase();
}
