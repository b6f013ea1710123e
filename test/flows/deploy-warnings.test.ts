import assert from 'node:assert/strict';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { until } from '../support/until.js';

const TAB = 'd0000000000000f0';
const CONNECTION = { id: 'd0000000000000c1', type: 'procore-config', environment: 'demo' };

const request = (id: string, path: string, name: string) => ({
  id,
  type: 'procore-request',
  z: TAB,
  x: 100,
  y: 100,
  name,
  connection: CONNECTION.id,
  method: 'GET',
  path,
  wires: [[]],
});

describe('warnings at deploy, in Node-RED', function () {
  this.timeout(60_000);
  let nodeRed: NodeRed;
  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
  });
  after(() => nodeRed?.stop());

  const flow = (name: string) => [
    { id: TAB, type: 'tab', label: 'old requests' },
    CONNECTION,
    request('d0000000000000a1', '/rest/v1.0/locations', name),
    request('d0000000000000a2', '/rest/v1.0/projects/{project_id}/rfis', 'RFIs'),
  ];
  const warnings = () =>
    nodeRed.output.split('\n').filter((line) => line.includes('[warn]') && line.includes('/rest/'));

  it('are one sentence per node and deploy, in the log and in the debug sidebar', async () => {
    await nodeRed.deploy(flow('places'));
    await until(() => warnings().length > 0);
    const sentence =
      '“List locations” (GET /rest/v1.0/locations) is deprecated: Procore asks not to use it any more. ' +
      'Use “List Project Locations” (GET /rest/v1.0/projects/{project_id}/locations) instead.';
    assert.ok(warnings()[0]?.endsWith(`[warn] [procore-request:places] ${sentence}`), warnings()[0]);
    await until(() =>
      nodeRed.debugged.some(({ value }) => JSON.stringify(value).includes('List Project Locations')),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(warnings().length, 1);
    await nodeRed.deploy(flow('other places'));
    await until(() => warnings().length > 1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(warnings().length, 2);
    assert.match(warnings()[1] ?? '', /procore-request:other places/);
  });
});
