import assert from 'node:assert/strict';
import type { ProcoreError } from '../../src/errors.js';
import type { Client } from '../../src/index.js';
import { clientOf } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

interface Shape {
  readonly what: string;
  readonly status: number;
  /** Sent as JSON; a text as a web page. */
  readonly body: unknown;
  readonly code: string;
  readonly who: string;
  readonly cause: RegExp;
  readonly fix: RegExp;
  /** What is found of fields and sentences. */
  readonly details: ReadonlyArray<readonly [field: string | undefined, message: string]>;
}

const denied = {
  code: 'PROCORE_NOT_PERMITTED',
  who: 'project administrator',
  fix: /permitted projects.*level/,
} as const;
const invalid = { code: 'PROCORE_INVALID', who: 'developer', fix: /fields named in details/ } as const;

/** The shapes of Procore's error bodies: declared in its specification, quoted by its pages, or seen in live answers. */
const SHAPES: readonly Shape[] = [
  {
    what: 'the v1 model, whole',
    status: 403,
    ...denied,
    body: { code: 403, message: 'No access', fields: '', reason: 'Level', error: '' },
    cause: /project 9 \(403\)\. Procore says: No access; Level\./,
    details: [
      [undefined, 'No access'],
      [undefined, 'Level'],
    ],
  },
  {
    what: 'the v1 model, with one key',
    status: 403,
    ...denied,
    body: { error: 'Forbidden' },
    cause: /Forbidden/,
    details: [[undefined, 'Forbidden']],
  },
  {
    what: 'a list of sentences',
    status: 403,
    body: { errors: ['App is not connected to this company.'] },
    code: 'PROCORE_NOT_INSTALLED',
    who: 'company administrator',
    cause: /not installed in company 7/,
    fix: /Install Custom App/,
    details: [[undefined, 'App is not connected to this company.']],
  },
  {
    what: 'one sentence',
    status: 403,
    ...denied,
    body: { errors: 'You may not' },
    cause: /You may not\./,
    details: [[undefined, 'You may not']],
  },
  {
    what: 'faults of fields',
    status: 422,
    ...invalid,
    body: { errors: { assignees: ['required'] } },
    cause: /\(422\): assignees is required\.$/,
    details: [['assignees', 'required']],
  },
  {
    what: 'faults of no field',
    status: 400,
    ...invalid,
    body: { errors: { base: ['must be a range'] } },
    cause: /must be a range/,
    details: [[undefined, 'must be a range']],
  },
  {
    what: 'a message and an exception',
    status: 400,
    ...invalid,
    body: { message: 'Bad filter', exception: 'ArgumentError' },
    cause: /Bad filter/,
    details: [
      [undefined, 'Bad filter'],
      [undefined, 'ArgumentError'],
    ],
  },
  {
    what: 'v2 with details',
    status: 400,
    ...invalid,
    body: {
      error: {
        code: 'BAD_REQUEST',
        message: 'Bad Request',
        details: [{ reason_code: 'INVALID_PROPERTY', message: 'must be a string', source: 'uploads.0' }],
      },
    },
    cause: /must be a string/,
    details: [['uploads.0', 'must be a string']],
  },
  {
    what: 'v1 in the shape of v2, with a code in its details',
    status: 403,
    ...denied,
    body: {
      error: { code: 'FORBIDDEN', message: 'Forbidden', details: [{ code: 'ACCESS_DENIED', message: 'No' }] },
    },
    cause: /Procore says: No\./,
    details: [[undefined, 'No']],
  },
  {
    what: 'a permission denied as 422',
    status: 422,
    ...denied,
    body: {
      error: { code: 'UNPROCESSABLE_ENTITY', details: [{ reason_code: 'PERMISSION_DENIED', message: 'No' }] },
    },
    cause: /project 9 \(422\)/,
    details: [[undefined, 'No']],
  },
  {
    what: 'a conflict of two writers',
    status: 409,
    body: {
      error: { code: 'CONFLICT', details: [{ reason_code: 'CONCURRENCY_CONFLICT', message: 'Stale' }] },
    },
    code: 'PROCORE_CONFLICT',
    who: 'developer',
    cause: /Stale/,
    fix: /Read the record again/,
    details: [[undefined, 'Stale']],
  },
  {
    what: 'a record in a workflow',
    status: 409,
    body: {
      error: { code: 'CONFLICT', details: [{ reason_code: 'WORKFLOW_CONFLICT', message: 'In review' }] },
    },
    code: 'PROCORE_CONFLICT',
    who: 'project administrator',
    cause: /locked.*In review/,
    fix: /unlocked/,
    details: [[undefined, 'In review']],
  },
  {
    what: 'a file that is checked out',
    status: 409,
    body: { errors: { base: ['The file is locked by another user'] }, error_type: 'locked', file: { id: 1 } },
    code: 'PROCORE_CONFLICT',
    who: 'project administrator',
    cause: /another user/,
    fix: /unlocked/,
    details: [[undefined, 'The file is locked by another user']],
  },
  {
    what: 'the text of a missing company header',
    status: 400,
    body: {
      errors: ['Missing Procore-Company-Id header!\n\nEach call your application makes must contain it.'],
    },
    code: 'PROCORE_CONFIG',
    who: 'developer',
    cause: /Procore needs a company for this call and none was set/,
    fix: /Enter one company/,
    details: [
      [undefined, 'Missing Procore-Company-Id header!\n\nEach call your application makes must contain it.'],
    ],
  },
  {
    what: 'nothing there',
    status: 404,
    body: { error: { code: 'NOT_FOUND', message: 'Not Found' } },
    code: 'PROCORE_NOT_FOUND',
    who: 'developer',
    cause: /missing, or not visible/,
    fix: /permitted/,
    details: [[undefined, 'Not Found']],
  },
  {
    what: 'an upload that is over',
    status: 410,
    body: { error: { code: 'GONE', details: [{ reason_code: 'UPLOAD_NOT_FOUND', message: 'Expired' }] } },
    code: 'PROCORE_NOT_FOUND',
    who: 'developer',
    cause: /410/,
    fix: /ids/,
    details: [[undefined, 'Expired']],
  },
  {
    what: 'a file that is too large',
    status: 413,
    ...invalid,
    body: { message: 'Too large' },
    cause: /413.*Too large/,
    details: [[undefined, 'Too large']],
  },
  {
    what: 'a web page in place of an answer',
    status: 502,
    body: '<html><h1>Bad Gateway</h1></html>',
    code: 'PROCORE_UNAVAILABLE',
    who: 'try again later',
    cause: /502/,
    fix: /status\.procore\.com/,
    details: [],
  },
  {
    what: 'a fault of Procore itself',
    status: 500,
    body: { error: { code: 'INTERNAL_SERVER_ERROR', message: 'Oops' } },
    code: 'PROCORE_UNAVAILABLE',
    who: 'try again later',
    cause: /500/,
    fix: /Try again later/,
    details: [[undefined, 'Oops']],
  },
  {
    what: 'a token that is not taken',
    status: 401,
    body: { error: 'invalid_token', error_description: 'The access token is invalid' },
    code: 'PROCORE_AUTH',
    who: 'developer',
    cause: /not even a fresh one/,
    fix: /environment/,
    details: [[undefined, 'invalid_token']],
  },
];

describe('every shape of Procore’s errors, over HTTP', () => {
  let server: TestServer;
  let client: Client;
  before(async () => {
    server = await serve((request, response) => {
      if (request.path === '/oauth/token') return token(response);
      const { status, body } = SHAPES[Number(/shape=(\d+)/.exec(request.path)?.[1])] ?? assert.fail();
      if (typeof body !== 'string') return json(response, status, body, { 'x-request-id': 'r-1' });
      response.writeHead(status, { 'content-type': 'text/html', 'x-request-id': 'r-1' }).end(body);
    });
    // Only what the answer itself says: nothing may be looked up.
    client = clientOf(server.url, { lookups: false, companyId: '7' });
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  for (const [index, { what, status, code, who, cause, fix, details }] of SHAPES.entries()) {
    it(`${what} (${status}) is ${code}`, async () => {
      // A write, which is not tried again, to a path that is in no catalogue: nothing is remembered either.
      const path = `/rest/v1.0/projects/9/shapes?shape=${index}`;
      const error = await collect(client.pages({ method: 'POST', path, body: {} })).then(
        () => assert.fail('it was not refused'),
        (thrown: ProcoreError) => thrown,
      );
      assert.deepEqual([error.code, error.who, error.status], [code, who, status], error.message);
      assert.match(error.cause, cause);
      assert.match(error.fix, fix);
      assert.deepEqual(
        error.details.map(({ field, message }) => [field, message]),
        details,
      );
      assert.deepEqual([error.companyId, error.projectId, error.requestId], ['7', '9', 'r-1']);
    });
  }
});
