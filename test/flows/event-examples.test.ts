import assert from 'node:assert/strict';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { example, type FlowNode } from '../support/package.js';
import { until } from '../support/until.js';

describe('the examples of events, on Demo', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed | undefined;
  afterEach(() => nodeRed?.stop());

  /** Runs an example, with its public URL at the port of this Node-RED. */
  const running = async (name: string) => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
    const { origin } = new URL(nodeRed.url);
    const own = (node: FlowNode) => (node.publicUrl ? { ...node, publicUrl: origin } : node);
    await nodeRed.deploy(example(name).map(own));
    return nodeRed;
  };
  const press = (on: NodeRed, name: string, button: string) => {
    const { id } = example(name).find((node) => node.name === button) ?? assert.fail(button);
    return on.inject(String(id));
  };
  const shown = (on: NodeRed, debug: string) => on.debugged.filter(({ name }) => name === debug);

  /** Makes an RFI each 20 s until a debug node has shown something: the quota of Demo goes to the webhooks first. */
  const made = (on: NodeRed, name: string, debug: string) => {
    let next = Date.now() + 15_000;
    return until(async () => {
      if (Date.now() > next) {
        next += 20_000;
        await press(on, name, 'make an RFI');
      }
      return shown(on, debug).length > 0;
    }, 75_000);
  };

  it('“RFI changed to message” sends a message for the RFI that it makes', async () => {
    const name = '16 RFI changed to message';
    const on = await running(name);
    await made(on, name, 'event');
    const { resource, action, source } = (shown(on, 'event')[0]?.value ?? {}) as Record<string, unknown>;
    assert.deepEqual([resource, action], ['RFIs', 'create'], String(source));
  });
});
