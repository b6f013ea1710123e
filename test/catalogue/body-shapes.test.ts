import assert from 'node:assert/strict';
import { convert } from '../../src/catalogue/openapi/convert.js';
import { type Shape, type ShapeNotation, shapeOf } from '../../src/catalogue/shape.js';
import { overlaid } from '../../src/catalogue/shape-merge.js';
import { notationOf } from '../../src/catalogue/shape-notation.js';
import { builtInShapes } from '../../src/catalogue/shapes.js';
import { schemaOf } from '../../testing/catalogue/body-schema.js';

const POST = 'POST /rest/v1.0/a';

/** A document of one operation with this body. */
const documentOf = (schema: unknown, more: object = {}) => ({
  paths: { '/rest/v1.0/a': { post: { requestBody: { content: { 'application/json': { schema } } } } } },
  ...more,
});
const read = (schema: unknown, more?: object) => convert(documentOf(schema, more)).bodies.get(POST);
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });

describe('the shape of a body, from its schema', () => {
  const read1 = (schema: unknown) => (read(object({ a: schema })) as { a?: ShapeNotation } | undefined)?.a;

  const VALUES: ReadonlyArray<[schema: object, notation: ShapeNotation]> = [
    [{ type: 'string' }, 'string'],
    [{ type: 'string', format: 'date' }, 'date'],
    [{ type: 'string', format: 'date-time' }, 'date-time'],
    [{ type: 'string', format: 'whatever' }, 'string'],
    [{ type: 'integer', format: 'int64' }, 'integer'],
    [{ type: 'number', format: 'float' }, 'number'],
    [{ type: 'boolean', enum: [true, false] }, 'boolean'],
    [{ type: ['string', 'null'], format: 'date' }, 'date'],
    [{ type: ['string', 'integer'] }, { oneOf: ['string', 'integer'] }],
    [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, 'integer'],
    [{ type: 'string', enum: ['open', 'closed'] }, { enum: ['open', 'closed'] }],
    [{ enum: [1, null] }, { enum: [1, null] }],
    [{ const: 'x' }, { enum: ['x'] }],
    [{ type: 'array', items: { type: 'integer' } }, ['integer']],
    [{ type: 'array' }, ['any']],
    [{ type: 'object' }, 'object'],
    [{ type: 'object', properties: {} }, 'object'],
    [{ allOf: [{ type: 'string', format: 'date' }], description: 'a day' }, 'date'],
    [{}, 'any'],
    [{ type: 'moon' }, 'any'],
  ];
  for (const [schema, notation] of VALUES) {
    it(`${JSON.stringify(schema)} is ${JSON.stringify(notation)}`, () =>
      assert.deepEqual(read1(schema), notation));
  }

  it('has its required keys at every level, but not what is only read', () => {
    const rfi = object(
      { id: { type: 'integer', readOnly: true }, subject: { type: 'string' }, urgency: { enum: ['low'] } },
      { required: ['id', 'urgency'] },
    );
    assert.deepEqual(read(object({ rfi }, { required: ['rfi'] })), {
      'rfi!': { id: 'integer', subject: 'string', 'urgency!': { enum: ['low'] } },
    });
  });

  it('has what it refers to and combines', () => {
    const more = {
      components: {
        schemas: {
          Base: object({ name: { type: 'string' } }, { required: ['name'] }),
          More: {
            allOf: [
              { $ref: '#/components/schemas/Base' },
              object({ day: { format: 'date', type: 'string' } }),
            ],
          },
        },
      },
    };
    const schema = { allOf: [{ $ref: '#/components/schemas/More' }, { required: ['day'] }] };
    assert.deepEqual(read(schema, more), { 'name!': 'string', 'day!': 'date' });
  });

  it('has the keys of all alternatives, and requires what all of them require', () => {
    const schema = {
      oneOf: [
        object({ a: { type: 'string' }, b: { type: 'integer' } }, { required: ['a', 'b'] }),
        object({ a: { type: 'string' }, c: { type: 'integer' } }, { required: ['a', 'c'] }),
      ],
    };
    assert.deepEqual(read(schema), { 'a!': 'string', b: 'integer', c: 'integer' });
    const either = { ...object({ a: {}, b: {} }), anyOf: [{ required: ['a'] }, { required: ['b'] }] };
    assert.deepEqual(read(either), { a: 'any', b: 'any' });
  });

  it('is that of a body in Swagger 2.0', () => {
    const parameters = [
      { in: 'body', name: 'body', schema: object({ day: { type: 'string', format: 'date' } }) },
    ];
    const { bodies } = convert({ swagger: '2.0', paths: { '/rest/v1.0/a': { post: { parameters } } } });
    assert.deepEqual(bodies.get(POST), { day: 'date' });
  });

  it('is that of the fields of a form in Swagger 2.0, unless they are further inside', () => {
    const field = (name: string, more: object = {}) => ({ in: 'formData', name, type: 'string', ...more });
    const of = (...parameters: object[]) =>
      convert({ swagger: '2.0', paths: { '/rest/v1.0/a': { post: { parameters } } } }).bodies.get(POST);
    assert.deepEqual(of(field('day', { format: 'date', required: true }), field('file', { type: 'file' })), {
      'day!': 'date',
      file: 'binary',
    });
    assert.equal(of(field('rfi[subject]')), undefined);
    assert.equal(of(field('__proto__')), undefined);
  });

  it('is none where nothing is described, and for a GET', () => {
    for (const schema of [undefined, {}, { type: 'object' }, { $ref: '#/nowhere' }, 7]) {
      assert.equal(read(schema), undefined);
    }
    const { bodies } = convert({
      paths: {
        '/rest/v1.0/a': {
          get: { requestBody: { content: { 'application/json': { schema: object({ a: {} }) } } } },
        },
      },
    });
    assert.equal(bodies.size, 0);
  });

  it('ends where it comes to itself', () => {
    const a = object({
      name: { type: 'string' },
      parent: { $ref: '#/a' },
      children: { type: 'array', items: { $ref: '#/a' } },
    });
    assert.deepEqual(read({ $ref: '#/a' }, { a }), {
      name: 'string',
      parent: 'object',
      children: ['object'],
    });
    assert.equal(read({ $ref: '#/x' }, { x: { allOf: [{ $ref: '#/x' }] } }), undefined);
    assert.equal(read({ $ref: '#/x' }, { x: { oneOf: [{ $ref: '#/x' }] } }), undefined);
  });

  it('takes names of any object as names, and no name that its notation cannot hold', () => {
    const properties = JSON.parse(
      '{"constructor": {"type": "integer"}, "toString": {}, "hasOwnProperty": {}}',
    );
    const shape = read(object(properties, { required: ['constructor'] }));
    assert.deepEqual(shape, { 'constructor!': 'integer', toString: 'any', hasOwnProperty: 'any' });
    for (const name of ['__proto__', 'a!', 'a\nb', '', 'x'.repeat(1_000)]) {
      const odd = JSON.parse(
        `{"ok": {"type": "string"}, "odd": {"properties": {${JSON.stringify(name)}: {}}}}`,
      );
      assert.deepEqual(read(object(odd)), { ok: 'string', odd: 'object' }, name);
    }
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('keeps fields that are called as the notation itself', () => {
    const shape = read(
      object({ enum: { type: 'array', items: { type: 'string' } }, oneOf: { type: 'string' } }),
    );
    const { kind } = shapeOf(shape);
    assert.equal(kind, 'object');
    assert.deepEqual(shape, { enum: 'any', oneOf: 'string' });
  });

  it('is described less deep if it is too large', () => {
    const level = (n: number) =>
      Object.fromEntries(Array.from({ length: 10 }, (_, key) => [`key${key}`, { $ref: `#/l/${n + 1}` }]));
    const l = Array.from({ length: 30 }, (_, n) => object(level(n)));
    const shape = shapeOf(read({ $ref: '#/l/0' }, { l }));
    assert.ok(shape.kind === 'object' && shape.fields.length === 10);
    const [first] = shape.fields;
    assert.ok(first?.shape.kind === 'object' && first.shape.fields.length === 10);
  });

  it('tells of bodies that are too large', () => {
    const wide = { allOf: Array.from({ length: 300 }, (_, n) => object({ [`key${n}`]: {} })) };
    const { bodies, problems } = convert(documentOf(wide));
    assert.equal(bodies.size, 0);
    assert.deepEqual(problems, ['1 body is too large to be described.']);
  });
});

describe('the bodies of the package, written as a document', () => {
  it('are read as they were', async () => {
    const paths: Record<string, Record<string, object>> = {};
    const wanted = new Map<string, Shape>();
    for (const [signature, { body }] of await builtInShapes()) {
      if (body === undefined) continue;
      const [method = '', path = ''] = signature.split(' ');
      const shape = shapeOf(body);
      wanted.set(signature, shape);
      paths[path] = {
        ...paths[path],
        [method.toLowerCase()]: {
          requestBody: { content: { 'application/json': { schema: schemaOf(shape) } } },
        },
      };
    }
    const { bodies, problems } = convert({ paths });
    assert.deepEqual([bodies.size, problems], [966, []]);
    for (const [signature, shape] of wanted) {
      assert.deepEqual(shapeOf(bodies.get(signature)), shape, signature);
    }
  });
});

describe('the notation of a shape', () => {
  it('is read as the same shape, for all that the package has', async () => {
    let read = 0;
    for (const { body, returns } of (await builtInShapes()).values()) {
      for (const notation of [body, returns]) {
        if (notation === undefined) continue;
        read++;
        assert.deepEqual(shapeOf(notationOf(shapeOf(notation))), shapeOf(notation));
      }
    }
    assert.ok(read > 3_000, String(read));
  });
});

describe('the shape of an import over the built-in one', () => {
  const over = (imported: ShapeNotation, builtIn: ShapeNotation) =>
    notationOf(overlaid(shapeOf(imported), shapeOf(builtIn)));

  it('has the keys of the import, and inside of what it does not describe those of before', () => {
    assert.deepEqual(
      over(
        { 'rfi!': { 'urgency!': 'string', question: 'object', day: 'any', list: ['any'] } },
        { rfi: { due: 'date', question: { 'body!': 'string' }, day: 'date', list: ['integer'] } },
      ),
      { 'rfi!': { 'urgency!': 'string', question: { 'body!': 'string' }, day: 'date', list: ['integer'] } },
    );
  });

  it('is what the import says if the two do not agree', () => {
    assert.deepEqual(
      over({ a: 'object', b: ['string'], c: { d: 'string' } }, { a: 'date', b: 'string', c: 'any' }),
      {
        a: 'object',
        b: ['string'],
        c: { d: 'string' },
      },
    );
  });

  it('keeps custom fields', () => {
    const custom = { a: 'string', 'custom_field_%{custom_field_definition_id}': 'any' };
    assert.deepEqual(over({ b: 'string' }, custom), {
      b: 'string',
      'custom_field_%{custom_field_definition_id}': 'any',
    });
  });
});
