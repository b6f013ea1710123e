import { gzipSync } from 'node:zlib';
import { json } from '../support/http-server.js';
import { type Answer, bomb, bytes, gzipped, html, huge, status } from './answers.js';
import { ROWS } from './faulty-procore.js';
import { describeRows } from './rows.js';

const LIST = JSON.stringify(Array.from({ length: ROWS }, (_, index) => ({ id: index + 1, name: 'Straße' })));
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const truncated = bytes(LIST.slice(0, 40));
/** As a server writes it that takes Latin-1 for UTF-8: a single byte for the letter ß. */
const latin1 = (code: number) => bytes(Buffer.from(LIST, 'latin1'), undefined, code);
const packed = gzipSync(LIST);

/** A list to whose front a row was added after its first page had been read: the second one begins with 2 again. */
const grown: Answer = (response, { path }) => {
  const page = Number(new URL(path, 'http://any').searchParams.get('page'));
  const ids =
    [
      [1, 2],
      [2, 3],
      [4, 5],
      [6, 7],
    ][page - 1] ?? [];
  json(
    response,
    200,
    ids.map((id) => ({ id })),
    { total: String(ROWS + 1), 'per-page': '2' },
  );
};

describeRows('bodies', [
  { fault: 'truncated JSON, once', answers: [truncated], expect: 'delivered', requests: 2, within: 1_500 },
  {
    fault: 'truncated JSON, for ever',
    always: truncated,
    expect: 'PROCORE_BAD_RESPONSE',
    status: 200,
    says: /incomplete or damaged/,
    requests: 3,
    within: 2_500,
  },
  {
    fault: 'truncated JSON',
    method: 'POST',
    always: bytes('{"id":', undefined, 201),
    expect: 'PROCORE_UNKNOWN_OUTCOME',
    status: 201,
    requests: 1,
    within: 1_000,
  },
  { fault: 'invalid UTF-8, once', answers: [latin1(200)], expect: 'delivered', requests: 2, within: 1_500 },
  {
    fault: 'invalid UTF-8, for ever',
    always: latin1(200),
    expect: 'PROCORE_BAD_RESPONSE',
    status: 200,
    says: /not valid UTF-8/,
    requests: 3,
    within: 2_500,
  },
  {
    fault: 'invalid UTF-8',
    method: 'POST',
    always: latin1(201),
    expect: 'PROCORE_UNKNOWN_OUTCOME',
    status: 201,
    requests: 1,
    within: 1_000,
  },
  {
    fault: 'invalid UTF-8 in a refusal',
    always: latin1(422),
    expect: 'PROCORE_INVALID',
    status: 422,
    requests: 1,
    within: 500,
  },
  {
    fault: 'byte order mark',
    always: bytes(Buffer.concat([BOM, Buffer.from(LIST)])),
    expect: 'delivered',
    requests: 1,
    within: 500,
  },
  {
    fault: 'gzip cut short, once',
    answers: [gzipped(packed.subarray(0, 30))],
    expect: 'delivered',
    requests: 2,
    within: 1_500,
  },
  {
    fault: 'gzip that is none, for ever',
    always: gzipped('no gzip'),
    expect: 'PROCORE_BAD_RESPONSE',
    says: /compressed answer/,
    requests: 3,
    within: 2_500,
  },
  {
    fault: 'gzip bomb of 70 MB',
    always: bomb,
    connection: { timeout: '5' },
    expect: 'PROCORE_TOO_LARGE',
    requests: 1,
    within: 3_000,
  },
  {
    fault: 'body of 80 MB',
    always: huge,
    connection: { timeout: '5' },
    expect: 'PROCORE_TOO_LARGE',
    requests: 1,
    within: 3_000,
  },
  {
    fault: 'web page with 200',
    always: html(200),
    expect: 'PROCORE_BAD_RESPONSE',
    status: 200,
    says: /web page/,
    requests: 1,
    within: 500,
  },
  {
    fault: 'row that comes twice',
    always: grown,
    node: { paging: 'all', perPage: '2' },
    expect: 'delivered',
    warns: /drift/,
    requests: 4,
    within: 1_000,
  },
  {
    fault: 'rate headers that are no numbers',
    always: status(200, JSON.parse(LIST), {
      'x-rate-limit-limit': 'many',
      'x-rate-limit-remaining': '-1',
      'x-rate-limit-reset': '1e99',
    }),
    expect: 'delivered',
    requests: 1,
    within: 500,
  },
]);
