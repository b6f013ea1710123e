import {
  idOf,
  LONGEST_PATH,
  OPERATION_METHODS,
  type Operation,
  type OperationBody,
  type OperationParam,
} from './operation.js';
import type { ShapeNotation } from './shape.js';

/**
 * A catalogue in its compact form. What operations have in common is written once, in lists. Each column has one entry
 * per operation, mostly an index in one of those lists. The entries of a column are stored together, because gzip
 * compresses that best.
 */
export interface CatalogueTable {
  /** Raised when the meaning of the rest changes. */
  readonly form: 1;
  readonly groups: readonly Group[];
  readonly params: readonly OperationParam[];
  /** Lists of indexes in `params`. */
  readonly paramLists: ReadonlyArray<readonly number[]>;
  readonly bodies: readonly OperationBody[];
  readonly traits: readonly Traits[];
  /** Indexes in the list of methods. */
  readonly method: readonly number[];
  /** Each begins with the number of segments that it shares with the path before it: `4/rfis/{id}`. */
  readonly path: readonly string[];
  readonly name: readonly string[];
  readonly group: readonly number[];
  readonly paramList: readonly number[];
  /** -1 if there is no body. */
  readonly body: readonly number[];
  readonly trait: readonly number[];
  /** Ids that cannot be derived from method and path, each with its row. */
  readonly ids: ReadonlyArray<readonly [row: number, id: string]>;
  /** Successors of operations that have one, each with the row of the older operation. Absent in older tables. */
  readonly newer?: ReadonlyArray<readonly [row: number, path: string]>;
  /** What bodies look like inside, by the signatures of their operations. Only a table that is imported has it. */
  readonly shapes?: Readonly<Record<string, ShapeNotation>>;
}

export type Group = Pick<Operation, 'category' | 'tool' | 'resource'>;
export type Traits = Pick<
  Operation,
  | 'companyHeader'
  | 'returns'
  | 'paging'
  | 'idempotencyToken'
  | 'deprecated'
  | 'deprecatedAt'
  | 'removed'
  | 'beta'
  | 'sunset'
>;

/** The table that an import sends and stores: the operations, and what their bodies look like inside. */
export function packWithBodies(
  operations: readonly Operation[],
  bodies: ReadonlyMap<string, ShapeNotation>,
): CatalogueTable {
  return { ...pack(operations), ...(bodies.size > 0 && { shapes: Object.fromEntries(bodies) }) };
}

/** Converts operations to a table. `unpack` gives the same operations in the same order. */
export function pack(operations: readonly Operation[]): CatalogueTable {
  const groups = new Distinct<Group>();
  const params = new Distinct<OperationParam>();
  const paramLists = new Distinct<number[]>();
  const bodies = new Distinct<OperationBody>();
  const traits = new Distinct<Traits>();
  const rows = operations.map((operation) => {
    const { id, method, path, name, category, tool, resource, params: own, body, newer, ...rest } = operation;
    return {
      method: OPERATION_METHODS.indexOf(method),
      name,
      group: groups.placeOf({ category, tool, resource }),
      paramList: paramLists.placeOf(own.map((param) => params.placeOf(param))),
      body: body ? bodies.placeOf(body) : -1,
      trait: traits.placeOf(rest),
    };
  });
  return {
    form: 1,
    groups: groups.values,
    params: params.values,
    paramLists: paramLists.values,
    bodies: bodies.values,
    traits: traits.values,
    method: rows.map((row) => row.method),
    path: shortened(operations.map(({ path }) => path)),
    name: rows.map((row) => row.name),
    group: rows.map((row) => row.group),
    paramList: rows.map((row) => row.paramList),
    body: rows.map((row) => row.body),
    trait: rows.map((row) => row.trait),
    ids: operations.flatMap(({ id, method, path }, row) =>
      id === idOf(method, path) ? [] : [[row, id] as const],
    ),
    newer: operations.flatMap(({ newer }, row) => (newer === undefined ? [] : [[row, newer] as const])),
  };
}

/**
 * The operations of a table.
 * @throws RangeError when a column points to nothing, or a path is too long
 */
export function unpack(table: CatalogueTable): Operation[] {
  const paths = lengthened(table.path);
  const paramLists = table.paramLists.map((list) => list.map((place) => at(table.params, place)));
  const ids = new Map(table.ids);
  const successors = new Map(table.newer);
  return paths.map((path, row) => {
    const method = at(OPERATION_METHODS, at(table.method, row));
    const body = at(table.body, row);
    const newer = successors.get(row);
    return {
      id: ids.get(row) ?? idOf(method, path),
      method,
      path,
      name: at(table.name, row),
      ...at(table.groups, at(table.group, row)),
      params: at(paramLists, at(table.paramList, row)),
      ...(body >= 0 && { body: at(table.bodies, body) }),
      ...at(table.traits, at(table.trait, row)),
      ...(newer !== undefined && { newer }),
    };
  });
}

/** Distinct values, in the order of their first use. */
class Distinct<T> {
  readonly values: T[] = [];
  readonly #places = new Map<string, number>();

  placeOf(value: T): number {
    const key = JSON.stringify(value);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}

function shortened(paths: readonly string[]): string[] {
  let before: string[] = [];
  return paths.map((path) => {
    const segments = path.split('/');
    const shared = segments.findIndex((segment, index) => segment !== before[index]);
    const count = shared < 0 ? segments.length : shared;
    before = segments;
    return [count, ...segments.slice(count)].join('/');
  });
}

function lengthened(paths: readonly string[]): string[] {
  let before: string[] = [];
  return paths.map((text) => {
    const [count, ...own] = text.split('/');
    before = [...before.slice(0, Number(count)), ...own];
    const path = before.join('/');
    // Each path can extend the one before it, so a small table could make gigabytes.
    if (path.length > LONGEST_PATH) throw new RangeError('A path of the table is too long.');
    return path;
  });
}

function at<T>(list: readonly T[], place: number): T {
  const found = list[place];
  if (found === undefined) throw new RangeError(`The table has no entry ${place} where it names one.`);
  return found;
}
