import type { Operation, OperationParam, Returns } from '../../src/catalogue/operation.js';

/** An OpenAPI 3 document that describes these operations in the way of Procore's own document. */
export function documentOf(operations: readonly Operation[], description = ''): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const onPath = paths[operation.path] ?? {};
    onPath[operation.method.toLowerCase()] = operationObject(operation, description);
    paths[operation.path] = onPath;
  }
  return { openapi: '3.0.1', info: { title: 'REST' }, paths };
}

function operationObject(operation: Operation, description: string): object {
  const { name, category, tool, resource, companyHeader, params, body, returns } = operation;
  const header = { name: 'Procore-Company-Id', in: 'header', required: companyHeader, description };
  const token = { name: 'Idempotency-Token', in: 'header' };
  return {
    operationId: operation.id,
    summary: name,
    description,
    tags: [`${category}/${tool}/${resource}`],
    ...(operation.deprecated && { deprecated: true }),
    ...(operation.deprecatedAt && { 'x-deprecated-at': operation.deprecatedAt }),
    ...(operation.sunset && { 'x-sunset': operation.sunset }),
    ...(operation.beta && { 'x-beta': true }),
    parameters: [header, ...(operation.idempotencyToken ? [token] : []), ...params.map(parameterObject)],
    ...(body && {
      requestBody: { content: { [body.contentType]: { schema: bodySchema(body, description) } } },
    }),
    responses: {
      200: { description, content: { 'application/json': { schema: returns ? ANSWERS[returns] : {} } } },
    },
  };
}

function parameterObject({
  name,
  in: place,
  type,
  required,
  format,
  enum: choices,
  ...rest
}: OperationParam) {
  const [, item] = /^array<(.*)>$/.exec(type) ?? [];
  const schema = item
    ? { type: 'array', items: { type: item, ...(choices && { enum: choices }) } }
    : { type, ...(choices && { enum: choices }) };
  return {
    name,
    in: place,
    ...(required && { required }),
    schema: { ...schema, ...(format && { format }), ...rest },
  };
}

function bodySchema({ keys, required }: NonNullable<Operation['body']>, description: string) {
  const properties = Object.fromEntries(keys.map((key) => [key, { type: 'object', description }]));
  return { type: 'object', required, properties };
}

const ANSWERS: Readonly<Record<Returns, object>> = {
  array: { type: 'array', items: { type: 'object' } },
  object: { type: 'object', properties: { id: { type: 'integer' } } },
  'data:array': { type: 'object', properties: { data: { type: 'array' } } },
  'data:object': { type: 'object', properties: { data: { type: 'object' } } },
  sync: { type: 'object', properties: { entities: { type: 'array' }, errors: { type: 'array' } } },
  string: { type: 'string' },
};
