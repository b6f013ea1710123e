import assert from 'node:assert/strict';
import { openAsBlob, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { installPackage, pack } from '../../scripts/package/install.js';
import { startSimulator } from '../../src/simulator/index.js';
import { json, serve, token } from '../support/http-server.js';
import { NodeRed, newUserDir } from '../support/node-red.js';

const EXAMPLES = join(__dirname, '../../examples');
const MODULE = '@joistflow/node-red-procore';
const TYPES = [
  'procore-access',
  'procore-companies',
  'procore-config',
  'procore-projects',
  'procore-request',
  'procore-token',
];

interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

interface NodeSet {
  readonly module: string;
  readonly types: string[];
  readonly enabled: boolean;
  readonly err?: unknown;
}

const example = (name: string): FlowNode[] =>
  JSON.parse(readFileSync(join(EXAMPLES, `${name}.json`), 'utf8'));
const loadedTypes = (sets: NodeSet[]) =>
  sets
    .filter((set) => set.module === MODULE && set.enabled && !set.err)
    .flatMap((set) => set.types)
    .sort();

describe('the packed package in a real Node-RED', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
  });
  after(() => nodeRed.stop());
  afterEach(() => assert.ok(nodeRed.alive, nodeRed.output));

  const run = async (name: string, messages: number, button = 0) => {
    const nodes = example(name);
    await nodeRed.deploy(nodes);
    nodeRed.debugged.length = 0;
    const start =
      nodes.filter((node) => node.type === 'inject')[button] ?? assert.fail('the example has no inject node');
    await nodeRed.inject(start.id);
    const shown = await nodeRed.shown(
      messages,
      nodes.map(({ id }) => id),
    );
    const caught = nodes.filter((node) => node.name === 'what went wrong').map((node) => node.id);
    assert.deepEqual(
      shown.filter(({ id }) => caught.includes(id)),
      [],
    );
    return shown.map(({ value }) => value);
  };

  it('loads all six types', async () => {
    assert.deepEqual(loadedTypes(await nodeRed.admin<NodeSet[]>('/nodes')), TYPES);
  });

  it('offers every example under Import, Examples', async () => {
    const listing = await nodeRed.admin<{ files?: object[] }>(`/library/examples/flows/${MODULE}`);
    const names = readdirSync(EXAMPLES).map((file) => file.replace('.json', ''));
    for (const name of names) assert.ok(JSON.stringify(listing).includes(name), `${name} is not offered`);
  });

  it('has an example for every action node, which holds no key', () => {
    const used = new Set<string>();
    for (const file of readdirSync(EXAMPLES)) {
      for (const node of example(file.replace('.json', ''))) {
        used.add(node.type);
        assert.ok(!('credentials' in node));
        if (node.type === 'procore-config') assert.equal(node.environment, 'demo');
      }
    }
    for (const type of TYPES) assert.ok(used.has(type), `no example uses ${type}`);
  });

  it('runs “1 Companies and their projects”', async () => {
    const lists = (await run('1 Companies and their projects', 3)) as Array<Array<{ id: number }>>;
    assert.deepEqual(lists.map((list) => list.length).sort((a, b) => b - a)[0], 40);
    assert.equal(new Set(lists.flat().map((project) => project.id)).size, lists.flat().length);
  });

  it('runs “2 List companies”', async () => {
    const [companies] = (await run('2 List companies', 1)) as Array<Array<{ name: string }>>;
    assert.equal(companies?.length, 3);
  });

  it('runs “3 List projects”', async () => {
    const [page] = (await run('3 List projects', 1)) as unknown[][];
    assert.equal(page?.length, 40);
  });

  it('runs “4 Procore request”', async () => {
    const [rfis] = (await run('4 Procore request', 1)) as Array<Array<{ subject: string }>>;
    assert.ok(rfis && rfis.length > 5 && rfis.every((rfi) => rfi.subject));
  });

  it('runs “5 Get token”, and shows the lifetime instead of the token', async () => {
    const [seconds] = await run('5 Get token', 1);
    assert.ok(Number(seconds) > 0 && Number(seconds) <= 5400);
  });

  it('runs “6 Nightly RFIs to CSV”: a table for every active project', async () => {
    const tables = (await run('6 Nightly RFIs to CSV', 50)) as string[];
    for (const table of tables) {
      const [head, ...rows] = table.trim().split('\n');
      assert.equal(head, 'id,number,subject,status,due_date,created_at,updated_at');
      assert.ok(rows.length > 0 && rows.every((row) => /^\d+,/.test(row)));
    }
  });

  it('runs “7 Access audit, weekly difference”: a table, and no difference at first', async () => {
    const [table] = (await run('7 Access audit, weekly difference', 1)) as string[];
    const [head, ...rows] = (table ?? '').trim().split('\n');
    assert.equal(head, 'subject,company_id,company,project_id,project,tool,access');
    const count = (start: string, end: string) =>
      rows.filter((row) => row.startsWith(`${start},`) && row.endsWith(`,${end}`)).length;
    assert.equal(count('company', 'installed'), 3);
    assert.equal(count('project', 'permitted'), 40 + 13 + 8);
    const own = example('7 Access audit, weekly difference').map(({ id }) => id);
    assert.equal(nodeRed.debugged.filter(({ id }) => own.includes(id)).length, 1);
  });

  it('runs “8 Bot and user same projects”: two demo connections see the same', async () => {
    const shown = await run('8 Bot and user same projects', 2);
    const { projects } = shown.find((value) => !Array.isArray(value)) as {
      projects: Record<string, number>;
    };
    assert.deepEqual(projects, { both: 61, 'only A': 0, 'only B': 0, different: 0 });
    assert.deepEqual(shown.find(Array.isArray), []);
  });

  it('runs “9 Migrate from a service account”: all three buttons', async () => {
    const [needed] = (await run('9 Migrate from a service account', 1)) as Array<
      Array<{ tool: string; verdict: string }>
    >;
    assert.equal(needed?.find(({ tool }) => tool === 'RFIs')?.verdict, 'more than needed');
    const [missing] = await run('9 Migrate from a service account', 1, 1);
    assert.deepEqual(missing, []);
    const [matrix] = (await run('9 Migrate from a service account', 1, 2)) as Array<Array<{ RFIs: string }>>;
    assert.equal(matrix?.filter(({ RFIs }) => RFIs === 'Standard').length, 61);
  });

  it('keeps running, and tells the flow, whatever it is given', async () => {
    const nodes = example('4 Procore request').map((node) =>
      node.type === 'procore-request' ? { ...node, path: '/rest/v1.0/projects/{nowhere}' } : node,
    );
    const z = nodes[0]?.id;
    nodes.push(
      { id: 'catch1', type: 'catch', z, scope: null, x: 0, y: 0, wires: [['debug1']] },
      {
        id: 'debug1',
        type: 'debug',
        z,
        active: true,
        tosidebar: true,
        complete: 'error',
        targetType: 'msg',
        x: 0,
        y: 0,
        wires: [],
      },
    );
    await nodeRed.deploy(nodes);
    nodeRed.debugged.length = 0;
    await nodeRed.inject(nodes.find((node) => node.type === 'inject')?.id ?? '');
    const [shown] = await nodeRed.shown(1);
    const error = shown?.value as { code: string; message: string };
    assert.equal(error.code, 'PROCORE_CONFIG');
    assert.match(error.message, /\{nowhere\}/);
  });

  it('takes a redeployment in the middle of a run', async () => {
    const nodes = example('6 Nightly RFIs to CSV');
    await nodeRed.deploy(nodes);
    await nodeRed.inject(nodes.find((node) => node.type === 'inject')?.id ?? '');
    const started = Date.now();
    await nodeRed.deploy(
      nodes.map((node) => (node.type === 'comment' ? { ...node, name: 'changed' } : node)),
    );
    assert.ok(Date.now() - started < 5_000);
    const again = await run('2 List companies', 1);
    assert.equal((again[0] as unknown[]).length, 3);
  });
});

describe('beside other nodes of a real Node-RED', function () {
  this.timeout(60_000);
  let nodeRed: NodeRed;
  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()), {
      contextStorage: { default: { module: 'memory' } },
    });
  });
  after(() => nodeRed.stop());
  afterEach(() => assert.ok(nodeRed.alive, nodeRed.output));

  it('an answer can be handed to an http response node: http in, list companies, http response', async () => {
    const packed = await serve((request, response) => {
      if (request.path === '/oauth/token') {
        token(response);
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.write(gzipSync('[{"id":1}]'));
      response.end();
    });
    const nodes = example('2 List companies').filter(({ type }) => type !== 'inject' && type !== 'debug');
    const companies = nodes.find(({ type }) => type === 'procore-companies') ?? assert.fail();
    const connection = nodes.find(({ type }) => type === 'procore-config') ?? assert.fail();
    Object.assign(connection, { environment: 'custom', loginUrl: packed.url, apiUrl: packed.url });
    Object.assign(companies, { wires: [['out1']] });
    const place = { z: companies.z, x: 0, y: 0 };
    nodes.push({
      ...place,
      id: 'in1',
      type: 'http in',
      url: '/companies',
      method: 'get',
      wires: [[companies.id]],
    });
    nodes.push({ ...place, id: 'out1', type: 'http response', statusCode: '', headers: {}, wires: [] });
    await nodeRed.deploy(nodes, { [connection.id]: { clientId: 'a', clientSecret: 'b' } });
    const response = await fetch(`${nodeRed.url}/companies`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), [{ id: 1 }]);
    await packed.close();
  });

  for (const [delivery, sent] of [
    ['page', 4],
    ['row', 40],
  ] as const) {
    it(`a Join node puts ${sent} messages, one a ${delivery}, together again`, async () => {
      const nodes = example('3 List projects');
      const projects = nodes.find(({ type }) => type === 'procore-projects') ?? assert.fail();
      const debug = nodes.find(({ type }) => type === 'debug') ?? assert.fail();
      Object.assign(projects, {
        ...{
          type: 'procore-request',
          method: 'GET',
          path: '/rest/v1.1/projects',
          paging: 'all',
          perPage: '10',
          delivery,
        },
        ...{ params: [{ name: 'company_id', value: 'payload[0].id', type: 'msg' }] },
        ...{ query: '{"filters":{"by_status":"All"}}', queryType: 'json', wires: [['join1', 'count1']] },
      });
      const place = { z: projects.z, x: 0, y: 0 };
      nodes.push({ ...place, id: 'join1', type: 'join', mode: 'auto', build: 'object', wires: [[debug.id]] });
      const show = { active: true, tosidebar: true, complete: 'parts.index', targetType: 'msg', wires: [] };
      nodes.push({ ...place, id: 'count1', type: 'debug', ...show });
      await nodeRed.deploy(nodes);
      nodeRed.debugged.length = 0;
      await nodeRed.inject(nodes.find(({ type }) => type === 'inject')?.id ?? '');
      const shown = await nodeRed.shown(sent + 1);
      const joined = shown
        .filter(({ id }) => id === debug.id)
        .map(({ value }) => value as Array<{ id: number }>);
      assert.equal(joined.length, 1);
      assert.equal(new Set(joined[0]?.map(({ id }) => id)).size, 40);
      assert.equal(shown.length, sent + 1);
    });
  }

  it('a redeployment while the token is being asked for ends nothing but the message', async () => {
    const silent = await serve((request, response) => {
      if (request.path !== '/oauth/token') json(response, 200, []);
      // The token is never given: the redeployment comes first.
    });
    const nodes = example('2 List companies');
    const connection = nodes.find(({ type }) => type === 'procore-config') ?? assert.fail();
    Object.assign(connection, { environment: 'custom', loginUrl: silent.url, apiUrl: silent.url });
    const credentials = { [connection.id]: { clientId: 'a', clientSecret: 'b' } };
    await nodeRed.deploy(nodes, credentials);
    for (let n = 0; n < 3; n++) await nodeRed.inject(nodes.find(({ type }) => type === 'inject')?.id ?? '');
    const started = Date.now();
    await nodeRed.deploy(nodes.map((node) => (node === connection ? { ...node, timeout: '7' } : node)));
    assert.ok(Date.now() - started < 5_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok(nodeRed.alive, nodeRed.output);
    await silent.close();
  });
});

describe('secrets in a real Node-RED', function () {
  this.timeout(120_000);
  const SECRET = 'the-secret-nobody-may-read-8812';

  it('are in no file, response or log as plain text', async () => {
    const simulator = await startSimulator({ clientSecret: SECRET });
    const nodeRed = await NodeRed.start(installPackage(newUserDir()));
    try {
      const nodes = example('2 List companies').map((node) =>
        node.type === 'procore-config'
          ? { ...node, environment: 'custom', loginUrl: simulator.loginUrl, apiUrl: simulator.apiUrl }
          : node,
      );
      const { id = '' } = nodes.find((node) => node.type === 'procore-config') ?? {};
      await nodeRed.deploy(nodes, { [id]: { clientId: simulator.clientId, clientSecret: SECRET } });
      await nodeRed.inject(nodes.find((node) => node.type === 'inject')?.id ?? '');
      const shown = await nodeRed.shown(1);
      assert.ok(Array.isArray(shown[0]?.value) && shown[0].value.length === 3);
      const bearer =
        simulator.requests.find((request) => request.headers.authorization)?.headers.authorization ?? '';
      const token = bearer.replace('Bearer ', '');
      assert.ok(token.length > 10);
      const file = (name: string) => readFileSync(join(nodeRed.userDir, name), 'utf8');
      const places = {
        'the exported flows': JSON.stringify(await nodeRed.admin('/flows')),
        'the credentials as the editor gets them': JSON.stringify(
          await nodeRed.admin(`/credentials/procore-config/${id}`),
        ),
        'flows.json': file('flows.json'),
        'flows_cred.json': file('flows_cred.json'),
        'the log': nodeRed.output,
        'the debug sidebar': JSON.stringify(nodeRed.debugged),
      };
      for (const [place, text] of Object.entries(places)) {
        assert.ok(text.length > 10, `${place} is empty`);
        assert.ok(!text.includes(SECRET), `the secret is in ${place}`);
        assert.ok(!text.includes(token), `the token is in ${place}`);
      }
    } finally {
      await nodeRed.stop();
      await simulator.close();
    }
  });
});

describe('installation by the palette manager', function () {
  this.timeout(180_000);

  it('takes the tarball by its own route, POST /nodes', async () => {
    const nodeRed = await NodeRed.start();
    try {
      const form = new FormData();
      const tarball = pack(nodeRed.userDir);
      form.append('tarball', await openAsBlob(tarball), 'package.tgz');
      const installed = await nodeRed.admin<{ name: string; nodes: NodeSet[] }>('/nodes', {
        method: 'POST',
        body: form,
      });
      assert.equal(installed.name, MODULE);
      assert.deepEqual(loadedTypes(await nodeRed.admin<NodeSet[]>('/nodes')), TYPES);
    } finally {
      await nodeRed.stop();
    }
  });
});
