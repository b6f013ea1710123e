import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { addDatabaseNodes } from '../support/database-nodes.js';
import { EXAMPLES, example } from '../support/package.js';

interface Box {
  readonly name: string;
  readonly left: number;
  readonly right: number;
}

describeInBrowser('importing one example after the other', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  let browser: Browser;
  before(async () => {
    nodeRed = await NodeRed.start(addDatabaseNodes(installPackage(newUserDir())));
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await nodeRed.stop();
  });

  it('meets no question, and shows each whole in a window of 1,600 px', async () => {
    const { page, errors } = await EditorPage.open(browser, nodeRed.url);
    await page.setViewportSize({ width: 1600, height: 900 });
    for (const file of readdirSync(EXAMPLES)) {
      const nodes = example(file.replace('.json', ''));
      const tab = nodes.find(({ type }) => type === 'tab')?.id;
      await page.evaluate(
        `RED.view.importNodes(${JSON.stringify(nodes)}, { addFlow: true, touchImport: true })`,
      );
      // The editor asks in a notification with buttons, and otherwise only tells what was imported.
      assert.equal(await page.locator('.red-ui-notification button').count(), 0, `${file} was asked about`);
      // The width of a node is known once it was drawn.
      await page.evaluate(`RED.workspaces.show(${JSON.stringify(tab)})`);
      await page.waitForTimeout(200);
      const { boxes, canvas } = (await page.evaluate(`(() => {
        const boxes = [];
        RED.nodes.eachNode(({ z, x, w, name, type }) => {
          if (z === ${JSON.stringify(tab)}) boxes.push({ name: name || type, left: x - w / 2, right: x + w / 2 });
        });
        const { left } = document.getElementById('red-ui-workspace-chart').getBoundingClientRect();
        const bar = document.getElementById('red-ui-sidebar').getBoundingClientRect();
        return { boxes, canvas: bar.left - left };
      })()`)) as { boxes: Box[]; canvas: number };
      assert.ok(boxes.length > 3);
      for (const { name, left, right } of boxes) {
        assert.ok(
          left >= 10 && right <= canvas,
          `${file}: “${name}” is from ${left} to ${right} of ${canvas}`,
        );
      }
    }
    const invalid = await page.evaluate(
      `RED.nodes.filterNodes({}).filter(({ valid }) => valid === false).map(({ name, type }) => name || type).join()`,
    );
    assert.equal(invalid, '');
    assert.deepEqual(errors, []);
  });
});
