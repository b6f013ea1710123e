import { bytes, gzipped, html, reset, silence, status } from './answers.js';
import { describeRows } from './rows.js';

const INVALID = status(401, { error: 'invalid_client', error_description: 'Client authentication failed.' });
const BUSY = (code: number) => status(code, {}, { 'retry-after': '1' });
const SHORT = { timeout: '0.3' };
const TWENTY = { messages: 20 };

describeRows('the login host', [
  {
    fault: 'invalid_client, twenty messages',
    loginAlways: INVALID,
    ...TWENTY,
    expect: 'PROCORE_AUTH',
    status: 401,
    says: /rejected the client id/,
    requests: 0,
    tokens: 1,
    within: 1_000,
  },
  { fault: 'reset, once', logins: [reset], expect: 'delivered', requests: 1, tokens: 2, within: 1_500 },
  {
    fault: 'no answer, once',
    method: 'POST',
    logins: [silence],
    connection: SHORT,
    expect: 'delivered',
    requests: 1,
    tokens: 2,
    within: 1_500,
  },
  {
    fault: '502 as a web page, once',
    logins: [html(502)],
    expect: 'delivered',
    requests: 1,
    tokens: 2,
    within: 1_500,
  },
  {
    fault: '503 with Retry-After, twenty messages',
    logins: [BUSY(503)],
    ...TWENTY,
    expect: 'delivered',
    requests: 20,
    tokens: 2,
    within: 3_500,
  },
  {
    fault: '503, for ever',
    loginAlways: status(503),
    node: { deadline: '1' },
    expect: 'PROCORE_UNAVAILABLE',
    status: 503,
    requests: 0,
    tokens: [1, 5],
    within: 2_500,
  },
  {
    fault: '429 with Retry-After, twenty messages',
    logins: [BUSY(429)],
    ...TWENTY,
    expect: 'PROCORE_RATE_LIMITED',
    status: 429,
    requests: 0,
    tokens: 1,
    within: 500,
  },
  {
    fault: 'web page with 200',
    loginAlways: html(200),
    expect: 'PROCORE_BAD_RESPONSE',
    says: /OAuth server/,
    requests: 0,
    tokens: 1,
    within: 500,
  },
  {
    fault: 'truncated JSON',
    loginAlways: bytes('{"access_tok'),
    expect: 'PROCORE_BAD_RESPONSE',
    says: /OAuth server/,
    requests: 0,
    tokens: 1,
    within: 500,
  },
  {
    fault: 'gzip that is none, once',
    logins: [gzipped('no gzip')],
    expect: 'delivered',
    requests: 1,
    tokens: 2,
    within: 1_500,
  },
]);
