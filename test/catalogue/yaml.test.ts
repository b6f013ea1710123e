import assert from 'node:assert/strict';
import { looksLikeYaml, readDocument } from '../../src/catalogue/openapi/read.js';
import { parseYaml } from '../../src/catalogue/yaml.js';

const DOCUMENT = `
openapi: 3.0.1
info: {title: REST}
paths:
  /rest/v1.0/things:
    get:
      summary: List things
      deprecated: true
      parameters:
        - &company {name: company_id, in: query, schema: {type: integer}}
    post:
      summary: Create thing
      parameters: [*company]
`;

describe('OpenAPI document in YAML', () => {
  it('is told from JSON and web pages', () => {
    for (const text of [DOCUMENT, '--- \nopenapi: 3.0.0', '# c\n', '\ufeffswagger: "2.0"', '"openapi": 3']) {
      assert.equal(looksLikeYaml(text), true, text);
    }
    for (const text of ['{"openapi":"3"}', '<html>', '', '[]', 'PK'])
      assert.equal(looksLikeYaml(text), false, text);
  });

  it('gives the operations that it describes', async () => {
    const { operations } = readDocument(await parseYaml(DOCUMENT));
    assert.deepEqual(
      operations.map(({ method, name, deprecated, params }) => [method, name, deprecated, params[0]?.name]),
      [
        ['GET', 'List things', true, 'company_id'],
        ['POST', 'Create thing', undefined, 'company_id'],
      ],
    );
  });

  it('that is broken is refused with the place', async () => {
    await assert.rejects(parseYaml('a: [1, 2\nb: "'), (error: { code?: string; cause?: string }) => {
      assert.equal(error.code, 'PROCORE_CONFIG');
      assert.match(String(error.cause), /not valid YAML in line \d+, column \d+/);
      return true;
    });
  });

  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'].map((pair) => [...pair])) {
    bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`);
  }
  const hostile: Array<[string, string]> = [
    ['a bomb of aliases', bomb.join('\n')],
    ['many brackets', '['.repeat(20_000)],
    ['an alias to itself', 'a: &a [*a]'],
    ['code', 'a: !!js/function "function () { process.exit(1) }"\nb: ['],
  ];
  for (const [what, text] of hostile) {
    it(`that is ${what} ends in a refusal`, async () => {
      await assert.rejects(parseYaml(text), { code: 'PROCORE_CONFIG' });
    });
  }

  it('changes no prototype', async () => {
    const value = (await parseYaml(
      '__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}',
    )) as object;
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
  });

  it('lets Node-RED go on while it is read', async () => {
    const lines = Array.from({ length: 4_000 }, (_, n) => `  /rest/v1.0/a${n}: {get: {summary: a}}`);
    let longest = 0;
    let last = performance.now();
    const ticks = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    try {
      const started = performance.now();
      await parseYaml(`openapi: 3.0.0\npaths:\n${lines.join('\n')}`);
      const whole = performance.now() - started;
      assert.ok(longest < whole / 2, `${longest} of ${whole} ms`);
    } finally {
      clearInterval(ticks);
    }
  });
});
