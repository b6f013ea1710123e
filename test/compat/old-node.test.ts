import assert from 'node:assert/strict';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { example, loadedTypes, type NodeSet, TYPES } from '../support/package.js';

/** The status of a node, as the editor is told of it when it connects. */
function statusOf(nodeRed: NodeRed, id: string): Promise<unknown> {
  const socket = new WebSocket(`${nodeRed.url.replace('http', 'ws')}/comms`);
  socket.addEventListener('open', () => socket.send(JSON.stringify({ subscribe: 'status/#' })));
  return new Promise((resolve, reject) => {
    socket.addEventListener('error', reject);
    socket.addEventListener('message', ({ data }) => {
      for (const { topic, data: status } of [JSON.parse(String(data))].flat()) {
        if (topic !== `status/${id}`) continue;
        resolve(status);
        socket.close();
      }
    });
  });
}

describe('the packed package on a Node.js that is too old', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
  });
  after(() => nodeRed.stop());
  afterEach(() => assert.ok(nodeRed.alive, nodeRed.output));

  it('loads all types, and says once in the log what it needs', async () => {
    assert.deepEqual(loadedTypes(await nodeRed.admin<NodeSet[]>('/nodes')), TYPES);
    const lines = nodeRed.output.split('\n').filter((line) => line.includes('node-red-procore'));
    assert.equal(lines.length, 1, nodeRed.output);
    assert.match(lines[0] ?? '', /runs on Node\.js 20\.\d+\.\d+, and the Procore nodes need 22\.13 or newer/);
  });

  it('shows it at the nodes, and ends each message with an error', async () => {
    const nodes = example('2 List companies');
    const action = nodes.find(({ type }) => type === 'procore-companies') ?? assert.fail();
    const place = { z: action.z, x: 0, y: 0 };
    const shown = { id: 'shown', type: 'debug', active: true, tosidebar: true, complete: 'error.code' };
    await nodeRed.deploy([
      ...nodes,
      { id: 'caught', type: 'catch', scope: [action.id], wires: [['shown']], ...place },
      { ...shown, ...place, wires: [] },
    ]);
    const status = await statusOf(nodeRed, action.id);
    assert.deepEqual(status, { fill: 'red', shape: 'ring', text: 'needs Node.js 22.13' });
    for (let message = 1; message <= 2; message++) {
      await nodeRed.inject(nodes.find(({ type }) => type === 'inject')?.id ?? '');
      const errors = await nodeRed.shown(message, ['shown']);
      assert.equal(errors.at(-1)?.value, 'PROCORE_CONFIG');
    }
  });

  it('tells the dialogs, whatever they ask', async () => {
    for (const path of ['companies', 'check', 'try', 'sign-in']) {
      const { error } = await nodeRed.admin<{ error: { cause: string } }>(`/procore/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      assert.match(error.cause, /need 22\.13 or newer/);
    }
  });
});
