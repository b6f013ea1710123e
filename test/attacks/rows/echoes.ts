import { type AnswerMade, json, text } from '../answer.js';
import type { Attack } from '../attack.js';

/** Answers of an API that sends back what it was sent: the token stands in headers and bodies. */
const ECHOES: ReadonlyArray<readonly [where: string, answer: AnswerMade]> = [
  ['a header of a list', json([{ id: 1 }], 200, [['x-debug', 'Bearer {{token}}']])],
  [
    'many headers of a list',
    json([{ id: 1 }], 200, [
      ['x-a', '{{token}}'],
      ['x-a', '{{token}}'],
      ['via', '{{token}}'],
    ]),
  ],
  ['the name of a header', json([{ id: 1 }], 200, [['x-{{token}}', 'a']])],
  ['a row', json([{ id: 1, request: { authorization: 'Bearer {{token}}' } }])],
  ['a text', text({ text: 'Bearer {{token}}' }, 200, [['content-type', 'text/plain']])],
  ['a refusal', json({ errors: 'bad token {{token}}' }, 401)],
  ['a refusal in fields', json({ errors: { '{{token}}': ['{{token}}'] } }, 422)],
  [
    'a refusal in its header',
    json({ errors: 'no' }, 403, [
      ['x-request-id', '{{token}}'],
      ['x-debug', '{{token}}'],
    ]),
  ],
  ['a refusal as text', text({ text: 'Bearer {{token}} is bad' }, 404, [['content-type', 'text/plain']])],
  ['a web page', text({ text: '<html>{{token}}' }, 200, [['content-type', 'text/html']])],
  ['a web page of 502', text({ text: '<html>{{token}}' }, 502, [['content-type', 'text/html']])],
  ['damaged JSON', text({ text: '[{"a":"{{token}}"' })],
  [
    'a body that is cut, 2,000',
    text({ text: `<html>${'x'.repeat(1_980)}{{token}}` }, 200, [['content-type', 'text/html']]),
  ],
  [
    'a body that is cut, 500',
    text({ text: `${'x'.repeat(485)}{{token}}` }, 422, [['content-type', 'text/plain']]),
  ],
  ['a 500', json({ exception: 'token {{token}}' }, 500, [['x-debug', '{{token}}']])],
  [
    'a 429',
    json({ errors: '{{token}}' }, 429, [
      ['x-debug', '{{token}}'],
      ['retry-after', '0'],
    ]),
  ],
  [
    'a redirect',
    { status: 302, headers: [['location', 'https://elsewhere.invalid/{{token}}']], body: { text: '' } },
  ],
  ['the reason of its status', { raw: { text: 'HTTP/1.1 403 {{token}}\r\nContent-Length: 0\r\n\r\n' } }],
  ['the next page', json([{ id: 1 }], 200, [['link', '</rest/v1.0/things?page=2&t={{token}}>; rel="next"']])],
];

const NODES = [
  ['GET', {}],
  ['POST', { method: 'POST' }],
  ['second output', { onError: 'output', outputs: 2 }],
  ['rows', { delivery: 'row', paging: 'all' }],
] as const;

export function echoAttacks(): Attack[] {
  return ECHOES.flatMap(([where, always], index) =>
    NODES.map(
      ([name, node], turn): Attack => ({
        kind: 'secrets',
        name: `${name}: the API echoes the token in ${where}`,
        // What is tried again is tried in vain.
        node: { ...node, deadline: '1' },
        always,
        slow: turn !== index % NODES.length,
      }),
    ),
  );
}
