import assert from 'node:assert/strict';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';

const place = { z: 'tab', x: 100, y: 100 };
const SENTENCE = 'This node has no Procore connection. Open the node and choose a connection.';

describe('an error as Node-RED shows it', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
  });
  after(() => nodeRed.stop());

  const run = async (more: object[]) => {
    await nodeRed.deploy([
      { id: 'tab', type: 'tab' },
      {
        ...place,
        id: 'start',
        type: 'inject',
        props: [],
        repeat: '',
        crontab: '',
        once: false,
        wires: [['request']],
      },
      {
        ...place,
        id: 'request',
        type: 'procore-request',
        connection: '',
        wires: [[]],
        method: 'GET',
        path: '/rest/v1.0/companies',
      },
      ...more,
    ]);
    nodeRed.debugged.length = 0;
    nodeRed.output = '';
    await nodeRed.inject('start');
    return (await nodeRed.shown(1))[0];
  };

  it('without a Catch node is the sentence, in the debug sidebar and in the log', async () => {
    const shown = await run([]);
    assert.equal(shown?.id, 'request');
    assert.equal(shown?.value, SENTENCE);
    const line = nodeRed.output.split('\n').find((text) => text.includes('[error]'));
    assert.ok(line?.endsWith(`[procore-request:request] ${SENTENCE}`), nodeRed.output);
  });

  it('with a Catch node is the sentence with code, cause and stack', async () => {
    const shown = await run([
      { ...place, id: 'catch', type: 'catch', scope: null, wires: [['shown']] },
      {
        ...place,
        id: 'shown',
        type: 'debug',
        active: true,
        tosidebar: true,
        wires: [],
        complete: 'error',
        targetType: 'msg',
      },
    ]);
    const { message, code, cause, stack, source } = (shown?.value ?? {}) as Record<string, unknown>;
    assert.deepEqual(
      [message, code, cause],
      [SENTENCE, 'PROCORE_CONFIG', 'This node has no Procore connection.'],
    );
    assert.match(String(stack), /\n {4}at /);
    assert.equal((source as { type: string }).type, 'procore-request');
  });

  it('in a function node after Catch the properties are plain texts', async () => {
    const shown = await run([
      { ...place, id: 'catch', type: 'catch', scope: null, wires: [['types']] },
      {
        ...place,
        id: 'types',
        type: 'function',
        wires: [['shown']],
        func: 'const e = msg.error; msg.payload = [e.message, e.code, e.cause, e.stack].map((x) => typeof x).join(); return msg;',
      },
      {
        ...place,
        id: 'shown',
        type: 'debug',
        active: true,
        tosidebar: true,
        wires: [],
        complete: 'payload',
        targetType: 'msg',
      },
    ]);
    assert.equal(shown?.value, 'string,string,string,string');
  });
});
