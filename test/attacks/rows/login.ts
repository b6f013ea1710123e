import { type AnswerMade, type BodyMade, json, levels, text } from '../answer.js';
import type { Attack, Expectation } from '../attack.js';

const AUTH: Expectation = { ends: ['PROCORE_AUTH'], requests: 0 };
const REFUSED: Expectation = { ends: ['PROCORE_BAD_RESPONSE', 'PROCORE_AUTH'], requests: 0 };

const token = (more: Readonly<Record<string, unknown>>): AnswerMade =>
  json({ access_token: '{{token}}', token_type: 'bearer', expires_in: 5400, created_at: 1, ...more });

/** Lifetimes that no token has. Whatever comes of them, the host is not asked without end. */
const LIFETIMES: readonly unknown[] = [
  -1,
  0,
  -1e300,
  1e300,
  1e15,
  0.5,
  '5400',
  '',
  'soon',
  null,
  true,
  [],
  {},
  '1e3',
  9007199254740993n.toString(),
];

const TOKENS: ReadonlyArray<readonly [name: string, token: unknown]> = [
  ['with CR and LF', 'tokn93ff0a-token\r\nX-Evil: 1'],
  ['with a zero', 'tokn93ff0a-token\u0000'],
  ['with a letter beyond Latin-1', 'tokn93ff0a-token-\u2603'],
  ['of 1 MB', `tokn93ff0a-token${'t'.repeat(1_000_000)}`],
  ['that is empty', ''],
  ['that is a number', 7],
  ['that is an object', { a: 1 }],
  ['that is null', null],
];

/** Bodies in which a secret stands, also where it would be cut. */
const ECHOES: ReadonlyArray<readonly [name: string, answer: AnswerMade]> = [
  ['error_description', json({ error: 'invalid_client', error_description: 'bad {{secret}}' }, 401)],
  ['error', json({ error: 'invalid_{{secret}}', error_description: 'a' }, 400)],
  [
    'error_uri and others',
    json({ error: 'a', error_uri: 'https://a/{{secret}}', state: ['{{secret}}'] }, 400),
  ],
  ['a header', json({ error: 'invalid_client' }, 401, [['x-debug', '{{secret}}']])],
  [
    'a challenge',
    json({}, 401, [['www-authenticate', 'Bearer error="invalid_client", error_description="{{secret}}"']]),
  ],
  ['a name of the body', json({ error: 'invalid_client', '{{secret}}': { '{{secret}}': 1 } }, 401)],
  ['HTML of 200', text({ text: '<html>{{secret}}' }, 200, [['content-type', 'text/html']])],
  ['HTML of 500', text({ text: '<html>{{secret}}' }, 500, [['content-type', 'text/html']])],
  ['a 429', json({ error: '{{secret}}' }, 429, [['x-debug', '{{secret}}']])],
  ['200 without a token', json({ error: 'a', note: '{{secret}}' })],
  [
    'the place where bodies are cut, 2,000',
    text({ text: `{"error":"a","x":"${'x'.repeat(1_972)}{{secret}}"}` }, 400),
  ],
  [
    'the place where bodies are cut, 10,000',
    text({ text: `{"error":"a","x":"${'x'.repeat(9_972)}{{secret}}"}` }, 400),
  ],
  [
    'two pieces of JSON escapes',
    text({ text: '{"error":"a","x":"hush7b1d2c-secre\\u0074-that-must-stay-inside"}' }, 400),
  ],
];

const BODIES: ReadonlyArray<readonly [name: string, body: BodyMade, status?: number]> = [
  ['depth', levels('[', ']', 20_000)],
  ['depth, refused', levels('{"error":', '}', 20_000), 400],
  [
    'a token within depth',
    { before: '{"access_token":"a","token_type":"bearer","x":', ...levels('[', ']', 9_000), after: '}' },
  ],
  ['cut off within escaped quotes', { before: `{"x":${'1'.repeat(20)},"a":"`, unit: '\\"', times: 60_000 }],
  [
    'cut off within escaped quotes, refused',
    { before: `{"x":${'1'.repeat(20)},"a":"`, unit: '\\"', times: 60_000 },
    400,
  ],
  ['an error of 4 MB', { before: '{"error":"', unit: 'e', times: 4_000_000, after: '"}' }, 400],
  ['HTML', { text: '<html><form></form></html>' }],
  ['HTML, refused', { text: '<html>no</html>' }, 403],
  ['null', { text: 'null' }],
  ['a list', { text: '[{"access_token":"a"}]' }],
  ['nothing', { text: '' }],
  ['not UTF-8', { base64: '//4=' }],
  ['error is no text', { text: '{"error":{"a":1},"error_description":[]}' }, 400],
  ['error is empty', { text: '{"error":""}' }, 401],
  ['__proto__', { text: '{"__proto__":{"access_token":"a","token_type":"bearer"}}' }],
];

export function loginAttacks(): Attack[] {
  const kind = 'login host';
  const node = { deadline: '3' };
  const base = { kind, node, within: 6_000 } as const;
  return [
    ...LIFETIMES.map(
      (expires): Attack => ({
        ...base,
        name: `a token for ${JSON.stringify(expires)} s, 4 messages`,
        messages: 4,
        login: token({ expires_in: expires }),
        expect: { tokens: 9 },
      }),
    ),
    ...TOKENS.map(
      ([name, access]): Attack => ({
        ...base,
        name: `a token ${name}`,
        login: token({ access_token: access }),
      }),
    ),
    ...['mac', 'Bearer\r\nX: 1', '', 7, null].map(
      (type): Attack => ({
        ...base,
        name: `a token of type ${JSON.stringify(type)}`,
        login: token({ token_type: type }),
      }),
    ),
    ...['now', -1, 1e300, {}].map(
      (at): Attack => ({
        ...base,
        name: `a token made at ${JSON.stringify(at)}`,
        node: { ...node, type: 'procore-token', as: 'payload' },
        login: token({ created_at: at }),
      }),
    ),
    ...ECHOES.map(
      ([where, login]): Attack => ({
        ...base,
        kind: 'secrets',
        name: `the login host echoes the secret in ${where}`,
        login,
      }),
    ),
    ...BODIES.map(
      ([name, body, status = 200]): Attack => ({
        ...base,
        name: `${status}: ${name}`,
        login: text(body, status),
        expect: { requests: name === 'a token within depth' ? 1 : 0 },
      }),
    ),
    {
      ...base,
      name: 'a body without an end',
      login: text({ endless: 'a' }),
      expect: { requests: 0 },
      slow: true,
    },
    {
      ...base,
      name: 'a body that drips',
      login: { ...text({ text: '{' }), never: 'half' },
      expect: { requests: 0 },
    },
    { ...base, name: 'silence', login: { never: 'silence' }, expect: { requests: 0 }, slow: true },
    {
      ...base,
      name: 'a key that is rejected, 6 messages',
      messages: 6,
      login: json({ error: 'invalid_client' }, 401),
      expect: { ...AUTH, tokens: 1 },
    },
    {
      ...base,
      name: 'a grant that is refused, with odd types',
      login: json({ error: 'invalid_grant', error_description: { a: 1 } }, 400),
      expect: REFUSED,
    },
    {
      ...base,
      name: 'gives out no more tokens for 40 days',
      login: json({}, 429, [['retry-after', '3456000']]),
      expect: { ends: ['PROCORE_RATE_LIMITED'], requests: 0, tokens: 2 },
    },
  ];
}
