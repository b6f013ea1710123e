import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser } from 'playwright-core';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { addDatabaseNodes } from '../support/database-nodes.js';
import { Person } from '../support/person.js';

const BARS = { actions: 20, seconds: 60 };
const MODULE = '@joistflow/node-red-procore';

/** Imports an example by the menu, as somebody does who has just installed the palette. */
async function importExample(person: Person, name: string): Promise<void> {
  await person.click('#red-ui-header-button-sidemenu');
  await person.click('#menu-item-import');
  await person.click('#red-ui-clipboard-dialog-import-tabs .red-ui-tab-label:has-text("Examples")');
  await person.click(`.red-ui-treeList-label:visible:has-text("${MODULE}")`);
  await person.click(`.red-ui-treeList-label:visible:has-text("${name}")`);
  await person.click('#red-ui-clipboard-dialog-ok');
}

describeInBrowser('from the palette to a nightly copy', function () {
  this.timeout(120_000);
  let browser: Browser;
  const opened: NodeRed[] = [];
  before(async () => {
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await Promise.all(opened.map((nodeRed) => nodeRed.stop()));
  });
  const open = async (userDir: string) => {
    const nodeRed = await NodeRed.start(userDir);
    opened.push(nodeRed);
    return { nodeRed, editor: await EditorPage.open(browser, nodeRed.url) };
  };

  it('Node-RED offers to install the database node that the example names', async () => {
    const { editor } = await open(installPackage(newUserDir()));
    await importExample(new Person(editor.page), '11 Nightly copy in SQLite');
    const offer = editor.page.locator('.red-ui-notification', { hasText: 'node-red-node-sqlite' });
    await offer.waitFor();
    assert.ok(await offer.getByRole('button', { name: 'Install all' }).isVisible());
    await editor.page.close();
  });

  it('takes at most 20 actions and a minute, and the copy has every row', async () => {
    const { nodeRed, editor } = await open(addDatabaseNodes(installPackage(newUserDir())));
    const { page } = editor;
    const person = new Person(page);
    const press = async (button: string) => {
      const inject = page.locator('.red-ui-flow-node-group', { hasText: button });
      // The editor ignores the button for a moment, until its deployment has settled.
      await page.waitForTimeout(800);
      person.actions++;
      await inject.locator('.red-ui-flow-node-button-button').click({ force: true });
    };
    await importExample(person, '11 Nightly copy in SQLite');
    await person.click('#red-ui-workspace-tabs .red-ui-tab-label:has-text("Nightly copy in SQLite")');
    await person.click('#red-ui-header-button-deploy');
    await page.getByText('Successfully deployed').first().waitFor();
    await press('every night at 2');
    const nodes = await nodeRed.admin<Array<{ id: string; name?: string }>>('/flows');
    const idOf = (name: string) => nodes.find((node) => node.name === name)?.id ?? assert.fail(name);
    await nodeRed.shown(3, [idOf('done'), idOf('what went wrong')]);
    await press('look at the copy');
    const shown = await nodeRed.shown(1, [idOf('the copy'), idOf('what went wrong')]);
    const [copy] = shown.map(({ value }) => value as Array<{ list: string; rows: number }>);
    assert.deepEqual(
      copy?.map(({ list }) => list),
      ['rfis', 'submittals', 'punch_items'],
    );
    person.arrived('from the palette to a nightly copy in SQLite', BARS);
    assert.deepEqual(editor.errors, []);
    const database = new DatabaseSync(join(nodeRed.userDir, 'procore.db'), { readOnly: true });
    for (const { list, rows } of copy ?? []) {
      const [counted] = database
        .prepare(`select count(*) as rows, count(project_name) as named from ${list}`)
        .all();
      assert.deepEqual({ ...counted }, { rows, named: rows });
      assert.ok(rows > 100);
    }
    database.close();
    await page.close();
  });
});
