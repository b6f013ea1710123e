import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { until } from '../support/until.js';

const ON_TAB = { z: 'tab', x: 0, y: 0 };

describe('events that the dialog of a real Node-RED hands out again', function () {
  this.timeout(60_000);
  let simulator: Simulator;
  let nodeRed: NodeRed;
  before(async () => {
    simulator = await startSimulator({ companies: 1, projects: 1 });
    nodeRed = await NodeRed.start(installPackage(newUserDir()), {}, undefined, { JOIN_FOR: '1' });
  });
  after(async () => {
    await nodeRed?.stop();
    await simulator?.close();
  });

  it('are joined and counted as the node is deployed, without what it does not ask for any more', async () => {
    const { loginUrl, apiUrl, clientId, clientSecret, companies } = simulator;
    const companyId = String(companies[0]?.id);
    const project = Number(companies[0]?.projects[0]?.id);
    const deploy = (actions: readonly string[]) =>
      nodeRed.deploy(
        [
          { id: 'tab', type: 'tab', label: 'events' },
          {
            id: 'own',
            type: 'procore-config',
            environment: 'custom',
            loginUrl,
            apiUrl,
            companyId,
            publicUrl: nodeRed.url,
          },
          {
            ...ON_TAB,
            id: 'event',
            type: 'procore-event',
            connection: 'own',
            coalesce: '${JOIN_FOR}',
            resources: [{ name: 'RFIs', actions }],
            wires: [['got']],
          },
          { ...ON_TAB, id: 'got', type: 'debug', active: true, tosidebar: true, complete: 'true', wires: [] },
        ],
        { own: { clientId, clientSecret } },
      );
    const got = () => nodeRed.debugged.filter(({ id }) => id === 'got');
    const again = (replay: object) =>
      nodeRed.admin<{ handed: number }>('/procore/event-replay', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ node: 'event', replay }),
      });
    await deploy(['create', 'update']);
    const isTold = ({ path, body }: { path: string; body: string }) =>
      path.includes(`/projects/${project}/`) && path.endsWith('/triggers/bulk') && body.includes('RFIs');
    await until(() => simulator.requests.some(isTold), 20_000);
    const rows = simulator.rows('rfis', project);
    const { id } = rows.add();
    rows.change(Number(id), { subject: 'Changed' });
    await simulator.deliveries.settled();
    await until(() => got().length === 1, 20_000);
    const record = { resource: 'RFIs', resourceId: String(id) };
    const before = got().length;
    await until(async () => (await again(record)).handed === 1, 5_000);
    await until(() => got().length > before, 20_000);
    const { value } = got().at(-1) ?? assert.fail();
    const { count = 1, redelivered } = (value as { procore: { count?: number; redelivered: boolean } })
      .procore;
    // A comparison may have found the same creation.
    assert.ok(redelivered && count >= 2, `${redelivered} ${count}`);
    await deploy(['delete']);
    assert.deepEqual(await again(record), { handed: 0 });
  });
});
