import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { fields } from '../../nodes/procore-request/fields.js';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { nodeDefaults } from '../support/request-editor.js';

const CONNECTION = { id: 'demo', type: 'procore-config', name: '', environment: 'demo', demoAccount: 'main' };
const RFI = '/rest/v1.0/projects/{project_id}/rfis/{id}';
const PUNCH_ITEM = '/rest/v1.1/punch_items/{id}';

const request = (id: string, method: string, path: string, more: object = {}) => ({
  ...nodeDefaults(fields),
  id,
  type: 'procore-request',
  z: 'tab',
  x: 200,
  y: 100,
  connection: CONNECTION.id,
  method,
  path,
  wires: [[]],
  ...more,
});

const NODES = [
  request('list', 'GET', '/rest/v1.0/projects/{project_id}/rfis', { operation: 'List RFIs', paging: 'all' }),
  request('single', 'GET', RFI, { operation: 'Show RFI' }),
  request('typed', 'GET', '/rest/v1.0/projects/1/rfis/2'),
  request('unknown', 'GET', '/rest/v1.0/something/new'),
  request('filled', 'GET', RFI, { operation: 'Show RFI', limit: '50', delivery: 'row', perPage: '20' }),
  request('scoped', 'GET', RFI, { operation: 'Show RFI', scope: 'projects' }),
  request('create', 'POST', '/rest/v1.0/projects/{project_id}/rfis', { operation: 'Create RFI' }),
  request('delete', 'DELETE', PUNCH_ITEM, { operation: 'Delete Punch Item' }),
  request('deleteTyped', 'DELETE', '/rest/v1.1/punch_items/2'),
  request('deleteUnknown', 'DELETE', '/rest/v1.0/something/new/1'),
  request('deleteFilled', 'DELETE', PUNCH_ITEM, {
    operation: 'Delete Punch Item',
    body: '{"reason":"double"}',
  }),
  request('deleteFrom', 'DELETE', PUNCH_ITEM, {
    operation: 'Delete Punch Item',
    body: 'payload',
    bodyType: 'msg',
  }),
  request('deleteDeclared', 'DELETE', '/rest/v1.0/projects/{project_id}/crews/{id}', {
    operation: 'Delete a Crew',
  }),
];

const ROWS = {
  paging: '#node-input-paging',
  limit: '#node-input-limit',
  delivery: '#node-input-delivery',
  perPage: '#node-input-perPage',
  body: '#procore-request-body',
};

describeInBrowser('the rows of a request', function () {
  this.timeout(60_000);
  let nodeRed: NodeRed;
  let browser: Browser;
  let editor: EditorPage;
  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
    await nodeRed.deploy([{ id: 'tab', type: 'tab', label: 'Flow' }, CONNECTION, ...NODES]);
    browser = await launch();
    editor = await EditorPage.open(browser, nodeRed.url);
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
  });
  afterEach(async () => {
    if (await editor.page.locator('.red-ui-tray').count()) await editor.cancelDialog();
  });

  const open = async (id: string) => {
    await editor.openDialog(id);
    // The catalogue has come as soon as a search finds something.
    await editor.page.fill('#procore-operation-search', 'list');
    await editor.page.waitForSelector('#procore-operation-results [role="option"]');
    await editor.page.fill('#procore-operation-search', '');
    await editor.page.evaluate(`document.querySelector('.procore-advanced').open = true`);
  };
  const shown = async () => {
    const found: string[] = [];
    for (const [name, selector] of Object.entries(ROWS)) {
      const row = editor.page
        .locator(selector)
        .locator('xpath=ancestor-or-self::*[contains(@class, "form-row")]');
      if (await row.isVisible()) found.push(name);
    }
    return found;
  };

  const EXPECTED: Record<string, string[]> = {
    list: ['paging', 'limit', 'delivery', 'perPage'],
    single: [],
    typed: [],
    unknown: ['paging', 'limit', 'delivery'],
    filled: ['limit', 'delivery', 'perPage'],
    scoped: ['delivery'],
    create: ['body'],
    delete: [],
    deleteTyped: [],
    deleteUnknown: ['body'],
    deleteFilled: ['body'],
    deleteFrom: ['body'],
    deleteDeclared: ['body'],
  };
  for (const { id, method, path } of NODES) {
    it(`are those that apply or are filled in: ${id} (${method} ${path})`, async () => {
      await open(id);
      assert.deepEqual(await shown(), EXPECTED[id]);
      assert.deepEqual(editor.errors, []);
    });
  }

  it('stay as they were stored when a dialog is opened and saved', async () => {
    for (const id of ['filled', 'deleteFilled', 'deleteFrom', 'single', 'delete']) {
      const stored = () =>
        editor.page.evaluate(`JSON.stringify(RED.nodes.convertNode(RED.nodes.node('${id}')))`);
      const before = await stored();
      await open(id);
      await editor.saveDialog();
      assert.equal(await stored(), before);
    }
  });

  it('follow another operation, and a row is not taken away while it is used', async () => {
    await open('single');
    const pick = async (text: string) => {
      await editor.page.fill('#procore-operation-search', text);
      await editor.page.waitForSelector('#procore-operation-results [role="option"]');
      await editor.page.press('#procore-operation-search', 'Enter');
    };
    await pick('List RFIs');
    assert.deepEqual(await shown(), ['paging', 'limit', 'delivery', 'perPage']);
    await editor.page.selectOption('#node-input-paging', 'off');
    assert.deepEqual(await shown(), ['paging', 'limit', 'delivery']);
    await editor.page.fill('#node-input-limit', '5');
    await pick('Show RFI');
    assert.deepEqual(await shown(), ['limit']);
    await editor.page.fill('#node-input-limit', '');
    assert.deepEqual(await shown(), ['limit']);
  });

  it('keep the body of a DELETE while it is emptied', async () => {
    await open('deleteFrom');
    await editor.page.evaluate(`$('#procore-request-body-typed').typedInput('type', 'json')`);
    assert.deepEqual(await shown(), ['body']);
  });
});
