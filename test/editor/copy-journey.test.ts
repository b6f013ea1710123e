import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser } from 'playwright-core';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { pack } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { writerTo } from '../support/demo-writer.js';
import { example, type FlowNode, MODULE } from '../support/package.js';
import { Person } from '../support/person.js';
import { compiled, type SqliteSource, standIn } from '../support/sqlite-source.js';

const BARS = { actions: 20, seconds: 60 };
const EXAMPLE = '11 Nightly copy in SQLite';
const LISTS = ['rfis', 'submittals', 'punch_items'];

/** With the real node, whose driver takes a minute to build where it cannot be downloaded: `npm run test:journey`. */
const IS_REAL = process.env.PROCORE_TEST_SQLITE === 'real';

/** The version of a module that the example names, which Node-RED installs. */
function versionIn(nodes: readonly FlowNode[], module: string): string {
  const config = nodes.find(({ type }) => type === 'global-config');
  const modules = config?.modules as Record<string, string> | undefined;
  return modules?.[module] ?? assert.fail(module);
}

/**
 * Installs the package from a file by the palette manager. In the public catalogue, it is as many actions: to type its
 * name, Install, and Install once more in place of the upload's button, the file, and Upload.
 */
async function installFrom(person: Person, tarball: string): Promise<void> {
  const { page } = person;
  await person.click('#red-ui-header-button-sidemenu');
  await person.click('#menu-item-edit-palette');
  await person.click('#red-ui-tab-install a');
  const chooser = page.waitForEvent('filechooser');
  await person.click('.red-ui-palette-editor-upload-button label');
  person.actions++;
  await (await chooser).setFiles(tarball);
  await person.click('.red-ui-palette-editor-upload-buttons .primary');
  await page.locator('.red-ui-palette-node[data-palette-type="procore-changes"]').waitFor();
  await person.click('#node-dialog-ok');
}

/** Imports an example by the menu. */
async function importExample(person: Person, name: string): Promise<void> {
  await person.click('#red-ui-header-button-sidemenu');
  await person.click('#menu-item-import');
  await person.click('#red-ui-clipboard-dialog-import-tabs .red-ui-tab-label:has-text("Examples")');
  await person.click(`.red-ui-treeList-label:visible:has-text("${MODULE}")`);
  await person.click(`.red-ui-treeList-label:visible:has-text("${name}")`);
  await person.click('#red-ui-clipboard-dialog-ok');
}

/** Installs what Node-RED offers, the database node that the example names. */
async function installOffered(person: Person): Promise<void> {
  const { page } = person;
  await page.locator('.red-ui-notification', { hasText: 'node-red-node-sqlite' }).waitFor();
  await person.click('.red-ui-notification button:has-text("Install all")');
  await page.locator('.red-ui-palette-node[data-palette-type="sqlite"]').waitFor({ timeout: 120_000 });
}

describeInBrowser('from the palette to a nightly copy', function () {
  this.timeout(240_000);
  let browser: Browser;
  let folder: string;
  let tarball: string;
  let source: SqliteSource;
  let nodeRed: NodeRed;
  before(async () => {
    browser = await launch();
    folder = mkdtempSync(join(tmpdir(), 'procore-packed-'));
    tarball = pack(folder);
    source = IS_REAL ? await compiled(versionIn(example(EXAMPLE), 'node-red-node-sqlite')) : await standIn();
    const editorTheme = { tours: false, palette: { catalogues: [source.catalogue] } };
    nodeRed = await NodeRed.start(newUserDir(), { editorTheme }, undefined, source.environment);
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
    await source?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`takes at most 20 actions and a minute, deletions included${IS_REAL ? ', with the real node' : ''}`, async () => {
    const { page, errors } = await EditorPage.open(browser, nodeRed.url);
    const person = new Person(page);
    await installFrom(person, tarball);
    await importExample(person, EXAMPLE);
    await installOffered(person);
    assert.ok(source.wasUsed);
    await person.click('#red-ui-workspace-tabs .red-ui-tab-label:has-text("Nightly copy in SQLite")');
    await person.deploy();
    const nodes = await nodeRed.admin<FlowNode[]>('/flows');
    const idOf = (name: string) => nodes.find((node) => node.name === name)?.id ?? assert.fail(name);
    const shown = async <T>(button: string, count: number, by: string): Promise<T[]> => {
      nodeRed.debugged.length = 0;
      await person.press(button);
      const told = await nodeRed.shown(count, [idOf(by), idOf('what went wrong')], 60_000);
      for (const { id, value } of told) assert.equal(id, idOf(by), JSON.stringify(value));
      return told.map(({ value }) => value as T);
    };
    const look = async () => {
      const [copy] = await shown<Array<{ list: string; rows: number }>>('look at the copy', 1, 'the copy');
      return copy ?? assert.fail();
    };

    await shown('every night at 2', LISTS.length, 'done');
    const before = await look();
    assert.deepEqual(
      before.map(({ list }) => list),
      LISTS,
    );
    const file = join(nodeRed.userDir, 'procore.db');
    const query = (sql: string) => {
      const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
      const rows = database.prepare(sql).all();
      database.close();
      return rows as Array<Record<string, number>>;
    };
    for (const { list, rows } of before) {
      assert.ok(rows > 100);
      const [counted] = query(`select count(*) as rows, count(project_name) as named from ${list}`);
      assert.deepEqual({ ...counted }, { rows, named: rows });
    }

    const [row] = query('select id, project_id, company_id from punch_items limit 1');
    await removeInProcore(nodeRed, row ?? assert.fail());
    await shown('every night at 2', LISTS.length, 'done');
    const after = await look();
    assert.deepEqual(
      after.map(({ list, rows }) => [list, rows]),
      before.map(({ list, rows }) => [list, list === 'punch_items' ? rows - 1 : rows]),
    );
    assert.deepEqual(query(`select id from punch_items where id = ${row?.id}`), []);
    person.arrived('from the palette to a nightly copy in SQLite, and a deletion', BARS);
    assert.deepEqual(errors, []);
    await page.close();
  });
});

/** Somebody removes a punch item, in Procore's own pages. */
async function removeInProcore(nodeRed: NodeRed, row: Record<string, unknown>): Promise<void> {
  const nodes = await nodeRed.admin<FlowNode[]>('/flows');
  const only = (type: string) => nodes.find((node) => node.type === type)?.id ?? assert.fail(type);
  const writer = writerTo(only('procore-config'), String(nodes.find(({ name }) => name === 'done')?.z));
  await nodeRed.deploy([...nodes, ...writer.nodes], undefined, 'nodes');
  await writer.send(nodeRed, 'DELETE', row, undefined);
}
