import { type AnswerMade, json } from '../answer.js';
import type { Attack, Expectation } from '../attack.js';

const to = (location: string, status = 302, more: AnswerMade['headers'] = []): AnswerMade => ({
  status,
  headers: [['location', location], ...more],
  body: { text: '' },
});
const BAD: Expectation = { ends: ['PROCORE_BAD_RESPONSE'] };

/** Where a redirect may lead that is not followed: another host, or out of /rest/ on this one. */
const AWAY: readonly string[] = [
  '{{foreign}}/rest/v1.0/things',
  '//elsewhere.invalid/rest/',
  'https:elsewhere.invalid',
  '/admin',
  '/',
  '/oauth/token',
  '/rest/../admin',
  '/rest/%2e%2e/admin',
  '/rest/..%2fadmin',
  '/rest\\..\\..\\admin',
  '/restful',
  'javascript:alert(1)',
  'data:text/html,a',
  'file:///etc/passwd',
  'http://a:b@elsewhere.invalid/rest/',
  '/rest//elsewhere.invalid/',
  '?a=1#b',
  'http://[::1',
  '',
  ' ',
  '/rest/v1.0/things#{{token}}',
];

export function redirectAttacks(): Attack[] {
  const kind = 'answers: redirects';
  const methods = ['GET', 'POST'] as const;
  return [
    ...AWAY.flatMap((location, index) =>
      methods.map(
        (method): Attack => ({
          kind,
          name: `${method}, to ${location || 'nowhere'}`,
          node: { method },
          always: to(location, [301, 302, 303, 307, 308][index % 5] ?? 302),
          slow: method === 'POST' && index % 3 !== 0,
          // Back to where it was is a circle.
          expect: { ...BAD, requests: 5 },
        }),
      ),
    ),
    {
      kind,
      name: 'in a circle',
      always: to('/rest/v1.0/things?again={{n}}'),
      expect: { ...BAD, requests: 5 },
    },
    {
      kind,
      name: 'to another host after one on this',
      api: [to('/rest/v1.0/moved', 307), to('{{foreign}}/rest/v1.0/moved', 307)],
      expect: BAD,
    },
    {
      kind,
      name: 'to a place of 15 kB',
      always: to(`/rest/${'a'.repeat(15_000)}`),
      within: 8_000,
    },
    {
      kind,
      name: 'of the login host, to another',
      login: to('{{foreign}}/oauth/token', 307),
      expect: { ends: ['PROCORE_BAD_RESPONSE', 'PROCORE_NETWORK'], requests: 0 },
    },
    {
      kind,
      name: 'of the login host, out of /oauth/',
      login: to('/elsewhere?{{secret}}', 302),
      expect: { ends: ['PROCORE_BAD_RESPONSE', 'PROCORE_NETWORK'], requests: 0 },
    },
    {
      kind,
      name: 'with the token in it',
      always: { ...json({}, 302), headers: [['location', '{{foreign}}/?{{token}}']] },
      expect: BAD,
    },
  ];
}
