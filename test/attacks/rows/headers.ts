import { type AnswerMade, json, levels, text } from '../answer.js';
import type { Attack, Expectation } from '../attack.js';

const ROWS = [{ id: 1 }, { id: 2 }];

/** Headers by which a server steers a browser: an http response node would pass them on as Node-RED's own. */
const FOR_BROWSERS: NonNullable<AnswerMade['headers']> = [
  ['content-type', 'application/json'],
  ['Strict-Transport-Security', 'max-age=63072000; includeSubDomains; preload'],
  ['Access-Control-Allow-Origin', '*'],
  ['Access-Control-Allow-Credentials', 'true'],
  ['Refresh', '0; url=https://elsewhere.example'],
  ['Clear-Site-Data', '"*"'],
  ['Set-Cookie', 'session=abc; Domain=example.com'],
  ['Content-Security-Policy', 'sandbox'],
  ['Alt-Svc', 'h3="elsewhere.example:443"; ma=86400'],
  ['Service-Worker-Allowed', '/'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['X-Frame-Options', 'ALLOWALL'],
  ['Permissions-Policy', 'camera=*'],
  ['NEL', '{"report_to":"a","max_age":9}'],
  ['Report-To', '{"group":"a"}'],
  ['SourceMap', '/a.map'],
  ['WWW-Authenticate', 'Basic realm="type your password"'],
];

const crlf = (lines: readonly string[]) => lines.join('\r\n');
const raw = (lines: readonly string[]): AnswerMade => ({ raw: { text: crlf(lines) } });
const whole = ['HTTP/1.1 200 OK', 'Content-Type: application/json', 'Connection: close'];

const ENDS: ReadonlyArray<readonly [name: string, answer: AnswerMade, expect?: Expectation]> = [
  ['for browsers, 200', { ...json(ROWS), headers: FOR_BROWSERS }, { ends: ['delivered'] }],
  [
    'for browsers, 422',
    { ...json({ errors: 'no' }, 422), headers: FOR_BROWSERS },
    { ends: ['PROCORE_INVALID'] },
  ],
  ['for browsers, 404', { ...json({}, 404), headers: FOR_BROWSERS }, { ends: ['PROCORE_NOT_FOUND'] }],
  [
    '200 headers',
    { ...json(ROWS), headers: Array.from({ length: 200 }, (_, n) => [`x-${n}`, 'a'] as const) },
  ],
  ['15 kB in one', json(ROWS, 200, [['x-long', 'a'.repeat(15_000)]])],
  [
    'a flood, 4 MB',
    { raw: { before: `HTTP/1.1 200 OK\r\n`, unit: 'x-a: b\r\n', times: 500_000 } },
    { ends: ['PROCORE_NETWORK', 'PROCORE_TIMEOUT'] },
  ],
  [
    'one of 4 MB',
    { raw: { before: `HTTP/1.1 200 OK\r\nx: `, unit: 'a', times: 4_000_000 } },
    { ends: ['PROCORE_NETWORK', 'PROCORE_TIMEOUT'] },
  ],
  [
    'named __proto__ and constructor',
    json(ROWS, 200, [
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['hasOwnProperty', 'c'],
    ]),
  ],
  [
    'repeated types',
    json(ROWS, 200, [
      ['content-type', 'text/html'],
      ['Content-Type', 'a'],
    ]),
  ],
  ['1,000 answers of 102 first', { ...json(ROWS), hints: 1_000 }],
  [
    'a flood of 103',
    { raw: { unit: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', times: 100_000 } },
    { ends: ['PROCORE_NETWORK', 'PROCORE_TIMEOUT'] },
  ],
  ['101 unasked', raw(['HTTP/1.1 101 Switching Protocols', 'Upgrade: a', 'Connection: upgrade', '', 'x'])],
  ['a status of 999', raw(['HTTP/1.1 999 Odd', 'Content-Length: 2', '', '[]'])],
  ['a status of 000', raw(['HTTP/1.1 000 Odd', 'Content-Length: 2', '', '[]'])],
  ['two lengths', raw([...whole, 'Content-Length: 2', 'Content-Length: 9', '', '[]'])],
  ['a length below 0', raw([...whole, 'Content-Length: -1', '', '[]'])],
  ['a length beyond all', raw([...whole, 'Content-Length: 99999999999999999999', '', '[]'])],
  ['chunks of odd sizes', raw([...whole, 'Transfer-Encoding: chunked', '', 'FFFFFFFFFFFFFFFFF', '[]'])],
  [
    'chunked and a length',
    raw([...whole, 'Transfer-Encoding: chunked', 'Content-Length: 2', '', '2', '[]', '0', '', '']),
  ],
  ['no HTTP', { raw: { text: 'SSH-2.0-OpenSSH_9.6\r\n' } }, { ends: ['PROCORE_NETWORK', 'PROCORE_TIMEOUT'] }],
  ['quota of odd numbers', json(ROWS, 200, quota('1e308', '-5', '99999999999999999'))],
  ['quota of texts', json(ROWS, 200, quota('all', 'NaN', '0x10'))],
  ['quota used up until the end of time', json(ROWS, 200, quota('3600', '0', '9'.repeat(30)))],
  ['retry-after of 40 days', json({}, 503, [['retry-after', '3456000']]), { ends: ['PROCORE_UNAVAILABLE'] }],
  ['retry-after of 1e300', json({}, 503, [['retry-after', '9'.repeat(300)]])],
  ['retry-after before 1970', json({}, 429, [['retry-after', 'Mon, 01 Jan 1900 00:00:00 GMT']])],
  ['retry-after of bait', json({}, 429, [['retry-after', ' 1'.repeat(5_000)]])],
  ['a date of bait', json(ROWS, 200, [['date', '1 '.repeat(7_000)]])],
  ['a request id that is a text of 10 kB', json({}, 404, [['x-request-id', 'a'.repeat(10_000)]])],
];

export function headerAttacks(): Attack[] {
  const rows = ENDS.map(
    ([name, always, expect]): Attack => ({
      kind: 'answers: headers',
      name,
      always,
      // What is tried again is tried in vain.
      node: { deadline: '1' },
      within: 5_000,
      slow: /flood of 103|retry-after before/.test(name),
      ...(expect && { expect }),
    }),
  );
  const deep: Attack = {
    kind: 'answers: headers',
    name: 'for browsers, with a body that cannot be cloned',
    always: { ...text(levels('[', ']', 20_000), 403), headers: FOR_BROWSERS },
  };
  return [...rows, deep];
}

function quota(limit: string, remaining: string, reset: string): NonNullable<AnswerMade['headers']> {
  return [
    ['x-rate-limit-limit', limit],
    ['x-rate-limit-remaining', remaining],
    ['x-rate-limit-reset', reset],
  ];
}
