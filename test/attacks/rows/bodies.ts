import { type AnswerMade, type BodyMade, json, levels, text } from '../answer.js';
import type { Attack, Expectation } from '../attack.js';
import { ample } from '../hostile-procore.js';
import { CHANGES } from './messages.js';

const BAD: Expectation = { ends: ['PROCORE_BAD_RESPONSE'] };
const GZIP = [
  ['content-type', 'application/json'],
  ['content-encoding', 'gzip'],
] as const;

const QUOTES = '\\"';
const KB = 1_024;
const MB = 1_024 * KB;

/** An answer of 200 with a body that nobody should have to read. */
const BODIES: ReadonlyArray<readonly [name: string, body: BodyMade, expect?: Expectation]> = [
  // H1: the text is cut off within escaped quotes.
  [
    'cut off within escaped quotes, 84 kB',
    { before: `[{"id":${'9'.repeat(20)},"a":"`, unit: QUOTES, times: 42_000 },
    BAD,
  ],
  [
    'cut off within escaped quotes, 1 MB',
    { before: `[${'1'.repeat(19)},"`, unit: QUOTES, times: 500_000 },
    BAD,
  ],
  ['cut off within backslashes', { before: `[${'1'.repeat(19)},"`, unit: '\\\\', times: 300_001 }, BAD],
  ['cut off after quotes', { before: `[${'1'.repeat(19)},`, unit: '"\\"', times: 90_000 }, BAD],
  ['cut off within digits', { before: '[', unit: '1', times: 400_000 }, BAD],
  ['digits with points', { before: '[', unit: '1234567890123456789.', times: 30_000 }, BAD],
  ['digits with exponents', { before: '[', unit: '12345678901234567e', times: 30_000 }, BAD],
  [
    'valid, 8 MB of escaped quotes and an id beyond 2^53',
    { before: `[{"id":5982324300946918154,"a":"`, unit: QUOTES, times: 4 * MB, after: '"}]' },
    { ends: ['delivered'] },
  ],
  [
    'valid, 8 MB of short texts and long numbers',
    { before: '[1', unit: ',"a\\\\",12345678901234567890', times: 300_000, after: ']' },
    { ends: ['delivered'] },
  ],
  [
    'valid, one number of 2 MB',
    { before: '[', unit: '7', times: 2 * MB, after: ']' },
    { ends: ['delivered', 'PROCORE_BAD_RESPONSE'] },
  ],
  ['minus signs', { before: `[${'1'.repeat(19)}`, unit: '-', times: 300_000 }, BAD],
  ['white space of 20 MB and no more', { unit: ' \n', times: 10 * MB }],
  // C1: what is deep cannot be cloned.
  ...[2_000, 6_000, 20_000, 200_000, 600_000].flatMap(
    (times) =>
      [
        [`${times} arrays in each other`, levels('[', ']', times)],
        [`${times} objects in each other`, levels('{"a":', '}', times)],
        [
          `a row with ${times} levels`,
          { before: '[{"id":1,"a":', ...levels('[{"b":', '}]', times), after: '}]' },
        ],
      ] as const,
  ),
  ['brackets without an end', { unit: '[', times: 2 * MB }, BAD],
  ['a key of 4 MB', { before: '[{"', unit: 'k', times: 4 * MB, after: '":1}]' }],
  ['100,000 keys', { before: '[{', unit: '"k":1,', times: 100_000, after: '"z":1}]' }],
  [
    '__proto__ and constructor',
    { text: '[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]' },
  ],
  ['own hasOwnProperty and toJSON', { text: '[{"hasOwnProperty":1,"toJSON":1,"then":1,"toString":null}]' }],
  ['null', { text: 'null' }],
  ['a number', { text: '-0' }],
  ['a text', { text: '"text"' }],
  ['true', { text: 'true' }],
  ['not UTF-8', { base64: Buffer.from([0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d]).toString('base64') }, BAD],
  ['half a character', { base64: Buffer.from([0x5b, 0x22, 0xe2, 0x82]).toString('base64') }, BAD],
  ['zeros', { unit: '\u0000', times: 100_000 }, BAD],
  ['no end at all', { endless: '[[[[[[[[' }, { ends: ['PROCORE_TOO_LARGE', 'PROCORE_TIMEOUT'] }],
  [
    'rows without an end',
    { endless: '{"id":12345678901234567890},' },
    { ends: ['PROCORE_TOO_LARGE', 'PROCORE_TIMEOUT'] },
  ],
  ['lists in data in data', levels('{"data":', '}', 9_000, '[]')],
];

/** Packed small and unpacked large; the process has 512 MB. */
const BOMBS: ReadonlyArray<readonly [name: string, body: BodyMade, expect?: Expectation]> = [
  ['zeros, 70 MB', { gzip: { unit: '\u0000', times: 70 * MB } }, { ends: ['PROCORE_TOO_LARGE'] }],
  ['blanks, 62 MB', { gzip: { before: '[', unit: ' ', times: 62 * MB, after: ']' } }],
  // M5: 64 kB that become 21 million arrays.
  ['[[],[],…, 62 MB', { gzip: { before: '[', unit: '[],', times: 21 * MB, after: '1]' } }],
  ['{},{},…, 62 MB', { gzip: { before: '[', unit: '{},', times: 21 * MB, after: '1]' } }],
  ['rows, 60 MB', { gzip: { before: '[', unit: '{"id":1,"a":[{}]},', times: 3_400_000, after: '1]' } }],
  ['numbers, 62 MB', { gzip: { before: '[', unit: '1.5,', times: 15 * MB, after: '1]' } }],
  [
    'depth, 60 MB',
    { gzip: { unit: '[', times: 60 * MB } },
    { ends: ['PROCORE_BAD_RESPONSE', 'PROCORE_TOO_LARGE'] },
  ],
  ['packed twice', { gzip: { gzip: { unit: '\u0000', times: 60 * MB } } }],
  ['damaged', { gzip: { text: '[1,2,3]' }, keep: 18 }, BAD],
];

const NAMED: ReadonlyArray<readonly [name: string, answer: AnswerMade, expect?: Expectation]> = [
  ['content coding br', text({ text: '[]' }, 200, [['content-encoding', 'br']]), BAD],
  [
    'content coding of 200 names',
    text({ text: '[]' }, 200, [['content-encoding', 'gzip, '.repeat(200)]]),
    BAD,
  ],
  ['deflate, not packed', text({ text: '[]' }, 200, [['content-encoding', 'deflate']]), BAD],
  ['gzip, not packed', text({ text: '[{"id":1}]' }, 200, GZIP), BAD],
  ['HTML', text({ text: '<html>Sign in' }, 200, [['content-type', 'text/html']]), BAD],
  ['HTML as JSON', text({ text: '<html>' }), BAD],
  ['JSON as text', text(levels('[', ']', 20_000), 200, [['content-type', 'text/plain']])],
  ['JSON as picture', text(levels('[', ']', 20_000), 200, [['content-type', 'image/png']])],
  ['no type', text(levels('[', ']', 20_000), 200, [])],
  ['a type of 8 kB', text({ text: '[]' }, 200, [['content-type', `${'a/'.repeat(4_000)}json`]])],
  ['a body with 204', text({ text: '[1]' }, 204)],
  ['206, 207 and 299', json([{ id: 1 }], 299)],
  [
    'half a body and no more',
    { ...text({ text: '[{"id":1},' }), never: 'half' },
    { ends: ['PROCORE_TIMEOUT', 'PROCORE_NETWORK'] },
  ],
  ['silence', { never: 'silence' }, { ends: ['PROCORE_TIMEOUT', 'PROCORE_NETWORK'] }],
  ['resets', { never: 'reset' }, { ends: ['PROCORE_NETWORK'] }],
];

/** ms that a read may take whose five attempts all time out: 2 s each, between them pauses of up to 0.5, 1, 2 and 4 s. */
const FIVE_TIMEOUTS = 5 * 2_000 + 7_500 + 500;

export function bodyAttacks(): Attack[] {
  const at = (
    name: string,
    always: AnswerMade,
    expect: Expectation | undefined,
    node?: Attack['node'],
  ): Attack => ({
    kind: 'answers: bodies',
    name,
    always,
    within: always.never && always.never !== 'reset' ? FIVE_TIMEOUTS : 15_000,
    ...(expect && { expect }),
    ...(node && { node }),
  });
  const ways = [
    ['', {}],
    [', rows', { delivery: 'row' }],
    [', all pages', { paging: 'all' }],
    [', second output', { onError: 'output', outputs: 2 }],
  ] as const;
  return [
    ...BODIES.map(([name, body]) => ({
      ...at(
        `${name}, changes`,
        text(body, 200, [['content-type', 'application/json'], ...ample()]),
        {},
        CHANGES,
      ),
      slow: /600000|no end/.test(name),
    })),
    ...BODIES.flatMap(([name, body, expect], index) =>
      [ways[0], ways[1 + (index % 3)] ?? ways[0]].map(([way, node], turn) => ({
        ...at(
          `${name}${way}`,
          text(body, 200, [['content-type', 'application/json'], ...ample()]),
          expect,
          node,
        ),
        wires: turn === 1 ? (2 as const) : (1 as const),
        slow: turn === 1 || /600000|no end/.test(name),
      })),
    ),
    ...BOMBS.map(([name, body, expect]) => ({
      ...at(`gzip: ${name}`, text(body, 200, GZIP), expect),
      slow: /blanks|numbers|rows/.test(name),
    })),
    ...BOMBS.slice(2, 4).map(([name, body]) => ({
      ...at(`gzip on a refusal: ${name}`, text(body, 404, GZIP), { ends: ['PROCORE_NOT_FOUND'] }),
    })),
    ...NAMED.map(([name, answer, expect]) => ({
      ...at(name, answer, expect),
      slow: name === 'silence' || name.startsWith('half'),
    })),
  ];
}
