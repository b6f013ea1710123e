import {
  idOf,
  LONGEST_PATH,
  OPERATION_METHODS,
  type Operation,
  type OperationBody,
  type OperationParam,
} from './operation.js';

/**
 * A catalogue in its compact form: what operations have in common is written once, and each column holds one entry an
 * operation, which for the most part is a place in one of those lists. Columns of one kind lie together, since that is
 * what gzip makes small.
 */
export interface CatalogueTable {
  /** Raised when what follows changes its meaning. */
  readonly form: 1;
  readonly groups: readonly Group[];
  readonly params: readonly OperationParam[];
  /** Lists of places in `params`. */
  readonly paramLists: ReadonlyArray<readonly number[]>;
  readonly bodies: readonly OperationBody[];
  readonly traits: readonly Traits[];
  /** Places in the list of methods. */
  readonly method: readonly number[];
  /** Each begins with how many segments it shares with the one before it: `4/rfis/{id}`. */
  readonly path: readonly string[];
  readonly name: readonly string[];
  readonly group: readonly number[];
  readonly paramList: readonly number[];
  /** -1 where there is none. */
  readonly body: readonly number[];
  readonly trait: readonly number[];
  /** Ids that do not follow from method and path, each with its row. */
  readonly ids: ReadonlyArray<readonly [row: number, id: string]>;
}

export type Group = Pick<Operation, 'category' | 'tool' | 'resource'>;
export type Traits = Pick<
  Operation,
  'companyHeader' | 'returns' | 'paging' | 'idempotencyToken' | 'deprecated'
>;

/** Operations as a table. `unpack` gives the same ones in the same order. */
export function pack(operations: readonly Operation[]): CatalogueTable {
  const groups = new Distinct<Group>();
  const params = new Distinct<OperationParam>();
  const paramLists = new Distinct<number[]>();
  const bodies = new Distinct<OperationBody>();
  const traits = new Distinct<Traits>();
  const rows = operations.map((operation) => {
    const { id, method, path, name, category, tool, resource, params: own, body, ...rest } = operation;
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
  };
}

/**
 * The operations of a table.
 * @throws RangeError when a column points to nothing, or a path grows beyond all measure
 */
export function unpack(table: CatalogueTable): Operation[] {
  const paths = lengthened(table.path);
  const paramLists = table.paramLists.map((list) => list.map((place) => at(table.params, place)));
  const ids = new Map(table.ids);
  return paths.map((path, row) => {
    const method = at(OPERATION_METHODS, at(table.method, row));
    const body = at(table.body, row);
    return {
      id: ids.get(row) ?? idOf(method, path),
      method,
      path,
      name: at(table.name, row),
      ...at(table.groups, at(table.group, row)),
      params: at(paramLists, at(table.paramList, row)),
      ...(body >= 0 && { body: at(table.bodies, body) }),
      ...at(table.traits, at(table.trait, row)),
    };
  });
}

/** Values that are alike, each once, by the place where it came first. */
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
    // Each adding to the one before it, a small table would make gigabytes.
    if (path.length > LONGEST_PATH) throw new RangeError('A path of the table is too long.');
    return path;
  });
}

function at<T>(list: readonly T[], place: number): T {
  const found = list[place];
  if (found === undefined) throw new RangeError(`The table has no entry ${place} where it names one.`);
  return found;
}
