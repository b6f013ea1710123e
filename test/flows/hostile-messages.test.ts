import assert from 'node:assert/strict';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { serve, type TestServer, token } from '../support/http-server.js';

const place = { z: 'tab', x: 100, y: 100 };
const deepText = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('messages that Node-RED cannot copy, in a real Node-RED', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  let procore: TestServer;
  let answer: { status: number; body: string };

  before(async () => {
    procore = await serve((request, response) => {
      if (request.path === '/oauth/token') token(response);
      else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
    await nodeRed.deploy(
      [
        { id: 'tab', type: 'tab' },
        {
          id: 'connection',
          type: 'procore-config',
          environment: 'custom',
          timeout: '5',
          loginUrl: procore.url,
          apiUrl: procore.url,
        },
        { ...place, id: 'in', type: 'http in', url: '/start', method: 'post', wires: [['request']] },
        {
          ...place,
          id: 'request',
          type: 'procore-request',
          connection: 'connection',
          method: 'POST',
          path: '/rest/v1.0/things',
          wires: [['ok']],
        },
        { ...place, id: 'catch', type: 'catch', scope: ['request'], wires: [['wrong']] },
        { ...place, id: 'ok', type: 'http response', statusCode: '200', wires: [] },
        {
          ...place,
          id: 'wrong',
          type: 'function',
          wires: [['refuse']],
          func: 'return { req: msg.req, res: msg.res, payload: msg.error };',
        },
        { ...place, id: 'refuse', type: 'http response', statusCode: '500', wires: [] },
      ],
      { connection: { clientId: 'a', clientSecret: 'b' } },
    );
  });
  after(async () => {
    await nodeRed?.stop();
    await procore?.close();
  });

  const post = async (body: string) => {
    const response = await fetch(`${nodeRed.url}/start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, body: await response.text() };
  };

  for (const [what, body, given] of [
    ['a body of 20,000 brackets that are closed', deepText(20_000), { status: 200, body: '{"id":1}' }],
    ['a body of 20,000 brackets that are open', '['.repeat(20_000), { status: 200, body: '{"id":1}' }],
    ['a body of 4 kB of brackets', deepText(2_000), { status: 422, body: '{"a":1}' }],
    ['an answer 422 of 20,000 brackets', '{"a":1}', { status: 422, body: deepText(20_000) }],
    ['an answer 403 of 20,000 brackets', '{"a":1}', { status: 403, body: deepText(20_000) }],
    ['an answer 500 of 6,000 brackets', '{"a":1}', { status: 500, body: deepText(6_000) }],
  ] as const) {
    it(`${what}: the browser is answered, Node-RED stays, and the next message works`, async () => {
      answer = given;
      const first = await post(body);
      assert.notEqual(first.status, 200, first.body);
      assert.ok(nodeRed.alive, nodeRed.output);
      answer = { status: 200, body: '{"id":7}' };
      assert.deepEqual(await post('{"a":1}'), { status: 200, body: '{"id":7}' });
    });
  }
});
