import { type AnswerMade, json, text } from '../answer.js';
import type { Attack, Expectation, Properties } from '../attack.js';
import { ample } from '../hostile-procore.js';

const ROW = [{ id: '{{n}}' }];
const all = { paging: 'all' };
const numbered = { ...all, perPage: '1' };
const BAD: Expectation = { ends: ['PROCORE_BAD_RESPONSE'] };

/** Pages beyond which no list is read on, and a little for what was under way. */
const MOST = 10_020;

const link = (value: string): AnswerMade => json(ROW, 200, [['link', value], ...ample()]);
const total = (value: string, more: ReadonlyArray<readonly [string, string]> = []): AnswerMade =>
  json(ROW, 200, [['total', value], ...more, ...ample()]);

/** Bait for expressions that backtrack, in the form of a Link header. */
const BAIT = [
  '<'.repeat(7_000),
  '<a>; '.repeat(3_000),
  `<a>;${' '.repeat(14_000)}x`,
  `<a>; rel="${'a '.repeat(7_000)}`,
];

const LIES: ReadonlyArray<readonly [name: string, answer: AnswerMade, expect?: Expectation]> = [
  ...BAIT.map((value, number) => [`Link of bait ${number + 1}`, link(value)] as const),
  ['Link to another host', link('<{{foreign}}/rest/v1.0/things?page=2>; rel="next"')],
  [
    'Link to another host without a scheme',
    link('<//elsewhere.invalid/rest/v1.0/things?page=2>; rel="next"'),
  ],
  ['Link with somebody in it', link('<http://a:b@elsewhere.invalid/rest/v1.0/x>; rel=next')],
  ['Link out of /rest/', link('</oauth/token?page=2>; rel="next"')],
  ['Link out of /rest/ by dots', link('</rest/../admin?page=2>; rel="next"')],
  ['Link out of /rest/ by coded dots', link('</rest/%2e%2e/admin?page=2>; rel="next"')],
  ['Link out of /rest/ by backslashes', link('</rest\\..\\admin?page=2>; rel="next"')],
  ['Link to itself', link('</rest/v1.0/things>; rel="next"')],
  ['Link in a circle', link('</rest/v1.0/things?page=2&per_page=1>; rel="next"')],
  ['Link to javascript', link('<javascript:alert(1)>; rel="next"')],
  ['1,000 Links', link('</rest/v1.0/things?page=2>; rel="prev", '.repeat(300))],
  ['Total below 0', total('-5')],
  ['Total of a text', total('all of them')],
  ['Total of 1e14', total('100000000000000'), { ...BAD, requests: 5 }],
  // More digits than a count can have are none, and one that may have gone on is told.
  ['Total of 1e15', total('1000000000000000'), { requests: 5 }],
  ['Total beyond 2^53', total('99999999999999999999'), { requests: 50 }],
  ['Total of 1e300', total(`1${'0'.repeat(300)}`), { requests: 50 }],
  ['Per-Page of 0', total('50', [['per-page', '0']]), { requests: 100 }],
  ['Per-Page below 0', total('50', [['per-page', '-1']]), { requests: 100 }],
  ['Per-Page of 1e18', total('50', [['per-page', '1000000000000000000']]), { requests: 100 }],
  ['a page that is no list', json({ id: 1 }, 200, [['total', '500'], ...ample()]), { requests: 10 }],
  ['a list of nulls', json([null, null, 1, 'a', []], 200, [['total', '5']])],
];

/** Lists that have no end, in each form of paging that Procore has. */
const ENDLESS: ReadonlyArray<readonly [name: string, node: Properties, answer: AnswerMade, quick?: boolean]> =
  [
    [
      'cursor',
      { path: '/rest/v2.0/companies/1/workflows/instances', perPage: '1' },
      json({ data: ROW, next_cursor: 'c{{n}}' }, 200, ample()),
      true,
    ],
    [
      'cursor, in meta, empty pages',
      { path: '/rest/v2.0/companies/1/workflows/instances' },
      json({ data: [{ id: 1 }], meta: { next_cursor: 'c{{n}}' } }, 200, ample()),
    ],
    ['key', { path: '/rest/v1.0/webhooks/hooks/1/deliveries', perPage: '1' }, json(ROW, 200, ample())],
    [
      'key, with Link',
      { path: '/rest/v1.0/workforce-planning/v2/companies/1/notification-profiles', perPage: '1' },
      json(ROW, 200, [['link', '</rest/v1.0/x?starting_after={{n}}>; rel="next"'], ...ample()]),
    ],
    ['Link', { perPage: '1' }, link('</rest/v1.0/things?page=1{{n}}>; rel="next"')],
  ];

export function listAttacks(): Attack[] {
  const kind = 'answers: lists';
  return [
    ...LIES.map(
      ([name, always, expect]): Attack => ({
        kind,
        name,
        node: numbered,
        always,
        within: 15_000,
        ...(expect && { expect }),
      }),
    ),
    ...ENDLESS.map(
      ([name, node, always, quick]): Attack => ({
        kind,
        name: `no end, by ${name}`,
        node: { ...all, ...node, deadline: '100' },
        always,
        within: 110_000,
        slow: !quick,
        expect: { ...BAD, requests: MOST },
      }),
    ),
    {
      kind,
      name: 'a cursor that stays the same',
      node: { ...all, path: '/rest/v2.0/companies/1/workflows/instances' },
      always: json({ data: [{ id: 1 }], next_cursor: 'same' }),
      expect: { ...BAD, requests: 5 },
    },
    {
      kind,
      name: 'a cursor of 1 MB',
      node: { ...all, path: '/rest/v2.0/companies/1/workflows/instances', deadline: '5' },
      always: text({
        before: '{"data":[{"id":1}],"next_cursor":"',
        unit: 'c',
        times: 1_000_000,
        after: '"}',
      }),
      within: 8_000,
    },
  ];
}
