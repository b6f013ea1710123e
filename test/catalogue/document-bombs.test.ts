import assert from 'node:assert/strict';
import { convert } from '../../src/catalogue/openapi/convert.js';
import { packWithBodies } from '../../src/catalogue/table.js';

/** As many operations as are read of a document. */
const MANY = 20_000;

const many = (item: object) =>
  Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`/rest/v1.0/a${index}`, item]));
const times = <T>(count: number, each: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => each(index));
const named = (count: number, inner: object) =>
  Object.fromEntries(times(count, (index) => [`key${index}`, inner]));
const withBody = (schema: object) => ({
  post: { requestBody: { content: { 'application/json': { schema } } } },
});
const withAnswer = (schema: object) => ({
  get: { responses: { 200: { content: { 'application/json': { schema } } } } },
});
/** A copy of a part of a document, since only what is one object is known again. */
const written = <T>(part: T): T => JSON.parse(JSON.stringify(part)) as T;

/** Schemas each of which combines all of them. */
const combining = (count: number) => {
  const all = times(count, (index) => ({ $ref: `#/s/${index}` }));
  return all.map((_, index) => ({ type: 'object', allOf: all, properties: { [`key${index}`]: {} } }));
};

/** Objects of which each key holds one of them. */
const referring = (count: number, keys: number) =>
  times(count, (index) => ({
    type: 'object',
    properties: Object.fromEntries(
      times(keys, (key) => [`key${index}_${key}`, { $ref: `#/s/${(index + key) % count}` }]),
    ),
  }));

const choices = times(500, (index) => `a choice  of ${'x'.repeat(100)}${index}`);
const chosen = (all: readonly string[]) => ({
  get: {},
  parameters: times(200, (index) => ({ name: `p${index}`, in: 'query', schema: { enum: all } })),
});
const nested = (levels: number, inner: object): object =>
  levels === 0 ? inner : { a: nested(levels - 1, inner) };

/** Small documents, of which every operation refers to the same large thing. */
const BOMBS: ReadonlyArray<[what: string, document: () => object]> = [
  [
    'a schema with 100,000 keys',
    () => ({ paths: many(withBody({ allOf: [{ $ref: '#/x' }] })), x: { properties: named(100_000, {}) } }),
  ],
  ['200 parameters with 500 choices each', () => ({ paths: many({ $ref: '#/x' }), x: chosen(choices) })],
  [
    '200 parameters with 500 good choices each',
    () => ({
      paths: many({ $ref: '#/x' }),
      x: chosen(choices.map((choice) => choice.replace('  ', ' '))),
    }),
  ],
  [
    'a reference of a million characters',
    () => ({
      paths: many({ get: { parameters: [{ $ref: '#/x' }] } }),
      x: { $ref: `#${'/a'.repeat(500_000)}` },
    }),
  ],
  [
    '150 schemas that combine each other, for its body',
    () => ({ paths: many(withBody({ allOf: [{ $ref: '#/s/0' }] })), s: combining(150) }),
  ],
  [
    '150 schemas that combine each other, for its answer',
    () => ({ paths: many(withAnswer({ type: 'object', allOf: [{ $ref: '#/s/0' }] })), s: combining(150) }),
  ],
  [
    'choices of a schema, each by parameters of its own',
    () => ({
      paths: many({
        get: { parameters: times(10, (at) => ({ name: `p${at}`, in: 'query', schema: { $ref: '#/x' } })) },
      }),
      x: { enum: choices },
    }),
  ],
  [
    'parameters that are far down',
    () => ({
      paths: many({ $ref: '#/x' }),
      x: { get: {}, parameters: times(200, () => ({ $ref: `#/deep${'/a'.repeat(400)}` })) },
      deep: nested(400, { name: 'a', in: 'header' }),
    }),
  ],
  [
    'parameters of long names and places that no request has',
    () => ({
      paths: many({ $ref: '#/x' }),
      x: {
        get: {},
        parameters: times(200, (at) => ({ name: `${' x'.repeat(900)}${at}`, in: 'x'.repeat(10_000) })),
      },
    }),
  ],
  [
    'a body of schemas that refer to each other, by keys of their own',
    () => ({ paths: many(withBody({ allOf: [{ $ref: '#/s/0' }] })), s: referring(30, 10) }),
  ],
  [
    'a body of objects that refer to each other, one for all',
    () => ({ paths: many(withBody({ $ref: '#/s/0' })), s: referring(300, 300) }),
  ],
  [
    'a body of one of 200 objects, each of one of 200',
    () => ({
      paths: many(withBody({ oneOf: times(200, () => ({ $ref: '#/x' })) })),
      x: { oneOf: times(200, (at) => ({ properties: { [`key${at}`]: { $ref: '#/x' } } })) },
    }),
  ],
  [
    'a body of 200 parts with 500 required keys each',
    () => ({
      paths: many(withBody({ allOf: times(200, () => ({ $ref: '#/x' })) })),
      x: { properties: named(400, {}), required: times(500, (at) => `key${at}`) },
    }),
  ],
  [
    'a large body, the same for all',
    () => ({
      paths: many(withBody({ $ref: '#/x' })),
      x: { properties: named(40, { properties: named(100, { type: 'string' }) }) },
    }),
  ],
  [
    'a body of long choices',
    () => ({
      paths: many(withBody({ $ref: '#/x' })),
      x: { properties: named(8, { enum: choices.map((choice) => choice.replace('  ', ' ')) }) },
    }),
  ],
  [
    'a body of 10,000 types',
    () => ({
      paths: many({ $ref: '#/x' }),
      x: { post: { requestBody: { content: named(10_000, {}) } } },
    }),
  ],
  [
    'an answer of 10,000 types',
    () => ({
      paths: many({ $ref: '#/x' }),
      x: { get: { responses: { 200: { content: named(10_000, {}) } } } },
    }),
  ],
  [
    'the same long words',
    () => ({
      paths: many({ $ref: '#/x' }),
      x: {
        get: Object.fromEntries(
          ['summary', 'x-stage', 'x-status', 'x-sunset'].map((key) => [key, 'x '.repeat(5_000)]),
        ),
      },
    }),
  ],
  [
    'a base path of a million characters',
    () => ({
      basePath: `/rest/${'x'.repeat(1_000_000)}`,
      paths: { ...many({ get: {} }), '/rest/v1.0/a': { get: {} } },
    }),
  ],
];

describe('a small document that stands for a huge one', () => {
  for (const [what, make] of BOMBS) {
    it(`takes seconds, and is no large table: ${what}`, function () {
      this.timeout(20_000);
      const document = written(make());
      const started = performance.now();
      const { operations, bodies, problems, beyond } = convert(document as never);
      const table = JSON.stringify(packWithBodies(operations, bodies));
      assert.ok(operations.length > 0);
      assert.ok(table.length < 40_000_000, `${table.length} characters`);
      assert.ok(performance.now() - started < 5_000, `${performance.now() - started} ms`);
      // What was not read is told.
      assert.equal(
        problems.some((each) => each.includes('beyond the first')),
        beyond > 0,
      );
    });
  }

  it('gives the keys of schemas that are combined of each other a thousandfold', () => {
    const s = combining(1_000);
    const document = { s, paths: { '/rest/v1.0/a': withBody({ allOf: s[0]?.allOf }) } };
    const started = performance.now();
    const { operations } = convert(document);
    assert.ok((operations[0]?.body?.keys.length ?? 0) > 100);
    assert.ok(performance.now() - started < 1_000);
  });

  it('leaves no operation out for its body', () => {
    const s = referring(30, 10);
    const document = written({ s, paths: many(withBody({ allOf: [{ $ref: '#/s/0' }] })) });
    const { operations, bodies, beyond, problems } = convert(document as never);
    assert.deepEqual([operations.length, beyond], [MANY, 0]);
    assert.ok(bodies.size > 10 && bodies.size < MANY, String(bodies.size));
    assert.deepEqual(problems, [`${MANY - bodies.size} bodies are too large to be described.`]);
  });

  it('does not end the work by its depth', () => {
    const bottomless = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    const parameters = [
      { name: 'a', in: bottomless },
      { name: bottomless, in: 'query' },
      { name: 'b', in: 'query', schema: { type: bottomless, enum: bottomless, default: bottomless } },
    ];
    const { operations } = convert({ paths: { '/rest/v1.0/a': { get: { parameters } } } });
    assert.deepEqual(operations[0]?.params, [{ name: 'b', in: 'query', type: 'string' }]);
    for (const [open, close] of [
      ['{"type":"array","items":', '}'],
      ['{"properties":{"a":', '}}'],
      ['{"allOf":[', ']}'],
      ['{"oneOf":[', ']}'],
    ] as const) {
      const schema = JSON.parse(`${open.repeat(100_000)}{}${close.repeat(100_000)}`) as unknown;
      const { bodies } = convert({ paths: { '/rest/v1.0/a': withBody(schema as object) } });
      assert.ok(JSON.stringify([...bodies]).length < 1_000);
    }
    const required = {
      properties: { a: bottomless, b: { type: bottomless, enum: bottomless } },
      required: bottomless,
    };
    const { bodies } = convert({ paths: { '/rest/v1.0/a': withBody(required) } });
    assert.deepEqual([...bodies.values()], [{ a: 'any', b: 'any' }]);
  });
});
