import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  DECLARED_PAGINGS,
  OPERATION_METHODS,
  type Operation,
  type OperationParam,
  paramsInOrder,
  RETURNS,
} from '../../src/catalogue/operation.js';
import { type CatalogueTable, unpack } from '../../src/catalogue/table.js';

export const TABLE_FILE = join(__dirname, '../../src/catalogue/operations.json.gz');

/** The whole table that the package ships. */
export const shipped = (): Operation[] => unpack(shippedTable());

export const shippedTable = (): CatalogueTable =>
  JSON.parse(gunzipSync(readFileSync(TABLE_FILE)).toString('utf8'));

/** An operation with what a test is about, and otherwise as plain as can be. */
export function operation(told: Partial<Operation> & { path: string }): Operation {
  const { path, params = [], ...rest } = told;
  return {
    id: `${told.method ?? 'GET'} ${path}`,
    method: 'GET',
    path,
    name: 'Thing',
    category: 'Core',
    tool: 'Directory',
    resource: 'things',
    companyHeader: true,
    ...rest,
    params: paramsInOrder(path, params),
  };
}

/** An operation of the shipped table by method and path. */
export function find(operations: readonly Operation[], method: string, path: string): Operation {
  const found = operations.find((each) => each.method === method && each.path === path);
  if (!found) throw new Error(`The table has no ${method} ${path}.`);
  return found;
}

const name = fc.stringMatching(/^[a-z][a-z_]{0,8}$/);
const words = fc.stringMatching(/^[A-Za-z][A-Za-z ']{0,14}$/);

const queryParam: fc.Arbitrary<OperationParam> = fc.record(
  {
    name: fc.oneof(
      name,
      name.map((field) => `filters[${field}]`),
      name.map((field) => `filters[${field}][]`),
      fc.constantFrom('filters[updated_at]', 'project_id', 'company_id', 'page', 'per_page', '__proto__'),
    ),
    in: fc.constant('query' as const),
    type: fc.constantFrom(
      'integer',
      'number',
      'string',
      'boolean',
      'array<integer>',
      'array<string>',
      'object',
    ),
    required: fc.constant(true as const),
    format: fc.constantFrom('date', 'date-time', 'uuid', 'int32'),
    enum: fc.uniqueArray(fc.oneof(words, fc.integer()), { minLength: 1, maxLength: 4 }),
    default: fc.oneof(words, fc.integer(), fc.boolean()),
  },
  { requiredKeys: ['name', 'in', 'type'], noNullPrototype: true },
);

/** Any operation that a specification might declare. */
export const anyOperation: fc.Arbitrary<Operation> = fc
  .record(
    {
      id: words,
      method: fc.constantFrom(...OPERATION_METHODS),
      path: fc
        .array(
          fc.oneof(
            name,
            name.map((each) => `{${each}}`),
            fc.constantFrom('projects/{project_id}'),
          ),
          {
            minLength: 1,
            maxLength: 5,
          },
        )
        .chain((segments) =>
          fc
            .constantFrom('v1.0', 'v1.1', 'v2.0', 'v2.10')
            .map((version) => `/rest/${version}/${segments.join('/')}`),
        ),
      name: words,
      category: words,
      tool: words,
      resource: words,
      companyHeader: fc.boolean(),
      params: fc.uniqueArray(queryParam, { maxLength: 5, selector: (param) => param.name }),
      body: fc.record(
        {
          contentType: fc.constantFrom('application/json', 'multipart/form-data'),
          keys: fc.uniqueArray(fc.oneof(name, fc.constant('__proto__')), { maxLength: 4 }),
          required: fc.constant([]),
        },
        { noNullPrototype: true },
      ),
      returns: fc.constantFrom(...RETURNS),
      paging: fc.constantFrom(...DECLARED_PAGINGS),
      idempotencyToken: fc.constant(true as const),
      deprecated: fc.constant(true as const),
    },
    {
      noNullPrototype: true,
      requiredKeys: [
        ...(['id', 'method', 'path', 'name', 'category', 'tool', 'resource'] as const),
        ...(['companyHeader', 'params'] as const),
      ],
    },
  )
  .map((told) => ({ ...told, params: paramsInOrder(told.path, told.params) }));
