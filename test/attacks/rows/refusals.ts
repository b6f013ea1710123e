import { type AnswerMade, type BodyMade, json, levels, text } from '../answer.js';
import type { Attack } from '../attack.js';

/** Bodies of refusals as no specification has them; M6: they hid the status they came with. */
const BODIES: ReadonlyArray<readonly [name: string, body: BodyMade | undefined]> = [
  ['no body', undefined],
  ['null', { text: 'null' }],
  ['a number', { text: '12345678901234567890' }],
  ['a text', { text: '"no"' }],
  ['errors in errors, 5,000 levels', levels('{"errors":', '}', 5_000)],
  ['errors in fields, 5,000 levels', { before: '{"errors":', ...levels('{"a":', '}', 5_000), after: '}' }],
  ['errors in lists, 20,000 levels', { before: '{"errors":', ...levels('[', ']', 20_000), after: '}' }],
  ['error in error, 20,000 levels', levels('{"error":', '}', 20_000)],
  ['errors in base, 9,000 levels', { before: '{"errors":', ...levels('{"base":[', ']}', 9_000), after: '}' }],
  ['20,000 arrays', levels('[', ']', 20_000)],
  ['20,000 objects', levels('{"message":', '}', 20_000)],
  [
    'details of odd types',
    { text: '{"error":{"details":[{"message":{"toString":1}},{"source":{},"code":[]},null]}}' },
  ],
  [
    'details whose text cannot be made',
    { text: '{"error":{"details":[{"message":{"toString":null,"valueOf":null}}]}}' },
  ],
  [
    'a code that is an object',
    { text: '{"error":{"code":{"toString":1},"message":["a"],"details":{"length":-1}}}' },
  ],
  ['errors of every type', { text: '{"errors":[null,1,true,{},[],{"a":null},{"b":{"c":[{"d":1}]}}]}' }],
  [
    'names that are inherited',
    { text: '{"errors":{"__proto__":["a"],"constructor":["b"],"hasOwnProperty":"c"}}' },
  ],
  [
    '100,000 errors',
    { before: '{"errors":["a"', unit: ',"this field is not what it should be"', times: 100_000, after: ']}' },
  ],
  ['100,000 fields', { before: '{"errors":{"a":["b"]', unit: ',"k":["x","y"]', times: 100_000, after: '}}' }],
  ['a sentence of 8 MB', { before: '{"message":"', unit: 'no ', times: 2_700_000, after: '"}' }],
  [
    'a field name of 4 MB',
    { before: '{"errors":{"', unit: 'f', times: 4_000_000, after: '":["is missing"]}}' },
  ],
  [
    'cut off within escaped quotes',
    { before: `{"a":${'1'.repeat(20)},"errors":"`, unit: '\\"', times: 60_000 },
  ],
  ['cut off', { text: '{"errors":["a"' }],
  ['not UTF-8', { base64: Buffer.from([0xff, 0xfe, 0x00]).toString('base64') }],
  ['HTML', { text: '<html><body>no</body></html>' }],
  ['prose of tags', { unit: '<', times: 400_000 }],
  ['gzip that is none', { text: 'no gzip' }],
  ['token and secret', { text: '{"errors":{"{{token}}":["{{secret}}"]},"message":"{{token}} {{secret}}"}' }],
];

const STATUSES: ReadonlyArray<readonly [status: number, codes: readonly string[]]> = [
  [400, ['PROCORE_INVALID 400', 'PROCORE_BAD_RESPONSE 400']],
  [401, ['PROCORE_AUTH 401', 'PROCORE_NOT_INSTALLED 401', 'PROCORE_BAD_RESPONSE 401']],
  [403, ['PROCORE_NOT_PERMITTED 403', 'PROCORE_BAD_RESPONSE 403']],
  [404, ['PROCORE_NOT_FOUND 404', 'PROCORE_BAD_RESPONSE 404']],
  [409, ['PROCORE_CONFLICT 409', 'PROCORE_BAD_RESPONSE 409']],
  [422, ['PROCORE_INVALID 422', 'PROCORE_BAD_RESPONSE 422']],
  [429, ['delivered', 'PROCORE_RATE_LIMITED 429', 'PROCORE_BAD_RESPONSE 429']],
  [500, ['delivered']],
  [503, ['delivered']],
];

/** Kinds of bodies with which a refusal of Procore's may be another's. Only theirs may lose its own code. */
const FOREIGN = /HTML|prose|gzip|UTF-8|cut off|a number|a text|null|no body|20,000/;

/**
 * Every body with every status. A 500 or 503 comes once and is tried again, since the status says so whatever the body; a 429
 * tells to come back in a second.
 */
export function refusalAttacks(): Attack[] {
  const attacks: Attack[] = [];
  for (const [status, codes] of STATUSES) {
    for (const [name, body] of BODIES) {
      const answer = refusalOf(status, name, body);
      const passes = status >= 429;
      const isOurs = !FOREIGN.test(name);
      attacks.push({
        kind: 'answers: refusals',
        name: `${status}: ${name}`,
        ...(passes ? { api: [answer] } : { always: answer }),
        ...(status === 409 && { node: { method: 'POST' } }),
        within: 12_000,
        expect: {
          ends: isOurs ? codes.filter((code) => !code.includes('BAD_RESPONSE')) : codes,
          ...(passes && { leastRequests: 2 }),
        },
        wires: attacks.length % 2 === 0 ? 1 : 2,
        slow: passes ? !/levels|details|token/.test(name) : attacks.length % 3 !== 0,
      });
    }
  }
  return [...attacks, ...tokenRefusals()];
}

function refusalOf(status: number, name: string, body: BodyMade | undefined): AnswerMade {
  const type = name === 'HTML' ? 'text/html' : 'application/json';
  const headers: Array<readonly [string, string]> = [['content-type', type]];
  if (status === 429) {
    headers.push(['x-rate-limit-reset', '{{soon}}'], ['x-rate-limit-limit', '25']);
    headers.push(['x-rate-limit-remaining', '0']);
  }
  if (name.startsWith('gzip')) headers.push(['content-encoding', 'gzip']);
  return text(body ?? { text: '' }, status, headers);
}

/** An API that refuses every token must not cost a token request for every message. */
function tokenRefusals(): Attack[] {
  const plan = { msg: { path: { is: 'value', value: '/rest/v1.0/things/{{n}}' } } } as const;
  return [
    {
      ...plan,
      kind: 'answers: refusals',
      name: 'every token is refused, 15 messages',
      node: { path: '' },
      connection: { lookups: false },
      messages: 15,
      always: json({ errors: 'unauthorized' }, 401),
      within: 12_000,
      expect: { tokens: 7, ends: ['PROCORE_AUTH'] },
    },
    {
      kind: 'answers: refusals',
      name: 'every token is refused, with a request to come back at once',
      messages: 15,
      always: json({ errors: 'unauthorized' }, 401, [['retry-after', '0']]),
      within: 12_000,
      expect: { tokens: 7, ends: ['PROCORE_AUTH'] },
    },
  ];
}
