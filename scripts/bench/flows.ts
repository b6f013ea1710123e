/**
 * The two flows that run in a real Node-RED. Each begins with a function node that starts it, and ends with a node that
 * counts what arrives.
 */
import { HEADERS, type Job, listUrl } from './tool.js';

type FlowNode = Record<string, unknown>;

/** The beginning of a flow: the node gives itself to the host, which sends through it. */
const start = (id: string, wire: string): FlowNode => ({
  id,
  type: 'function',
  z: 'tab',
  x: 0,
  y: 0,
  wires: [[wire]],
  outputs: 1,
  func: 'return msg;',
  libs: [],
  initialize: `global.get('begin')(${JSON.stringify(id)}, node);`,
});

/** The end of a flow: a node in the place of a database node, which tells the host what arrived. */
const arrived = (id: string): FlowNode => ({ id, type: 'bench-arrived', z: 'tab', x: 0, y: 0, wires: [] });

const NODE = { z: 'tab', x: 0, y: 0 };

/** This package's request node with its defaults, for each kind of job. */
export function ownFlow(origin: string, jobs: ReadonlyMap<string, Job>): FlowNode[] {
  const nodes: FlowNode[] = [
    { id: 'tab', type: 'tab', label: 'bench' },
    {
      id: 'connection',
      type: 'procore-config',
      name: '',
      environment: 'custom',
      companyId: '1',
      loginUrl: origin,
      apiUrl: origin,
      timeout: '60',
      reserve: '2',
      quotaScope: 'company',
    },
    arrived('end'),
    { ...NODE, id: 'catch', type: 'catch', scope: null, wires: [['end']] },
    start('single', 'single-request'),
    { ...request('single-request', { rows: 1, parallel: 1, delivery: 'array' }), concurrency: '200' },
  ];
  for (const [id, job] of jobs) nodes.push(start(id, `${id}-request`), request(`${id}-request`, job));
  return nodes;
}

function request(id: string, { rows, perPage, parallel, delivery }: Job): FlowNode {
  return {
    ...NODE,
    id,
    type: 'procore-request',
    name: '',
    connection: 'connection',
    wires: [['end']],
    company: '',
    companyType: 'connection',
    output: 'payload',
    outputType: 'msg',
    delivery,
    outputs: 1,
    onError: 'catch',
    method: 'GET',
    path: `/rest/v1.0/projects/${rows}/rfis`,
    params: [],
    paging: 'all',
    query: '',
    queryType: 'json',
    headers: '',
    headersType: 'json',
    body: '',
    bodyType: 'json',
    response: 'auto',
    limit: '',
    perPage: perPage ? String(perPage) : '',
    parallel: String(parallel),
    concurrency: '8',
    deadline: '',
    tick: false,
    dryRun: false,
    operation: '',
  };
}

/** The same jobs with core nodes, as people build them: token → http request → next page? → join. */
export function coreFlow(origin: string, jobs: ReadonlyMap<string, Job>): FlowNode[] {
  const nodes: FlowNode[] = [{ id: 'tab', type: 'tab', label: 'bench' }, arrived('end')];
  for (const [id, job] of jobs) nodes.push(...coreReading(id, listUrl(origin, job, 1)));
  return nodes;
}

function coreReading(id: string, url: string): FlowNode[] {
  const setToken = `msg.headers = ${JSON.stringify(HEADERS)}; msg.url = ${JSON.stringify(url)}; return msg;`;
  const nextPage = `
const next = /<([^>]+)>; rel="next"/.exec(msg.headers.link || '');
const page = { payload: msg.payload };
if (!next) { page.complete = true; return [page, null]; }
return [page, { url: next[1], headers: ${JSON.stringify(HEADERS)} }];`;
  const code = { ...NODE, type: 'function', libs: [], initialize: '' };
  return [
    start(id, `${id}-token`),
    { ...code, id: `${id}-token`, func: setToken, outputs: 1, wires: [[`${id}-http`]] },
    {
      ...NODE,
      id: `${id}-http`,
      type: 'http request',
      method: 'GET',
      ret: 'obj',
      url: '',
      tls: '',
      paytoqs: 'ignore',
      persist: true,
      proxy: '',
      insecureHTTPParser: false,
      authType: '',
      senderr: false,
      headers: [],
      wires: [[`${id}-next`]],
    },
    { ...code, id: `${id}-next`, func: nextPage, outputs: 2, wires: [[`${id}-join`], [`${id}-http`]] },
    {
      ...NODE,
      id: `${id}-join`,
      type: 'join',
      mode: 'custom',
      build: 'array',
      property: 'payload',
      propertyType: 'msg',
      key: 'topic',
      joiner: '',
      joinerType: 'str',
      accumulate: false,
      timeout: '',
      count: '',
      wires: [['end']],
    },
  ];
}
