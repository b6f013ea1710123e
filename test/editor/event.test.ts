import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';

describeInBrowser('the dialog of procore event', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  let browser: Browser;
  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()), { httpNodeRoot: '/flows' });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await nodeRed.stop();
  });

  it('has the events that the flow wants, and shows the address without the secret', async () => {
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: 'Flow' },
      {
        id: 'c0ffee01',
        type: 'procore-config',
        environment: 'demo',
        timeout: '60',
        publicUrl: 'https://flows.example.com/',
      },
      {
        id: 'eeee01',
        type: 'procore-event',
        z: 'tab',
        x: 200,
        y: 100,
        connection: 'c0ffee01',
        resources: [{ name: 'RFIs', actions: ['update'] }, { name: 'Submittals' }],
        wires: [[]],
      },
    ]);
    const editor = await EditorPage.open(browser, nodeRed.url);
    const { page } = editor;
    await editor.openDialog('eeee01');
    const names = page.locator('.procore-event-name');
    assert.deepEqual(
      await names.evaluateAll((all) => all.map((each) => (each as unknown as { value: string }).value)),
      ['RFIs', 'Submittals'],
    );
    const address = await page.inputValue('#procore-event-address');
    assert.equal(address, 'https://flows.example.com/flows/procore/events/eeee01');
    assert.ok(!(await page.locator('#procore-event-guarded').isVisible()));
    await page.locator('.procore-event-delete').first().check();
    await editor.saveDialog();
    const resources = await page.evaluate("RED.nodes.node('eeee01').resources");
    assert.deepEqual(resources, [{ name: 'RFIs', actions: ['update', 'delete'] }, { name: 'Submittals' }]);
    assert.deepEqual(editor.errors, []);
  });
});
