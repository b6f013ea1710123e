import assert from 'node:assert/strict';
import fc from 'fast-check';
import { convert } from '../../src/catalogue/openapi/convert.js';
import { readOpenApi } from '../../src/catalogue/openapi/read.js';
import { type Operation, signatureOf } from '../../src/catalogue/operation.js';
import { pack } from '../../src/catalogue/table.js';
import { parseTable } from '../../src/catalogue/table-schema.js';
import { documentOf } from '../../testing/catalogue/openapi-document.js';
import { shipped } from './operations.js';

const read = (document: object) => readOpenApi(JSON.stringify(document));
const openapi = (paths: object, more: object = {}) => ({ openapi: '3.0.1', paths, ...more });
/** A document has the methods of a path together, whatever stands between them elsewhere. */
const bySignature = (operations: readonly Operation[]) =>
  new Map(operations.map((operation) => [signatureOf(operation), operation]));

/** The only operation of a document with one path. */
const one = (told: object, more: object = {}, path = '/rest/v1.0/things') => {
  const [operation] = read(openapi({ [path]: { get: told } }, more)).operations;
  return operation ?? assert.fail();
};

describe('OpenAPI document', () => {
  it('of version 3 gives the operations it was written from', () => {
    const operations = shipped();
    const { operations: found, skipped, problems } = read(documentOf(operations));
    // A document says nothing of other editions.
    const told = operations.map(({ newer: _n, removed: _r, ...said }) => said);
    assert.deepEqual(bySignature(found), bySignature(told));
    assert.deepEqual(skipped, { outsideRest: 0, badPath: 0, twice: 0 });
    assert.deepEqual(problems, []);
  });

  it('says since and until when an operation is to be used', () => {
    const marks = (told: object) => {
      const { deprecated, deprecatedAt, sunset, beta } = one(told);
      return { deprecated, deprecatedAt, sunset, beta };
    };
    const none = { deprecated: undefined, deprecatedAt: undefined, sunset: undefined, beta: undefined };
    const all = { deprecated: true, 'x-deprecated-at': '2026-03-01', 'x-sunset': '2026-09-16T00:00:00Z' };
    const read = { ...none, deprecated: true, deprecatedAt: '2026-03-01', sunset: '2026-09-16' };
    assert.deepEqual(marks(all), read);
    assert.equal(marks({ 'x-sunset': 'Wed, 16 Sep 2026 12:00:00 GMT' }).sunset, '2026-09-16');
    for (const beta of [{ 'x-beta': true }, { 'x-stage': 'Beta' }, { summary: 'List things (Beta)' }]) {
      assert.deepEqual(marks(beta), { ...none, beta: true });
    }
    for (const wrong of ['soon', '', 5, null, {}, ['2026-01-01'], '+012026-01-01', '99999999999']) {
      const told = { 'x-deprecated-at': wrong, 'x-sunset': wrong, deprecated: 'true', 'x-beta': 'no' };
      assert.deepEqual(marks(told), none, JSON.stringify(wrong));
    }
    assert.equal(one({ summary: 'Show alphabeta' }).beta, undefined);
  });

  it('of version 2 is read alike', () => {
    const { operations } = read({
      swagger: '2.0',
      basePath: '/rest/v1.0/',
      paths: {
        '/projects/{project_id}/rfis': {
          parameters: [{ name: 'project_id', in: 'path', type: 'integer', required: true }],
          get: {
            summary: 'List RFIs',
            tags: ['Project Management/RFI/rfis'],
            parameters: [
              { name: 'Procore-Company-Id', in: 'header', type: 'integer', required: true },
              {
                name: 'filters[status]',
                in: 'query',
                type: 'array',
                items: { type: 'string', enum: ['open'] },
              },
              { name: 'page', in: 'query', type: 'integer', default: 1 },
              { name: 'per_page', in: 'query', type: 'integer' },
            ],
            responses: { 200: { schema: { type: 'array', items: {} } } },
          },
          post: {
            summary: 'Create RFI',
            parameters: [
              { name: 'body', in: 'body', schema: { properties: { rfi: {}, note: {} }, required: ['rfi'] } },
            ],
          },
          patch: {
            parameters: [{ name: 'file', in: 'formData', type: 'file', required: true }],
          },
        },
      },
    });
    const [list, create, change] = operations;
    assert.deepEqual(list, {
      id: 'RestV10ProjectsProjectIdRfisGet',
      method: 'GET',
      path: '/rest/v1.0/projects/{project_id}/rfis',
      name: 'List RFIs',
      category: 'Project Management',
      tool: 'RFI',
      resource: 'rfis',
      companyHeader: true,
      params: [
        { name: 'project_id', in: 'path', type: 'integer', required: true },
        { name: 'filters[status]', in: 'query', type: 'array<string>', enum: ['open'] },
        { name: 'page', in: 'query', type: 'integer', default: 1 },
        { name: 'per_page', in: 'query', type: 'integer' },
      ],
      returns: 'array',
      paging: 'page/per_page',
    });
    assert.deepEqual(create?.body, {
      contentType: 'application/json',
      keys: ['rfi', 'note'],
      required: ['rfi'],
    });
    assert.deepEqual(change?.body, {
      contentType: 'multipart/form-data',
      keys: ['file'],
      required: ['file'],
    });
  });

  it('may put the version into its server’s address', () => {
    const servers = [{ url: 'https://api.procore.com/rest/v2.0' }];
    assert.equal(one({}, { servers }, '/things').path, '/rest/v2.0/things');
    assert.equal(one({}, { servers }).path, '/rest/v1.0/things');
  });

  it('follows references within itself', () => {
    const components = {
      parameters: { 'a/b': { name: 'a', in: 'query', schema: { $ref: '#/components/schemas/Id' } } },
      schemas: { Id: { type: 'integer' } },
    };
    const parameters = [{ $ref: '#/components/parameters/a~1b' }];
    assert.deepEqual(one({ parameters }, { components }).params, [
      { name: 'a', in: 'query', type: 'integer' },
    ]);
  });

  it('fetches no other document, and says so', () => {
    const parameters = [{ $ref: 'https://evil.example/a.json' }, { $ref: '../b.json#/c' }];
    const conversion = read(openapi({ '/rest/v1.0/a': { get: { parameters } } }));
    assert.deepEqual(conversion.operations[0]?.params, []);
    assert.deepEqual(conversion.problems, ['2 references lead to another document, which is not fetched.']);
  });

  it('follows a chain of references to its end, from wherever it begins', () => {
    const link = (at: number) => ({ $ref: `#/chain/${at}` });
    const chain = [...Array.from({ length: 50 }, (_, index) => link(index + 1)), { type: 'integer' }];
    const parameters = [40, 0].map((at) => ({ name: `p${at}`, in: 'query', schema: link(at) }));
    assert.deepEqual(
      one({ parameters }, { chain }).params.map(({ type }) => type),
      ['integer', 'integer'],
    );
  });

  it('counts a reference once, however many operations use it', () => {
    const item = { parameters: [{ $ref: '#/nowhere' }, { $ref: '#/x' }], get: {}, post: {} };
    const names = ['a', 'b', 'c'].map((name) => `/rest/v1.0/${name}`);
    const paths = Object.fromEntries(names.map((path) => [path, { $ref: '#/item' }]));
    const circle = { x: { $ref: '#/y' }, y: { $ref: '#/x' } };
    assert.deepEqual(read(openapi(paths, { item, ...circle })).problems, ['2 references lead nowhere.']);
  });

  it('survives references in a circle and to nowhere', () => {
    const schemas = {
      Loop: { $ref: '#/components/schemas/Loop' },
      Self: { allOf: [{ $ref: '#/components/schemas/Self' }, { properties: { rfi: {} } }] },
    };
    const body = (schema: object) => ({ requestBody: { content: { 'application/json': { schema } } } });
    const of = (name: string) =>
      one(body({ $ref: `#/components/schemas/${name}` }), { components: { schemas } });
    assert.deepEqual(of('Self').body?.keys, ['rfi']);
    assert.deepEqual(of('Loop').body?.keys, []);
    assert.deepEqual(of('Missing').body?.keys, []);
  });

  it('counts what it leaves out', () => {
    const { operations, skipped, problems } = read(
      openapi({
        '/rest/v1.0/a': { get: {}, head: {}, summary: 'x' },
        '/rest/v1.0/a/': { get: {} },
        '/rest/v1.0/../b': { get: {} },
        '/oauth/token': { post: {} },
      }),
    );
    assert.deepEqual(
      operations.map(({ id }) => id),
      ['RestV10AGet'],
    );
    assert.deepEqual(skipped, { outsideRest: 1, badPath: 1, twice: 1 });
    assert.equal(problems.length, 2);
  });

  it('names an operation by its summary, its id, or itself', () => {
    assert.equal(one({ summary: 'List\n  things\u0007' }).name, 'List things');
    assert.equal(one({ operationId: 'listThings' }).name, 'listThings');
    assert.equal(one({ summary: ' ' }).name, 'GET /rest/v1.0/things');
  });

  const returns: Array<[object, string | undefined]> = [
    [{ type: 'array' }, 'array'],
    [{ properties: { entities: {}, errors: {} } }, 'sync'],
    [{ properties: { data: { type: 'array' } } }, 'data:array'],
    [{ properties: { data: {}, meta: {} } }, 'data:object'],
    [{ type: 'string' }, 'string'],
    [{ type: ['object', 'null'] }, 'object'],
    [{}, undefined],
  ];
  for (const [schema, expected] of returns) {
    it(`reads ${JSON.stringify(schema)} as ${expected}`, () => {
      const responses = { 200: { content: { 'application/json; charset=utf-8': { schema } } } };
      assert.equal(one({ responses }).returns, expected);
    });
  }
});

describe('file that is none', () => {
  const files: Array<[string, string, RegExp]> = [
    ['nothing', '', /not valid JSON/],
    ['a web page', '<!doctype html>', /web page/],
    ['YAML', '# Procore\nopenapi: 3.0.0', /YAML/],
    ['half a file', '{"openapi":"3.0.0","paths":{', /not valid JSON/],
    ['other JSON', '{"name":"x"}', /no OpenAPI/],
    ['a list', '[]', /no OpenAPI/],
    ['an old version', '{"swagger":"1.2","paths":{}}', /version 1\.2/],
    ['of a bottomless version', `{"openapi":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /no OpenAPI/],
    ['no paths', '{"openapi":"3.0.0"}', /no operation/],
    ['another API', '{"openapi":"3.0.0","paths":{"/pets":{"get":{}}}}', /no operation/],
    ['a bottomless one', '['.repeat(5_000_000), /not valid JSON/],
  ];
  for (const [what, text, words] of files) {
    it(`is refused with a reason: ${what}`, () => {
      assert.throws(
        () => readOpenApi(text),
        (error: Error & { code?: string; fix?: string }) =>
          error.code === 'PROCORE_CONFIG' &&
          words.test(error.message) &&
          /developer portal/.test(error.fix ?? ''),
      );
    });
  }

  it('is never more than refused: any JSON for any part gives a table that is taken', function () {
    this.timeout(60_000);
    const part = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom({ $ref: '#/paths' }, { $ref: '#/__proto__' }, { allOf: [{ $ref: '#/x' }] }),
      fc.dictionary(
        fc.constantFrom('__proto__', 'constructor', 'type', 'properties', 'items', 'enum'),
        fc.jsonValue(),
      ),
    );
    const parameter = fc.record(
      {
        name: fc.oneof(fc.string(), fc.constant('__proto__')),
        in: fc.constantFrom('path', 'query', 'header', 'body', 'formData', 'x'),
        schema: part,
        required: fc.boolean(),
        $ref: fc.constantFrom('#/x', '#/paths/0', 'file:///etc/passwd', '#/%E0%A4%A'),
      },
      { requiredKeys: [] },
    );
    const told = fc.record(
      {
        summary: fc.oneof(fc.string(), part),
        tags: fc.oneof(fc.array(fc.string()), part),
        parameters: fc.oneof(fc.array(fc.oneof(parameter, part)), part),
        requestBody: fc.oneof(
          part,
          fc.record({ content: fc.dictionary(fc.string(), fc.record({ schema: part })) }),
        ),
        responses: fc.oneof(part, fc.constant({ 200: { content: { json: { schema: { $ref: '#/x' } } } } })),
        consumes: part,
      },
      { requiredKeys: [] },
    );
    const item = fc.dictionary(
      fc.constantFrom('get', 'post', 'parameters', '$ref', '__proto__'),
      fc.oneof(told, part),
    );
    const path = fc.oneof(
      fc.constantFrom('/rest/v1.0/a', '/rest/v1.0/{id}/b', '/rest/v1.0/a_b'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(path, item), part, part, (paths, x, basePath) => {
        const { operations } = convert(JSON.parse(JSON.stringify({ paths, x, basePath })));
        if (operations.length > 0) {
          assert.deepEqual(parseTable(JSON.parse(JSON.stringify(pack(operations)))), operations);
        }
        assert.equal(Object.keys(Object.prototype).length, 0);
      }),
      { numRuns: 150 },
    );
  });
});
