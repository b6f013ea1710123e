import type { Attack, Properties } from '../attack.js';
import { deep, long, type MessageMade, ODDS, object, odd, value } from '../made.js';

/** A node that makes an imprint of each row of a list, and sends what has changed. */
export const CHANGES: Properties = {
  type: 'procore-changes',
  company: '1',
  companyType: 'num',
  scope: 'call',
  delivery: 'array',
  strategy: 'hash',
};

/** Action nodes, each set to do something that it does well with an ordinary message. */
export const NODES: ReadonlyArray<readonly [name: string, node: Properties]> = [
  ['request', {}],
  ['request from msg', { path: '/rest/v1.0/things/{id}', method: '', query: 'wished', queryType: 'msg' }],
  ['write', { method: 'POST' }],
  ['companies', { type: 'procore-companies' }],
  ['projects', { type: 'procore-projects', company: '1', companyType: 'num' }],
  ['access', { type: 'procore-access', mode: 'audit', companies: 'all', shape: 'rows' }],
  ['token', { type: 'procore-token', as: 'payload' }],
  ['token as header', { type: 'procore-token', as: 'header' }],
  ['changes', CHANGES],
  ['changes from msg', { ...CHANGES, query: 'wished', queryType: 'msg' }],
  ['table', { type: 'procore-table', as: 'rows', customFields: 'id' }],
  ['table of columns', { type: 'procore-table', as: 'rows', customFields: 'id', columns: 'part_0.b' }],
  ['table as SQL', { type: 'procore-table', as: 'sql', table: 'things', customFields: 'id' }],
  [
    'table of tables',
    { type: 'procore-table', as: 'sql', table: 'things', lists: 'table', customFields: 'id' },
  ],
];

/** How results leave the node, and who listens. */
const WAYS: ReadonlyArray<
  readonly [name: string, way: Pick<Attack, 'wires' | 'watched'> & { readonly node: Properties }]
> = [
  ['Catch', { node: {} }],
  ['two wires, rows', { wires: 2, node: { delivery: 'row' } }],
  ['nobody listens', { watched: false, node: {} }],
  ['second output', { node: { onError: 'output', outputs: 2 } }],
  ['two wires, pages, nobody listens', { wires: 2, watched: false, node: { delivery: 'page' } }],
  ['result beside the payload', { node: { output: 'found.rows' } }],
];

/** Values that have no end, or hardly one, for what goes into each of their objects as often as it is there. */
const BRANCHING = ['circle', 'wide circle', 'one object in many places', 'request and response'] as const;

/** By two wires these are 200,000 messages. Node-RED's own split node takes four seconds for them. */
const MANY = 'a hundred thousand objects';

/** Messages with something hostile where a node looks, and where none does. */
const MESSAGES: ReadonlyArray<readonly [name: string, msg: MessageMade]> = [
  ...ODDS.map((what) => [`payload: ${what}`, { payload: odd(what) }] as const),
  ...ODDS.filter((what) => !['throwing getter', 'deep getter'].includes(what)).map(
    (what) => [`headers and elsewhere: ${what}`, { headers: odd(what), elsewhere: odd(what) }] as const,
  ),
  ...BRANCHING.map(
    (what) =>
      [
        `query, wished and params: ${what}`,
        { query: odd(what), wished: odd(what), params: odd(what) },
      ] as const,
  ),
  ...BRANCHING.map(
    (what) => [`rows: ${what}`, { payload: { is: 'list', items: [odd(what), odd(what)] } }] as const,
  ),
  ['throwing getter elsewhere', { elsewhere: odd('throwing getter') }],
  ['getters that make depth', { payload: odd('deep getter'), elsewhere: odd('deep getter') }],
  ['throwing getter within', { payload: object({ inner: odd('throwing getter') }) }],
  ['throwing method and path', { method: odd('throwing getter'), path: odd('throwing getter') }],
  ['throwing query and params', { query: odd('throwing getter'), params: odd('throwing getter') }],
  ['throwing parts', { parts: odd('throwing getter') }],
  ['throwing req and res', { req: odd('throwing getter'), res: odd('throwing getter') }],
  ['throwing error', { error: odd('throwing getter') }],
  ['own hasOwnProperty', { hasOwnProperty: value('none') }],
  ['own hasOwnProperty that throws', { hasOwnProperty: odd('function'), error: object({}) }],
  ['error with own hasOwnProperty', { error: object({ hasOwnProperty: value(1) }) }],
  ['own toString, valueOf, then', { toString: value(1), valueOf: value(1), ...thenable() }],
  ['payload with then', { payload: object(thenable()) }],
  ['20,000 arrays in each other', { payload: deep('array', 20_000) }],
  ['20,000 objects in each other', { payload: deep('object', 20_000) }],
  ['3,000 arrays elsewhere', { elsewhere: deep('array', 3_000) }],
  ['8,000 objects elsewhere', { elsewhere: deep('object', 8_000) }],
  ['200,000 arrays elsewhere', { elsewhere: deep('array', 200_000) }],
  [
    'depth in query and params',
    { query: deep('object', 9_000), params: object({ id: deep('array', 9_000) }) },
  ],
  ['depth in wished, method and path', { wished: deep('object', 9_000), path: deep('array', 9_000) }],
  ['text of 30 MB', { payload: long('a', 30_000_000) }],
  ['text of escaped quotes', { payload: { is: 'long', text: '"\\"', times: 30_000 } }],
  ['text of escapes as query', { query: long('\\"', 40_000), wished: long('"\\"\\', 30_000) }],
  ['text of digits', { payload: long('9', 300_000), query: long('-1', 200_000) }],
  ['text of brackets', { payload: long('[', 100_000), query: long('{"a":', 60_000) }],
  ['lone surrogates and control characters', { path: value('/rest/\ud800\u0000'), query: value('\udfff') }],
  ['__proto__, constructor, prototype', inherited()],
  ['params of inherited names', { params: inherited().payload ?? value({}), id: value('constructor') }],
  [
    'null prototype',
    { payload: object({ a: value(1) }, 'null prototype'), query: object({}, 'null prototype') },
  ],
  ['null prototype with toString asked', { params: object({ id: object({}, 'null prototype') }) }],
  ['frozen', { payload: object({ a: value(1) }, 'frozen'), found: object({}, 'frozen') }],
  ['sealed', { payload: object({ a: value(1) }, 'sealed'), headers: object({}, 'frozen') }],
  ['found is no object', { found: value('text'), procore: value(7), parts: value('none') }],
  [
    'BigInt',
    { payload: value({ a: 10n ** 400n }), params: value({ id: 10n ** 30n }), query: value({ a: 1n }) },
  ],
  [
    'odd numbers',
    { payload: value([Number.NaN, -0, 1e308]), params: value({ id: Number.POSITIVE_INFINITY }) },
  ],
  [
    'maps, sets and buffers',
    { payload: value(new Map([[{}, new Set([1])]])), query: value(Buffer.alloc(99)) },
  ],
  [MANY, { payload: { is: 'many', of: value({ a: [1] }), times: 100_000 } }],
  ['msg.tick with a getter', { tick: odd('throwing getter') }],
  ['parts of another', { parts: object({ id: odd('quiet proxy'), index: value(-1), count: value('x') }) }],
  ['nothing', {}],
];

/** Once a message stops the node it stops itself as well: only these end without a result. */
const RESETS: ReadonlyArray<readonly [name: string, msg: MessageMade]> = [
  ['msg.reset with a getter', { reset: odd('throwing getter') }],
  ['msg.reset with what cannot be cloned', { reset: value(true), payload: deep('array', 20_000) }],
  ['msg.reset, own hasOwnProperty', { reset: value(1), hasOwnProperty: value(1) }],
];

/** What the node that reads all from its message finds there where the attack brings nothing. */
const ASKED: MessageMade = { method: value('GET'), params: value({ id: 7 }), query: value({ a: 1 }) };

/** Every message through every node, each in two of the ways; in a quick run in one. */
export function messageAttacks(): Attack[] {
  const attacks: Attack[] = [];
  let turn = 0;
  for (const [said, msg] of [...MESSAGES, ...RESETS]) {
    for (const [type, node] of NODES) {
      for (let time = 0; time < 2; time++) {
        const [way, how] = WAYS[turn++ % WAYS.length] ?? WAYS[0] ?? ['', { node: {} }];
        attacks.push({
          kind: 'messages',
          name: `${type}, ${way}: ${said}`,
          ...how,
          // A stop sends nothing: without Complete nobody sees it end.
          watched: how.watched !== false || 'reset' in msg,
          node: { ...node, ...how.node },
          msg: type.endsWith('from msg') ? { ...ASKED, ...msg } : msg,
          ...after(type),
          slow: time > 0,
          ...(said === MANY && type.startsWith('table') && { within: 15_000 }),
        });
      }
    }
  }
  return attacks;
}

/** What the node must take afterwards. Where nothing has changed since, changes has nothing to send. */
function after(type: string): Pick<Attack, 'sameAfter' | 'ordinary'> {
  if (type.startsWith('table')) return { sameAfter: true, ordinary: { payload: value([{ id: 1 }]) } };
  return { sameAfter: type !== 'request from msg' && !type.startsWith('changes') };
}

/** What `await` takes for a promise. */
function thenable(): MessageMade {
  return Object.fromEntries([['then', odd('function')]]);
}

/** Names that everything inherits, as properties of its own. */
function inherited(): MessageMade {
  const entries = [
    ['__proto__', value({ polluted: 1 })],
    ['constructor', value({ prototype: { polluted: 1 } })],
    ['prototype', value(1)],
  ] as const;
  return { payload: { is: 'object', entries }, query: { is: 'object', entries }, constructor: value(1) };
}
