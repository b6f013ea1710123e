import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { pack } from '../../testing/install.js';
import { NodeRed } from '../../testing/node-red.js';
import { loadedTypes, MODULE, type NodeSet, TYPES } from '../support/package.js';

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
