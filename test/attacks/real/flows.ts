/** Counts what Catch saw, and answers with its code where the message still has its response. */
const CAUGHT = `
  global.set('caught', (global.get('caught') || 0) + 1);
  if (!msg.res) return null;
  return { req: msg.req, res: msg.res, statusCode: 418, payload: { code: msg.error && msg.error.code } };
`;

/** Tells how many Catch has seen. */
const COUNT = `msg.payload = { caught: global.get('caught') || 0 }; return msg;`;

/** The query of a GET becomes that of the call. */
const QUERY = 'msg.query = msg.payload; msg.params = { id: String(msg.payload.id || 1) }; return msg;';

/** What Catch saw goes on with the answer that it came with, as a flow that passes failures on does. */
const PASSED_ON = `return msg;`;

/** Routes of http in, each to a procore-request and on to an http response. */
const ROUTES = {
  write: { method: 'POST', path: '/rest/v1.0/things' },
  read: { method: 'GET', path: '/rest/v1.0/things' },
  passed: { method: 'GET', path: '/rest/v1.0/things' },
  asked: { method: 'GET', path: '/rest/v1.0/things/{id}' },
} as const;
export type RouteName = keyof typeof ROUTES;

/** The flows of the real Node-RED. */
export function FLOWS(procore: string, foreign: string): object[] {
  const place = { z: 'tab', x: 100, y: 100 };
  const func = (id: string, text: string, to: string) => ({
    ...place,
    id,
    type: 'function',
    name: '',
    func: text,
    outputs: 1,
    wires: [[to]],
    initialize: '',
    finalize: '',
    libs: [],
    noerr: 0,
  });
  const httpIn = (url: string, method: string, to: string) => ({
    ...place,
    id: `in-${url}`,
    type: 'http in',
    url: `/${url}`,
    method,
    upload: false,
    wires: [[to]],
  });
  const request = (name: RouteName) => ({
    ...place,
    id: name,
    type: 'procore-request',
    name: '',
    connection: 'connection',
    company: '',
    companyType: 'connection',
    output: 'payload',
    outputType: 'msg',
    delivery: 'array',
    onError: 'catch',
    outputs: 1,
    deadline: '3',
    params: [],
    version: 1,
    wires: [['out']],
    ...ROUTES[name],
  });
  const caught = (id: string, scope: readonly RouteName[], to: string) => ({
    ...place,
    id,
    type: 'catch',
    scope,
    uncaught: false,
    wires: [[to]],
  });
  const at = { type: 'procore-config', environment: 'custom', timeout: '3', companyId: '1' };
  return [
    { id: 'tab', type: 'tab', label: 'attacked' },
    { id: 'connection', ...at, loginUrl: procore, apiUrl: procore },
    { id: 'stranger', type: 'http proxy', url: foreign, noproxy: [] },
    { id: 'tls', type: 'tls-config', verifyservercert: false },
    { ...place, id: 'out', type: 'http response', statusCode: '', headers: {}, wires: [] },
    ...(Object.keys(ROUTES) as RouteName[]).map(request),
    httpIn('write', 'post', 'write'),
    httpIn('read', 'post', 'read'),
    httpIn('passed', 'get', 'passed'),
    httpIn('asked', 'get', 'query'),
    httpIn('alive', 'get', 'count'),
    func('query', QUERY, 'asked'),
    func('count', COUNT, 'out'),
    func('caughtOnce', CAUGHT, 'out'),
    func('passOn', PASSED_ON, 'out'),
    caught('catch', ['write', 'read', 'asked'], 'caughtOnce'),
    caught('catchPassed', ['passed'], 'passOn'),
  ];
}
