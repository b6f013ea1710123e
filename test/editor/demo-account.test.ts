import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';

describeInBrowser('the account of a demo connection', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  let browser: Browser;
  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await nodeRed.stop();
  });

  it('is chosen in its dialog, for Demo only, and what was stored before is the main one', async () => {
    const config = (id: string, more: object) => ({
      id,
      type: 'procore-config',
      name: id,
      environment: 'demo',
      timeout: '60',
      ...more,
    });
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: 'Flow' },
      config('c0ffee01', {}),
      config('c0ffee02', { demoAccount: 'limited' }),
    ]);
    const editor = await EditorPage.open(browser, nodeRed.url);
    const { page } = editor;
    const account = page.locator('#node-config-input-demoAccount');
    const permitted: string[] = [];
    for (const [id, chosen] of [
      ['c0ffee01', 'main'],
      ['c0ffee02', 'limited'],
    ] as const) {
      await editor.openConfigDialog('procore-config', id);
      assert.equal(await account.inputValue(), chosen);
      assert.ok(await account.isVisible());
      const { companies } = await nodeRed.admin<{ companies: Array<{ id: string }> }>('/procore/companies', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ connection: { id, environment: 'demo' } }),
      });
      await page.fill('#procore-config-company', companies[0]?.id ?? '');
      await page.click('#procore-config-connect');
      const line = page.locator('#procore-config-check p', { hasText: /permitted projects/ }).first();
      await line.waitFor();
      permitted.push(/\d+/.exec((await line.textContent()) ?? '')?.[0] ?? '');
      await page.selectOption('#node-config-input-environment', 'production');
      assert.ok(!(await account.isVisible()));
      await editor.cancelDialog();
    }
    assert.deepEqual(permitted, ['40', '10']);
    assert.deepEqual(editor.errors, []);
  });
});
