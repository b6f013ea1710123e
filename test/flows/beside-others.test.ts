import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { json, serve, token } from '../support/http-server.js';
import { example } from '../support/package.js';

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
        type: 'procore-request',
        method: 'GET',
        path: '/rest/v1.1/projects',
        paging: 'all',
        perPage: '10',
        delivery,
        params: [{ name: 'company_id', value: 'payload[0].id', type: 'msg' }],
        query: '{"filters":{"by_status":"All"}}',
        queryType: 'json',
        wires: [['join1', 'count1']],
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
