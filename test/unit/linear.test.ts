import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { expandEnv } from '../../nodes/shared/env.js';
import { bodySkeleton } from '../../src/catalogue/body.js';
import { labelOf } from '../../src/catalogue/labels.js';
import { convert } from '../../src/catalogue/openapi/convert.js';
import type { Operation } from '../../src/catalogue/operation.js';
import { parseQuery } from '../../src/catalogue/query.js';
import { unknownIn } from '../../src/catalogue/trial.js';
import { nextLink } from '../../src/paging/answer-headers.js';

const MANY = 100_000;

const NOTHING = { value: '', type: 'json' };

const operationAt = (path: string) =>
  ({ path, resource: path, body: { required: [], keys: ['x'] } }) as unknown as Operation;

/** Texts of others, each of the kind on which an expression that goes back takes time by the square of their length. */
const READINGS: Readonly<Record<string, () => unknown>> = {
  'Link header of openings': () => nextLink('<a>; x '.repeat(MANY)),
  'Link header of quotes': () => nextLink('<a>; rel="'.repeat(MANY)),
  'Link header of spaces': () => nextLink(`<a>${' '.repeat(MANY)}<`),
  'path of an OpenAPI file, of slashes': () => convert({ paths: { [`/${'/'.repeat(MANY)}x`]: { get: {} } } }),
  'base path of an OpenAPI file, of slashes': () => convert({ basePath: `${'/'.repeat(MANY)}x`, paths: {} }),
  'path whose segment ends with a mark': () => bodySkeleton(operationAt(`${'a'.repeat(MANY)}_`)),
  'label of a long segment': () => labelOf('id', `/${'a'.repeat(MANY)}-/{id}`),
  'search for question marks': () => parseQuery(`/${'?'.repeat(MANY)}\nx`),
  'variables of a draft without an end': () =>
    unknownIn({
      method: 'GET',
      path: '${'.repeat(MANY),
      company: NOTHING,
      params: [],
      query: NOTHING,
      headers: NOTHING,
      body: NOTHING,
    }),
  'variables of a field without an end': () =>
    expandEnv({} as NodeAPI, {} as Node, '${'.repeat(MANY), 'path'),
};

describe('time to read a text of others', () => {
  for (const [what, reading] of Object.entries(READINGS)) {
    it(`grows with its length and not with its square: ${what}`, () => {
      const started = performance.now();
      reading();
      const ms = performance.now() - started;
      assert.ok(ms < 1_000, `${Math.round(ms)} ms for ${MANY} pieces`);
    });
  }

  it('of a Link header finds the next page, whatever else stands there', () => {
    for (const [header, target] of [
      ['<https://api.example/a?page=2>; rel="next", <https://api.example/a?page=9>; rel="last"', 'page=2'],
      [
        '<https://api.example/a?ids=1,2&page=1>; rel="first", <https://api.example/a?page=3>; rel=next',
        'page=3',
      ],
      ['<https://api.example/a?page=4>; title="a, b; rel=prev"; REL="last next"', 'page=4'],
    ] as const) {
      assert.ok(nextLink(header)?.endsWith(target), header);
    }
    for (const header of [
      undefined,
      '',
      '<https://api.example/a>',
      '<https://api.example/a>; title="x; rel=next"',
      '<https://api.example/a>; rel="nextcloud"',
      'rel="next"',
      '<https://api.example/a; rel="next"',
    ]) {
      assert.equal(nextLink(header), undefined, header);
    }
  });
});
