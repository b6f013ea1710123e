import fc from 'fast-check';
import type { AnswerMade, BodyMade } from '../answer.js';
import type { Attack } from '../attack.js';

/** Pieces that JSON and Procore's refusals are made of, and that have stopped readers of them. */
const PIECES = [
  '[',
  '{"a":',
  '{"errors":',
  '{"error":',
  '{"data":',
  '[{"id":',
  '{"message":',
  '{"details":',
] as const;
const QUOTES = ['\\"', '"\\"'] as const;
const RUNS = ['\\"', '"', '\\\\', '[],', '{},', '1', '9.', '-', ' ', '"a",', '\u0000', '<', 'é'] as const;

/** JSON as Procore never sends it: any type at any of the places that are looked at. */
const REFUSAL = fc
  .letrec<{ body: unknown }>((tie) => ({
    body: fc.oneof(
      { maxDepth: 5, depthSize: 'medium' },
      fc.constantFrom(
        null,
        true,
        0,
        -1,
        '',
        'no',
        [],
        {},
        { toString: 1 },
        { toString: null, valueOf: null },
      ),
      fc.string({ maxLength: 8 }),
      fc.array(tie('body'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          ...['errors', 'error', 'message', 'details', 'code', 'source', 'fields', 'reason', 'base', 'data'],
          ...['reason_code', 'error_description', 'exception', '__proto__', 'toString', 'id', 'next_cursor'],
        ),
        tie('body'),
        { maxKeys: 3 },
      ),
    ),
  }))
  .body.map((body): BodyMade => ({ text: JSON.stringify(body) }));

/** Depth, closed or not, with something before it. */
const DEPTH = fc
  .record({
    unit: fc.constantFrom(...PIECES),
    times: fc.integer({ min: 1, max: 30_000 }),
    isClosed: fc.boolean(),
    before: fc.constantFrom('', '', '{"errors":', '{"error":{"details":', '[{"id":1,"a":'),
  })
  .map(({ unit, times, isClosed, before }): BodyMade => {
    const closing = (text: string) =>
      [...text]
        .reverse()
        .map((at) => ({ '{': '}', '[': ']' })[at] ?? '')
        .join('');
    const [unitAfter, after] = isClosed ? [closing(unit), closing(before)] : ['', ''];
    return { before, unit, times, inner: '1', unitAfter, after };
  });

/** Long runs, mostly within a text that is not closed; a number beyond 2^53 stands before it. */
const RUN = fc
  .record({
    before: fc.constantFrom('[12345678901234567890,"', '{"id":12345678901234567890,"a":"', '["', '[', ''),
    unit: fc.oneof(fc.constantFrom(...QUOTES), fc.constantFrom(...RUNS)),
    times: fc.oneof(fc.integer({ min: 1, max: 90_000 }), fc.integer({ min: 30_000, max: 90_000 })),
    after: fc.constantFrom('', '', '"]', '"}', ']', '}'),
  })
  .map((made): BodyMade => made);

const BYTES = fc
  .uint8Array({ maxLength: 200 })
  .map((bytes): BodyMade => ({ base64: Buffer.from(bytes).toString('base64') }));

const BODY: fc.Arbitrary<BodyMade> = fc.oneof(
  { weight: 5, arbitrary: REFUSAL },
  { weight: 3, arbitrary: DEPTH },
  { weight: 3, arbitrary: RUN },
  { weight: 1, arbitrary: BYTES },
  { weight: 1, arbitrary: fc.json().map((text): BodyMade => ({ text })) },
);

const HEADERS = fc.array(
  fc.tuple(
    fc.constantFrom(
      ...['link', 'total', 'per-page', 'retry-after', 'x-rate-limit-limit', 'x-rate-limit-remaining', 'date'],
      ...['x-request-id', 'location', 'x-debug', 'content-encoding', 'set-cookie', 'refresh'],
    ),
    fc.oneof(
      fc.constantFrom('0', '-1', '1e9', 'x', '9'.repeat(40), '{{token}}', '</rest/v1.0/things>; rel="next"'),
      fc.constantFrom(
        '</oauth/token>; rel="next"',
        '{{foreign}}/rest/',
        '<{{foreign}}/rest/a>; rel=next',
        'gzip',
      ),
      fc.string({ maxLength: 12 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
    ),
  ),
  { maxLength: 3 },
);

const STATUS = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(200, 201, 204, 206) },
  { weight: 4, arbitrary: fc.constantFrom(400, 401, 403, 404, 409, 422) },
  { weight: 2, arbitrary: fc.constantFrom(429, 500, 503) },
  { weight: 1, arbitrary: fc.constantFrom(203, 300, 302, 304, 402, 410, 418, 423, 451, 501, 507, 599) },
);

const TYPE = fc.constantFrom(
  ...['application/json', 'application/json', 'application/json', 'text/html', 'text/plain', 'image/png', ''],
);

const ANSWER: fc.Arbitrary<AnswerMade> = fc
  .record({ status: STATUS, type: TYPE, more: HEADERS, body: BODY })
  .map(({ status, type, more, body }) => ({
    status,
    body,
    headers: [...(type ? [['content-type', type] as const] : []), ...more],
  }));

/** Any answer, once or for ever, to a read or a write. */
export const answerFuzz: fc.Arbitrary<Attack> = fc
  .record({
    answer: ANSWER,
    method: fc.constantFrom('GET', 'GET', 'POST', 'PATCH'),
    paging: fc.constantFrom('off', 'all'),
    wires: fc.constantFrom(1 as const, 2 as const),
    onError: fc.constantFrom('catch', 'catch', 'output'),
  })
  .map(({ answer, method, paging, wires, onError }) => ({
    kind: 'fuzzed answers' as const,
    name: 'any answer',
    always: answer,
    wires,
    within: 5_000,
    // What is tried again is tried in vain, and must not take the time of others.
    node: { method, paging, onError, outputs: onError === 'output' ? 2 : 1, deadline: '1' },
    connection: { lookups: false },
  }));
