import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { example, type FlowNode } from '../support/package.js';
import { until } from '../support/until.js';

const NO_LIMITS = { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY };

describe('the examples of events', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed | undefined;
  let simulator: Simulator | undefined;
  afterEach(async () => {
    await nodeRed?.stop();
    await simulator?.close();
    simulator = undefined;
  });

  /** Runs an example, with its public URL at the port of this Node-RED. */
  const running = async (name: string, change: (node: FlowNode) => FlowNode = (node) => node) => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
    const { origin } = new URL(nodeRed.url);
    const own = (node: FlowNode) => (node.publicUrl ? { ...node, publicUrl: origin } : node);
    const nodes = example(name).map((node) => change(own(node)));
    const event = nodes.find(({ type }) => type === 'procore-event')?.id;
    const place = { z: nodes[0]?.id, x: 0, y: 0 };
    const compare = {
      id: COMPARE,
      type: 'inject',
      ...place,
      props: [{ p: 'reconcile', v: 'true', vt: 'bool' }],
    };
    const { clientId, clientSecret } = simulator ?? {};
    const connection = nodes.find(({ type }) => type === 'procore-config')?.id ?? '';
    await nodeRed.deploy(
      [...nodes, { ...compare, wires: [[event]] }],
      simulator && { [connection]: { clientId, clientSecret } },
    );
    return nodeRed;
  };
  /** The same on a simulator without a quota: on Demo, the webhooks of every project take most of a minute. */
  const quickly = async (name: string) => {
    simulator = await startSimulator({
      companies: 1,
      projects: 2,
      projectsNotPermitted: 0,
      limits: NO_LIMITS,
    });
    const { loginUrl, apiUrl } = simulator;
    return running(name, (node) =>
      node.type === 'procore-config' ? { ...node, environment: 'custom', loginUrl, apiUrl } : node,
    );
  };
  const press = (on: NodeRed, name: string, button: string) => {
    const { id } = example(name).find((node) => node.name === button) ?? assert.fail(button);
    return on.inject(String(id));
  };
  const shown = (on: NodeRed, debug: string) => on.debugged.filter(({ name }) => name === debug);

  /** Presses a button each few seconds until a debug node has shown something: hooks are made first. */
  const pressed = (on: NodeRed, debug: string, every: number, press: () => Promise<unknown>) => {
    let next = Date.now() + every;
    return until(async () => {
      if (Date.now() > next) {
        next += every;
        await press();
      }
      return shown(on, debug).length > 0;
    }, 75_000);
  };
  const eventOf = (on: NodeRed) => (shown(on, 'event')[0]?.value ?? {}) as Record<string, unknown>;

  it('“RFI changed to message” sends a message for the RFI that it makes on Demo', async () => {
    const name = '16 RFI changed to message';
    const on = await running(name);
    await pressed(on, 'event', 15_000, () => press(on, name, 'make an RFI'));
    const { resource, action, source } = eventOf(on);
    assert.deepEqual([resource, action], ['RFIs', 'create'], String(source));
  });

  it('“Keep a table in step” gives the SQL of the RFIs once one was made', async () => {
    const name = '17 Keep a table in step';
    const on = await quickly(name);
    await pressed(on, 'SQL', 2_000, () => press(on, name, 'make an RFI'));
    assert.match(String(shown(on, 'SQL')[0]?.value), /create table/i);
  });

  it('“Behind a firewall” finds the RFI that it makes, without any webhook', async () => {
    const name = '18 Behind a firewall';
    const on = await quickly(name);
    await until(() => simulator?.requests.some(({ path }) => path.endsWith('/rfis')) ?? false, 20_000);
    await pressed(on, 'event', 2_000, async () => {
      await press(on, name, 'make an RFI');
      await until(() => shown(on, 'made').length > 0, 10_000);
      await on.inject(COMPARE);
    });
    const { resource, action, source } = eventOf(on);
    assert.deepEqual([resource, action, source], ['RFIs', 'create', 'polled']);
    assert.ok(!simulator?.requests.some(({ path }) => path.includes('webhooks')));
  });
});

/** An inject node that asks the event node to compare at once. */
const COMPARE = 'compare-now';
