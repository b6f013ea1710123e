import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ProcoreError } from '../../src/errors.js';
import { explain } from '../../src/refusals/explain.js';

const about = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  explain({ status, headers, body }, { operation: 'List RFIs', companyId: '7', projectId: '9' }, 0);

const nested = (open: string, close: string, depth: number): unknown =>
  JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);

/** Bodies that Procore never sent, and that a refusal may come with all the same. */
const BODIES: Readonly<Record<string, unknown>> = {
  'errors 20,000 levels deep': { errors: nested('{"a":', '}', 20_000) },
  'lists within lists within errors': { errors: nested('[', ']', 20_000) },
  'error 20,000 levels deep': { error: nested('{"error":', '}', 20_000) },
  'a list as a message': { error: { details: [{ message: nested('[', ']', 20_000) }] } },
  'an object as a message': { error: { details: [{ message: { toString: null } }] } },
  'an object as a code': { error: { details: [{ code: { valueOf: 1, toString: 2 } }] } },
  'an object of a prototype’s names': JSON.parse(
    '{"errors":{"__proto__":["x"],"constructor":["y"],"toString":null}}',
  ),
  'a hundred thousand fields': {
    errors: Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [n, ['x']])),
  },
  'a message of 5 MB': { errors: { question: ['x'.repeat(5_000_000)] } },
  'a field name of 5 MB': { errors: { ['x'.repeat(5_000_000)]: ['required'] } },
  'a number': 7,
  'a list of nothing': [null, null, [[]]],
  'text that cannot be encoded': { errors: ['\ud800'] },
};

const KEPT: ReadonlyArray<readonly [status: number, code: string]> = [
  [401, 'PROCORE_AUTH'],
  [403, 'PROCORE_NOT_PERMITTED'],
  [409, 'PROCORE_CONFLICT'],
  [422, 'PROCORE_INVALID'],
  [429, 'PROCORE_RATE_LIMITED'],
  [503, 'PROCORE_UNAVAILABLE'],
];

function assertKept(error: ProcoreError, status: number, code: string): void {
  assert.equal(error.code, code);
  assert.equal(error.status, status);
  assert.equal(error.retryAfter, 9);
  assert.equal(error.transient, status === 503);
  assert.ok(error.message.length < 5_000, `${error.message.length} characters`);
  const json = JSON.stringify(error);
  assert.ok(json.length < 60_000, `${json.length} characters`);
}

describe('a refusal with an odd body', () => {
  for (const [what, body] of Object.entries(BODIES)) {
    it(`keeps its code, its status and its wait: ${what}`, () => {
      for (const [status, code] of KEPT)
        assertKept(about(status, body, { 'retry-after': '9' }), status, code);
    });
  }

  it('keeps them whatever JSON the body is', () => {
    const word = fc.constantFrom(
      'error',
      'errors',
      'message',
      'details',
      'code',
      'reason',
      'fields',
      'source',
      '__proto__',
      'toString',
      'x',
    );
    const body = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { depthSize: 'large' },
        fc.constantFrom<unknown>(null, true, 0, -1.5, '', 'text', '<html>'),
        fc.string(),
        fc.array(tie('any'), { maxLength: 4 }),
        fc
          .array(fc.tuple(word, tie('any')), { maxLength: 4 })
          .map(
            (pairs) =>
              JSON.parse(
                `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`,
              ) as unknown,
          ),
      ),
    })).any;
    const odd = fc
      .tuple(
        fc.oneof(
          body,
          body.map((message) => ({ error: { details: [{ message }] } })),
        ),
        fc.constantFrom(429, 503),
      )
      .filter(([value]) => typeof value !== 'string');
    fc.assert(
      fc.property(odd, ([value, status]) =>
        assertKept(
          about(status, value, { 'retry-after': '9' }),
          status,
          status === 429 ? 'PROCORE_RATE_LIMITED' : 'PROCORE_UNAVAILABLE',
        ),
      ),
      { numRuns: 1_000 },
    );
  });
});
