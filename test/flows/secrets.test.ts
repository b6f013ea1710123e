import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator } from '../../src/simulator/index.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { example } from '../support/package.js';

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
