import assert from 'node:assert/strict';
import { refusalDetails } from '../../src/refusals/details.js';
import { explain } from '../../src/refusals/explain.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const about = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  explain({ status, headers, body }, { operation: 'List RFIs', companyId: '7', projectId: '9' }, NOW);

describe('refusals explained', () => {
  const table: Array<[string, number, unknown, string, RegExp, string]> = [
    [
      'not installed',
      403,
      { errors: ['App is not connected to this company.'] },
      'PROCORE_NOT_INSTALLED',
      /company 7/,
      'company administrator',
    ],
    [
      'not permitted, v1',
      403,
      { message: 'You do not have permission' },
      'PROCORE_NOT_PERMITTED',
      /project 9.*permission/,
      'project administrator',
    ],
    [
      'not permitted, v2',
      403,
      { error: { code: 'FORBIDDEN', message: 'Forbidden' } },
      'PROCORE_NOT_PERMITTED',
      /Forbidden/,
      'project administrator',
    ],
    [
      'permission as 422',
      422,
      {
        error: {
          code: 'UNPROCESSABLE_ENTITY',
          details: [{ reason_code: 'PERMISSION_DENIED', message: 'no' }],
        },
      },
      'PROCORE_NOT_PERMITTED',
      /project 9/,
      'project administrator',
    ],
    [
      'missing header',
      400,
      { message: 'Missing Procore-Company-Id header!' },
      'PROCORE_CONFIG',
      /Procore needs a company for this call and none was set/,
      'developer',
    ],
    ['missing', 404, { error: 'Not found' }, 'PROCORE_NOT_FOUND', /not visible/, 'developer'],
    [
      'invalid fields',
      422,
      { errors: { assignees: ['required'] } },
      'PROCORE_INVALID',
      /required/,
      'developer',
    ],
    ['conflict', 409, { errors: { base: ['is stale'] } }, 'PROCORE_CONFLICT', /is stale/, 'developer'],
    [
      'locked',
      409,
      { errors: { base: ['File is locked'] } },
      'PROCORE_CONFLICT',
      /locked.*File is locked/,
      'project administrator',
    ],
    ['too slow', 408, null, 'PROCORE_TIMEOUT', /408/, 'developer'],
    [
      'throttled',
      429,
      'You have surpassed the max number of requests for an hour.',
      'PROCORE_RATE_LIMITED',
      /quota/,
      'try again later',
    ],
    [
      'not offered',
      501,
      { message: 'Not served here' },
      'PROCORE_UNAVAILABLE',
      /does not offer this operation \(501\)\. Procore says: Not served here\./,
      'developer',
    ],
    ['down', 502, '<html>Bad Gateway</html>', 'PROCORE_UNAVAILABLE', /502/, 'try again later'],
    ['token', 401, { error: 'The access token is invalid' }, 'PROCORE_AUTH', /access token/, 'developer'],
    ['unheard of', 418, null, 'PROCORE_BAD_RESPONSE', /418/, 'developer'],
  ];
  for (const [what, status, body, code, cause, who] of table) {
    it(`${what} (${status}) is ${code}`, () => {
      const error = about(status, body, { 'x-request-id': 'r-1' });
      assert.equal(error.code, code);
      assert.match(error.cause, cause);
      assert.equal(error.who, who);
      assert.ok(error.fix.length > 10);
      assert.equal(error.status, status);
      assert.equal(error.requestId, 'r-1');
      assert.equal(error.companyId, '7');
      assert.equal(error.message, `${error.cause} ${error.fix}`);
    });
  }

  it('tells how long to wait: the later of Retry-After and Reset', () => {
    const reset = String(NOW / 1000 + 30);
    assert.equal(about(429, null, { 'x-rate-limit-reset': reset }).retryAfter, 30);
    assert.equal(about(429, null, { 'x-rate-limit-reset': reset, 'retry-after': '45' }).retryAfter, 45);
    assert.equal(about(503, null, { 'x-rate-limit-reset': reset, 'retry-after': '5' }).retryAfter, 5);
    assert.equal(about(500, null, { 'x-rate-limit-reset': reset }).retryAfter, undefined);
  });

  it('keeps the body out of what a log would print', () => {
    const error = about(500, { secret: 'body-text' });
    assert.doesNotMatch(JSON.stringify(error), /body-text/);
    assert.deepEqual(error.answer?.body, { secret: 'body-text' });
  });
});

describe('error details', () => {
  const shapes: Array<[string, unknown, unknown]> = [
    ['a list of texts', { errors: ['one', 'two'] }, [{ message: 'one' }, { message: 'two' }]],
    ['one text', { errors: 'text' }, [{ message: 'text' }]],
    [
      'fields',
      { errors: { assignees: ['required'], base: ['odd'] } },
      [{ field: 'assignees', message: 'required' }, { message: 'odd' }],
    ],
    [
      'nested fields',
      { errors: { rfi: { subject: ['blank'] } } },
      [{ field: 'rfi.subject', message: 'blank' }],
    ],
    ['error text', { error: 'text' }, [{ message: 'text' }]],
    ['error in error', { error: { error: 'text' } }, [{ message: 'text' }]],
    [
      'the v1 model',
      { code: 403, message: 'no', fields: 'x', reason: 'why' },
      [
        { field: 'x', message: 'no' },
        { field: 'x', message: 'why' },
      ],
    ],
    [
      'the v2 model',
      {
        error: {
          code: 'BAD_REQUEST',
          message: 'Bad Request',
          details: [{ reason_code: 'INVALID_PROPERTY', message: 'must be a string', source: 'uploads.0' }],
        },
      },
      [{ field: 'uploads.0', message: 'must be a string' }],
    ],
    [
      'v2 without details',
      { error: { code: 'NOT_FOUND', message: 'Not Found' } },
      [{ message: 'Not Found' }],
    ],
    ['a sentence', 'Try later.', [{ message: 'Try later.' }]],
    ['an error page', '<!doctype html><p>oops', []],
    ['nothing', null, []],
  ];
  for (const [what, body, expected] of shapes) {
    it(`are found in ${what}`, () => assert.deepEqual(refusalDetails(body), expected));
  }
});
