import {
  type DeclaredPaging,
  endOf,
  idOf,
  isOperationPath,
  LONGEST_PATH,
  OPERATION_METHODS,
  type Operation,
  type OperationBody,
  type OperationMethod,
  type OperationParam,
  paramsInOrder,
  signatureOf,
  withOwnIds,
} from '../operation.js';
import type { ShapeNotation } from '../shape.js';
import { BodyShapes } from './body-shapes.js';
import { type JsonObject, line, listOf, objectOf, own } from './json-value.js';
import { marksOf } from './marks.js';
import { type Parameters, parametersOf } from './parameters.js';
import { References } from './references.js';
import { keysOf, returnsOf } from './schema.js';

/** The operations of a document, and what was left out. */
export interface Conversion {
  readonly operations: readonly Operation[];
  /** What bodies look like inside, by the signatures of their operations; only those that the document describes. */
  readonly bodies: ReadonlyMap<string, ShapeNotation>;
  /** Number of operations that were left out, by reason. */
  readonly skipped: {
    /** Not below /rest/, such as the token endpoint. */
    readonly outsideRest: number;
    /** With a path that no call can have. */
    readonly badPath: number;
    /** With the same method and path as an earlier one. */
    readonly twice: number;
  };
  /** Number of operations that were not read, because the document is too large. */
  readonly beyond: number;
  /** What a user should know about the document, one sentence each. */
  readonly problems: readonly string[];
}

/** Further operations of a document are not read. */
const MOST_OPERATIONS = 20_000;
/** Nor are those beyond this many parameters, choices and keys. Procore's whole reference has some 40,000. */
const MOST_VALUES = 500_000;

/**
 * The operations of a document. Whatever the document lacks is left out; no content of the document makes this fail.
 */
export function convert(document: JsonObject): Conversion {
  const references = new References(document);
  const found = new Map<string, Operation>();
  const schemas = new Map<string, unknown>();
  const skipped = { outsideRest: 0, badPath: 0, twice: 0 };
  let beyond = 0;
  let values = 0;
  const prefix = prefixOf(document);
  for (const [written, item] of Object.entries(objectOf(own(document, 'paths')))) {
    const path = fullPath(prefix, written);
    const onPath = references.follow(item);
    for (const method of OPERATION_METHODS) {
      const told = own(onPath, method.toLowerCase());
      if (told === undefined) continue;
      const signature = signatureOf({ method, path });
      if (!path.startsWith('/rest/')) skipped.outsideRest++;
      else if (!isOperationPath(path)) skipped.badPath++;
      else if (found.has(signature)) skipped.twice++;
      else if (found.size >= MOST_OPERATIONS || values > MOST_VALUES || references.isSpent) beyond++;
      else {
        const { operation, schema } = operationOf(method, path, objectOf(told), onPath, references);
        found.set(signature, operation);
        // A GET is sent without a body.
        if (method !== 'GET' && schema !== undefined) schemas.set(signature, schema);
        values += valuesIn(operation);
      }
    }
  }
  // After the operations: however much there is to read in bodies, no operation is left out for it.
  const shapes = new BodyShapes(references);
  const bodies = new Map<string, ShapeNotation>();
  for (const [signature, schema] of schemas) {
    const notation = shapes.of(schema);
    if (notation !== undefined) bodies.set(signature, notation);
  }
  const problems = [
    count(skipped.badPath, 'operation has a path', 'operations have paths', 'that no call can have'),
    count(skipped.twice, 'operation stands', 'operations stand', 'in the document twice'),
    count(beyond, 'operation is', 'operations are', `beyond the first ${found.size}`),
    count(shapes.beyond, 'body is', 'bodies are', 'too large to be described'),
    count(
      references.external,
      'reference leads',
      'references lead',
      'to another document, which is not fetched',
    ),
    count(references.broken, 'reference leads', 'references lead', 'nowhere'),
  ].filter((sentence) => sentence !== undefined);
  return { operations: withOwnIds([...found.values()]), bodies, skipped, beyond, problems };
}

function valuesIn({ params, body }: Operation): number {
  const choices = params.reduce((sum, param) => sum + (param.enum?.length ?? 0), params.length);
  return choices + (body ? body.keys.length + body.required.length : 0);
}

function operationOf(
  method: OperationMethod,
  path: string,
  told: JsonObject,
  onPath: JsonObject,
  references: References,
): { readonly operation: Operation; readonly schema: unknown } {
  const parameters = parametersOf(own(onPath, 'parameters'), own(told, 'parameters'), references);
  const { body, schema } = bodyOf(told, parameters, references);
  const returns = returnsOf(answerOf(told, references), references);
  const params = paramsInOrder(path, parameters.params);
  const paging = pagingOf(params);
  const { headers } = parameters;
  const { name, tag, marks } = references.once('words', told, () => wordsOf(told));
  const operation: Operation = {
    id: idOf(method, path),
    method,
    path,
    name: name ?? signatureOf({ method, path }),
    ...groupOf(tag, path),
    companyHeader: headers.get('procore-company-id') ?? !/^\/rest\/v1\.0\/(companies|me)$/.test(path),
    params,
    ...(body && { body }),
    ...(returns && { returns }),
    ...(paging && { paging }),
    ...((headers.has('idempotency-token') || headers.has('idempotency-key')) && { idempotencyToken: true }),
    ...marks,
  };
  return { operation, schema };
}

/** What an operation says of itself, whichever path it is on. */
function wordsOf(told: JsonObject) {
  return {
    name: line(own(told, 'summary')) ?? line(own(told, 'operationId')),
    tag: line(listOf(own(told, 'tags'))[0]) ?? '',
    marks: marksOf(told),
  };
}

/** Procore's tags are "category/tool/resource". Parts that no tag gives stay empty, and `merge` fills them in. */
function groupOf(tag: string, path: string): Pick<Operation, 'category' | 'tool' | 'resource'> {
  const parts = tag.split('/').filter(Boolean);
  const [category = ''] = parts.length > 1 ? parts : [];
  return {
    category,
    tool: (parts.length > 2 ? parts.slice(1, -1).join('/') : parts.at(-1)) ?? '',
    resource: (parts.length > 2 ? parts.at(-1) : undefined) ?? endOf(path).replaceAll('_', '-'),
  };
}

function bodyOf(
  told: JsonObject,
  parameters: Parameters,
  references: References,
): { readonly body?: OperationBody; readonly schema?: unknown } {
  if (parameters.body) {
    const [consumes] = listOf(own(told, 'consumes'));
    const usual = parameters.isForm ? 'multipart/form-data' : 'application/json';
    return { body: { contentType: line(consumes) ?? usual, ...parameters.body }, schema: parameters.schema };
  }
  const content = objectOf(own(references.follow(own(told, 'requestBody')), 'content'));
  const contentType = references.once('type of a body', content, () => {
    const types = Object.keys(content).filter((type) => type === line(type));
    return types.find((type) => type === 'application/json') ?? types[0];
  });
  if (contentType === undefined) return {};
  const schema = own(objectOf(own(content, contentType)), 'schema');
  return { body: { contentType, ...keysOf(schema, references) }, schema };
}

/** The schema of a successful answer. */
function answerOf(told: JsonObject, references: References): unknown {
  const responses = objectOf(own(told, 'responses'));
  const status = ['200', '201', '202', '207', '2XX'].find((each) => Object.hasOwn(responses, each));
  const response = references.follow(status && own(responses, status));
  const content = objectOf(own(response, 'content'));
  const type = references.once(
    'type of an answer',
    content,
    () => Object.keys(content).find((each) => each.includes('json')) ?? '',
  );
  return own(response, 'schema') ?? own(objectOf(own(content, type)), 'schema');
}

function pagingOf(params: readonly OperationParam[]): DeclaredPaging | undefined {
  const has = (name: string) => params.some((param) => param.in === 'query' && param.name === name);
  if (has('cursor')) return 'cursor';
  if (has('page') && has('per_page')) return 'page/per_page';
  return has('page_size') && has('page_start') ? 'page_size/page_start' : undefined;
}

/** The prefix of every path: Swagger 2.0's basePath, or the path of OpenAPI 3's first server. */
function prefixOf(document: JsonObject): string {
  const base = own(document, 'basePath') ?? own(objectOf(listOf(own(document, 'servers'))[0]), 'url');
  const path = typeof base === 'string' ? base.replace(/^[a-z]+:\/\/[^/]*/i, '') : '';
  // All paths get it: what is too long for one of them need not be longer.
  return withoutEndSlashes(path.slice(0, LONGEST_PATH + 1));
}

function fullPath(prefix: string, written: string): string {
  const path = withoutEndSlashes(written);
  return path.startsWith('/rest/') || !prefix.startsWith('/rest') ? path : prefix + path;
}

/** The lookbehind makes the search start once per run of slashes, not once per slash, so it stays fast. */
function withoutEndSlashes(path: string): string {
  return path.replace(/(?<!\/)\/+$/, '');
}

function count(number: number, one: string, many: string, rest: string): string | undefined {
  return number === 0 ? undefined : `${number} ${number === 1 ? one : many} ${rest}.`;
}
