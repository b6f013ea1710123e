import { type AnswerMade, type BodyMade, bytesOf, json, levels, text } from '../answer.js';
import type { Kind } from '../attack.js';
import { make } from '../made.js';
import { jsonOf } from './json-of.js';
import { bodyOf, draftOf, ROUTES, type Route, STRANGE } from './routes.js';
import { VARIABLE } from './stage.js';

/** A request to a route behind the dialogs, by somebody who signed in to the editor. */
export interface AdminAttack {
  readonly kind?: Kind;
  readonly name: string;
  readonly route: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** The body's text. @param procore the deployed hosts @param foreign another host */
  readonly body?: (procore: string, foreign: string) => string;
  readonly type?: string;
  readonly as?: 'owner' | 'reader' | 'nobody';
  /** What Procore says to the deployed connection. */
  readonly answer?: AnswerMade;
  /** The code that the answer holds. */
  readonly expect?: string;
  readonly status?: number;
  readonly slow?: boolean;
}

const TYPED = { clientId: 'typed', clientSecret: 'typed' };

/** Drafts that put a variable of Node-RED's where it goes to a host that was typed. */
const VARIABLES: ReadonlyArray<readonly [field: string, more: (foreign: string) => Record<string, unknown>]> =
  [
    ['client id', () => ({ ...TYPED, clientId: `\${${VARIABLE}}` })],
    ['client secret', () => ({ ...TYPED, clientSecret: `a\${${VARIABLE}}b` })],
    ['client secret, bracketed', () => ({ ...TYPED, clientSecret: `$(${VARIABLE})` })],
    ['company', () => ({ ...TYPED, companyId: `\${${VARIABLE}}` })],
    ['client id beside the stored secret', () => ({ clientId: `\${${VARIABLE}}` })],
    ['API host', (foreign) => ({ ...TYPED, apiUrl: `${foreign}/\${${VARIABLE}}` })],
    ['query of the API host', (foreign) => ({ ...TYPED, apiUrl: `${foreign}/?a=\${${VARIABLE}}` })],
    [
      'name in the API host',
      (foreign) => ({ ...TYPED, apiUrl: foreign.replace('//', `//\${${VARIABLE}}@`) }),
    ],
  ];

/** Routes that take no connection, and change nothing. */
const FOR_READERS: readonly Route[] = ['columns', 'event-dead'];

/** The deployed connection, sent another way: the stored secret must not go there. */
const DETOURS: ReadonlyArray<readonly [name: string, more: (foreign: string) => Record<string, unknown>]> = [
  ['another login host', (foreign) => ({ loginUrl: foreign })],
  ['another API host', (foreign) => ({ apiUrl: foreign })],
  ['another proxy', () => ({ proxy: 'stranger' })],
  ['other TLS settings', () => ({ tls: 'tls' })],
  ['another environment', () => ({ environment: 'sandbox' })],
];

/** What an API says when a picker opens: H2 and what is like it. */
const NAMES: ReadonlyArray<readonly [name: string, body: BodyMade, slow?: boolean]> = [
  ['a name of 6,000 levels', row('name', levels('[', ']', 6_000))],
  ['a name of 200,000 levels', row('name', levels('[', ']', 200_000)), true],
  ['a name of objects', row('name', levels('{"a":', '}', 6_000))],
  ['a number and stage of depth', row('project_number', levels('[', ']', 6_000))],
  ['an id of depth', row('id', levels('[', ']', 6_000)), true],
  [
    'an id that is no text',
    { text: '[{"id":{"toString":1},"name":{"toString":null}},{"id":null},null,7,"a"]' },
  ],
  ['a stage of depth', row('project_stage', { ...levels('[', ']', 6_000), before: '{"name":', after: '}' })],
  ['a name of 5 MB', row('name', { before: '"', unit: 'n', times: 5_000_000, after: '"' }), true],
  ['activity of depth', row('is_active', levels('{"a":', '}', 6_000)), true],
  ['rows that are texts', { text: '["a",["b"],{"id":"1","name":["c"]}]' }],
  ['a name with the secret', { text: '[{"id":1,"name":"{{secret}} {{token}}"}]' }],
  ['depth in depth', levels('[', ']', 20_000)],
];

function row(field: string, inner: BodyMade): BodyMade {
  const before = `[{"id":1,"name":"a","active":true,"is_active":true,"${field}":`;
  const within = 'unit' in inner ? inner : { unit: '', times: 0 };
  return { ...within, before: before + (within.before ?? ''), after: `${within.after ?? ''}}]` };
}

export function adminAttacks(): AdminAttack[] {
  const at = (route: Route, more: (foreign: string) => Record<string, unknown>) => ({
    route,
    body: (procore: string, foreign: string) =>
      JSON.stringify(bodyOf(route, draftOf(procore, more(foreign)))),
  });
  const both = (foreign: string) => ({ loginUrl: foreign, apiUrl: foreign });
  const askers = ['companies', 'projects', 'check', 'try', 'required'] as const;
  return [
    ...VARIABLES.flatMap(([field, more], index) =>
      askers.slice(0, 4).map(
        (route, turn): AdminAttack => ({
          ...at(route, (foreign) => ({ ...both(foreign), ...more(foreign) })),
          name: `${route}: a variable as ${field}, with a typed host`,
          slow: turn !== index % 4,
        }),
      ),
    ),
    ...DETOURS.flatMap(([name, more], index) =>
      [...askers, 'sign-in' as const].map(
        (route, turn): AdminAttack => ({
          ...at(route, more),
          name: `${route}: the stored secret by ${name}`,
          expect: 'PROCORE_CONFIG',
          slow: turn !== index % 5,
        }),
      ),
    ),
    ...NAMES.flatMap(([name, body, slow]) =>
      askers.map(
        (route, turn): AdminAttack => ({
          // Each in a draft of its own: what was asked for once is not asked for again.
          ...at(route, () => ({ timeout: String(3 + NAMES.findIndex(([other]) => other === name) / 100) })),
          name: `${route}: ${name}`,
          answer: text(body),
          slow: slow ?? turn > 2,
        }),
      ),
    ),
    ...STRANGE.flatMap(([name, made], index) =>
      ROUTES.flatMap((route, turn): AdminAttack[] => [
        {
          route,
          name: `${route}: ${name} as body`,
          body: () => jsonOf(make(made)),
          slow: turn !== index % ROUTES.length,
        },
        ...fieldsOf(route).map((field, number) => ({
          route,
          name: `${route}: ${name} as ${field}`,
          body: (procore: string) => jsonOf({ ...bodyOf(route, draftOf(procore)), [field]: make(made) }),
          slow: (turn + number) % 4 !== index % 4,
        })),
      ]),
    ),
    ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', ''].map(
      (type): AdminAttack => ({
        ...at('companies', () => ({})),
        name: `a form of another site (${type})`,
        type,
        expect: 'PROCORE_CONFIG',
      }),
    ),
    ...ROUTES.filter((route) => !FOR_READERS.includes(route)).map(
      (route): AdminAttack => ({
        ...at(route, () => ({})),
        name: `${route}: by somebody who may only look`,
        as: 'reader',
        status: 401,
      }),
    ),
    ...ROUTES.map(
      (route): AdminAttack => ({
        ...at(route, () => ({})),
        name: `${route}: by nobody`,
        as: 'nobody',
        status: 401,
        slow: true,
      }),
    ),
    ...depthTried(),
    {
      route: 'callback?state=a&code=b&__proto__=1',
      method: 'GET',
      name: 'callback: an unknown state',
      as: 'nobody',
      status: 400,
    },
    {
      route: `callback?state=${'a'.repeat(9_000)}`,
      method: 'GET',
      name: 'callback: a state of 9 kB',
      as: 'nobody',
    },
    { route: 'catalogue/about', method: 'GET', name: 'catalogue/about', status: 200 },
    {
      ...at('check', () => ({ timeout: '2.5' })),
      name: 'check: an API that echoes',
      answer: json({ errors: '{{token}} {{secret}}' }, 403),
    },
    {
      ...at('try', () => ({ timeout: '2.6' })),
      name: 'try: an API that echoes',
      answer: json({ a: 'Bearer {{token}}' }, 200, [['x-debug', '{{token}}']]),
    },
  ];
}

/** Calls that are tried out: what cannot be written as JSON any more must end no Node-RED. */
function depthTried(): AdminAttack[] {
  const plans: ReadonlyArray<readonly [name: string, plan: (deep: string) => string]> = [
    ['a write with a body of depth', (deep) => `{"method":"POST","path":"/rest/v1.0/things","body":${deep}}`],
    ['a query of depth', (deep) => `{"method":"GET","path":"/rest/v1.0/things","query":{"a":${deep}}}`],
    [
      'a write with a query of depth',
      (deep) => `{"method":"POST","path":"/rest/v1.0/things","query":{"a":${deep}}}`,
    ],
    [
      'a placeholder that is inherited',
      () => '{"method":"GET","path":"/rest/v1.0/{constructor}/{__proto__}"}',
    ],
    [
      'placeholders of inherited names',
      () => '{"method":"GET","path":"/rest/v1.0/{a}","placeholders":{"__proto__":"a"}}',
    ],
    ['a path that leads elsewhere', () => '{"method":"GET","path":"/rest/../oauth/token"}'],
    ['a header with CR and LF', () => '{"method":"GET","path":"/rest/v1.0/a","headers":{"x":"a\\r\\nb: c"}}'],
  ];
  return plans.flatMap(([name, plan]) =>
    [3_000, 9_000].map(
      (depth): AdminAttack => ({
        route: 'try',
        name: `try: ${name} (${depth})`,
        body: (procore) =>
          `{"connection":${JSON.stringify(draftOf(procore))},"plan":${plan(bytesOf(levels('[', ']', depth)).toString())}}`,
        slow: depth === 3_000,
      }),
    ),
  );
}

const fieldsOf = (route: Route): string[] => Object.keys(bodyOf(route, {}));
