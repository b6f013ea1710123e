import { deep, long, type Made, value } from '../made.js';

/** The routes behind the dialogs that take a POST, each with a body that it takes. */
export const ROUTES = [
  'companies',
  'projects',
  'records',
  'check',
  'required',
  'environments',
  'try',
  'columns',
  'coverage',
  'event-address',
  'event-resources',
  'event-plan',
  'event-old-hooks',
  'event-dead',
  'event-replay',
  'sign-in',
  'sign-in/code',
  'sign-in/status',
  'sign-in/drop',
  'sign-out',
  'catalogue',
  'catalogue/yaml',
  'catalogue/reference',
] as const;
export type Route = (typeof ROUTES)[number];

type Body = Record<string, unknown>;

/** The deployed connection as its dialog shows it, its secret untouched. */
export const draftOf = (procore: string, more: Body = {}): Body => ({
  id: 'connection',
  environment: 'custom',
  loginUrl: procore,
  apiUrl: procore,
  companyId: '1',
  timeout: '3',
  clientSecret: '__PWRD__',
  ...more,
});

/** What the editor sends to a route. */
export function bodyOf(route: Route, connection: Body): Body {
  const plan = { method: 'GET', path: '/rest/v1.0/things', query: { a: 1 } };
  const scope = { connection, companyId: '1', scope: 'projects', filter: {} };
  // Nothing listens at that port.
  const door = { events: 'http://127.0.0.1:9/procore/events/', node: 'event', hasPort: false };
  const bodies: Readonly<Record<Route, Body>> = {
    companies: { connection },
    projects: { connection, companyId: '1' },
    records: { connection, companyId: '1', path: '/rest/v1.0/things', placeholders: {}, query: {} },
    check: { connection, companyId: '1' },
    required: { connection, companyId: '1' },
    environments: { connection },
    try: { connection, plan },
    columns: { operation: 'List RFIs', rows: [{ id: 1 }], columns: '', lists: 'json' },
    coverage: { ...scope, path: '/rest/v1.0/projects/{project_id}/rfis' },
    'event-address': { connection, ...door },
    'event-resources': { ...scope, payloadVersion: 'v2.0' },
    'event-plan': {
      ...scope,
      ...door,
      payloadVersion: 'v2.0',
      resources: [{ name: 'RFIs' }],
      oldNamespaces: ['a'],
    },
    'event-old-hooks': {
      connection,
      events: door.events,
      node: door.node,
      hooks: [{ id: '1', namespace: 'a', companyId: '1' }],
    },
    'event-dead': { node: door.node },
    'event-replay': { node: door.node, replay: { deadLetter: true } },
    'sign-in': { connection },
    'sign-in/code': { id: 'connection', attempt: 'a', code: 'a' },
    'sign-in/status': { connection, attempt: 'a' },
    'sign-in/drop': { connection },
    'sign-out': { connection },
    catalogue: { version: 1, operations: [] },
    'catalogue/yaml': { text: 'a: [' },
    'catalogue/reference': {},
  };
  return bodies[route];
}

/** Values that no field of a dialog holds; JSON can carry them. */
export const STRANGE: ReadonlyArray<readonly [name: string, value: Made]> = [
  ['null', value(null)],
  ['a number', value(1e308)],
  ['a list', value([[], {}, null])],
  ['an object', value({ toString: 1, valueOf: 1, toJSON: 1 })],
  ['a text of 1 MB', long('a', 1_000_000)],
  ['escaped quotes', long('\\"', 200_000)],
  ['braces', long('${', 900)],
  ['a variable of braces', value('${'.repeat(500) + '}'.repeat(500))],
  [
    'inherited names',
    {
      is: 'object',
      entries: [
        ['__proto__', value({ a: 1 })],
        ['constructor', value(1)],
      ],
    },
  ],
  ['depth', deep('object', 3_000)],
  ['20,000 arrays', deep('array', 20_000)],
];
