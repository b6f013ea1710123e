import { drip, halfThenReset, halfThenSilence, raw, reset, silence } from './answers.js';
import { describeRows } from './rows.js';

const FOR_EVER = Number.POSITIVE_INFINITY;
const PAGES = { paging: 'all', perPage: '2' };
/** s for one request. */
const SHORT = { timeout: '0.3' };
const CUT =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{"id\r\n';

describeRows('the network', [
  {
    ...{
      fault: 'host not found',
      connection: { apiUrl: 'https://no-such-host.invalid' },
      node: { deadline: '1' },
    },
    ...{
      expect: 'PROCORE_NETWORK',
      says: /no-such-host\.invalid could not be found/,
      requests: 0,
      within: 2_500,
    },
  },
  { fault: 'refused for 0.5 s', downFor: 500, expect: 'delivered', requests: 1, within: 8_500 },
  {
    fault: 'refused for 0.5 s',
    method: 'POST',
    downFor: 500,
    expect: 'delivered',
    requests: 1,
    within: 8_500,
  },
  {
    ...{ fault: 'refused for ever', downFor: FOR_EVER, node: { deadline: '1' } },
    ...{ expect: 'PROCORE_NETWORK', says: /was refused/, requests: 0, within: 2_500 },
  },
  {
    fault: 'reset before the headers, once',
    answers: [reset],
    expect: 'delivered',
    requests: 2,
    within: 1_500,
  },
  {
    ...{ fault: 'reset before the headers, for ever', always: reset },
    ...{ expect: 'PROCORE_NETWORK', says: /broke off/, requests: 5, within: 9_000 },
  },
  {
    ...{ fault: 'reset before the headers', method: 'POST', always: reset },
    ...{ expect: 'PROCORE_UNKNOWN_OUTCOME', says: /may have happened/, requests: 1, within: 1_000 },
  },
  {
    fault: 'reset in the body, once',
    answers: [halfThenReset()],
    expect: 'delivered',
    requests: 2,
    within: 1_500,
  },
  {
    ...{ fault: 'reset in the body', method: 'POST', always: halfThenReset(201) },
    ...{ expect: 'PROCORE_UNKNOWN_OUTCOME', requests: 1, within: 1_000 },
  },
  {
    ...{ fault: 'reset in the bodies of two of four pages', node: PAGES },
    ...{
      answers: [undefined, halfThenReset(), undefined, halfThenReset()],
      expect: 'delivered',
      requests: 6,
      within: 2_500,
    },
  },
  {
    ...{ fault: 'chunked body cut, once', answers: [raw(CUT)] },
    ...{ expect: 'delivered', requests: 2, within: 1_500 },
  },
  {
    fault: 'no answer, once',
    answers: [silence],
    connection: SHORT,
    expect: 'delivered',
    requests: 2,
    within: 1_500,
  },
  {
    ...{ fault: 'no answer, for ever', always: silence, connection: SHORT, node: { deadline: '1' } },
    ...{ expect: 'PROCORE_TIMEOUT', says: /within 0\.3 s|time given/, requests: [2, 5], within: 2_500 },
  },
  {
    ...{ fault: 'no answer', method: 'POST', always: silence, connection: SHORT },
    ...{ expect: 'PROCORE_UNKNOWN_OUTCOME', requests: 1, within: 1_000 },
  },
  {
    ...{ fault: 'stall in the body, once', answers: [halfThenSilence], connection: SHORT },
    ...{ expect: 'delivered', requests: 2, within: 1_500 },
  },
  {
    ...{ fault: 'slow drip, for ever', always: drip, connection: SHORT, node: { deadline: '1' } },
    ...{ expect: 'PROCORE_TIMEOUT', requests: [1, 4], within: 1_300 },
  },
  {
    ...{ fault: 'no HTTP, once', answers: [raw('220 mail.example ESMTP\r\n')] },
    ...{ expect: 'delivered', requests: 2, within: 1_500 },
  },
  {
    ...{
      fault: 'invalid header value, once',
      answers: [raw('HTTP/1.1 200 OK\r\nX-Broken: a\u0000b\r\n\r\n[]')],
    },
    ...{ expect: 'delivered', requests: 2, within: 1_500 },
  },
  {
    ...{
      fault: 'invalid header value in the flow',
      node: { headers: '{"x-note":"a\\u0000b"}', headersType: 'json' },
    },
    ...{ expect: 'PROCORE_CONFIG', says: /x-note holds a character/, requests: 0, tokens: 0, within: 500 },
  },
]);
