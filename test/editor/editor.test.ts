import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';

const FLOW = join(__dirname, '../../examples/4 Procore request.json');
const SECRET = 'the-secret-no-browser-gets-4411';

const ID = {
  connection: '5c0e000000000401',
  companies: '5c0e000000000413',
  projects: '5c0e000000000414',
  request: '5c0e000000000415',
};

const ACCESS = {
  type: 'procore-access',
  name: '',
  connection: ID.connection,
  mode: 'audit',
  companies: 'all',
};

const TABLE = {
  type: 'procore-table',
  name: '',
  connection: ID.connection,
  companyType: 'message',
  output: 'payload',
  outputType: 'msg',
  delivery: 'array',
  concurrency: '1',
  onError: 'catch',
  outputs: 1,
  as: 'rows',
  dialect: 'sqlite',
  flavor: 'usual',
  table: '',
  key: 'id',
  columns: '',
  lists: 'json',
  customFields: 'label',
  deletes: 'row',
};

/** Texts of the dialog or help that is open. */
const visibleText = (editor: EditorPage, selector: string) =>
  editor.page.locator(selector).first().innerText();

describeInBrowser('the editor in a browser', function () {
  this.timeout(90_000);
  let nodeRed: NodeRed;
  let browser: Browser;
  let editor: EditorPage;
  const responses: string[] = [];

  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
    await nodeRed.deploy(JSON.parse(readFileSync(FLOW, 'utf8')), {
      [ID.connection]: { clientId: 'a-client-id', clientSecret: SECRET },
    });
    browser = await launch();
    editor = await EditorPage.open(browser, nodeRed.url);
    editor.page.on('response', async (response) => {
      responses.push(await response.text().catch(() => ''));
    });
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
  });
  afterEach(() => assert.deepEqual(editor.errors, []));

  /** Opens a fold of the dialog, if it is closed. */
  const unfold = async (fold: string) => {
    const heading = editor.page.locator(`${fold}:not([open]) > summary`);
    if ((await heading.count()) > 0) await heading.click();
  };

  it('shows the eight action nodes in the palette, under Procore, the ones to start with first', async () => {
    const labels = await editor.page.locator('#red-ui-palette-Procore .red-ui-palette-label').allInnerTexts();
    assert.deepEqual(
      labels.map((label) => label.replace(/\s+/g, ' ').trim()),
      [
        'list companies',
        'list projects',
        'procore request',
        'procore changes',
        'procore event',
        'procore access',
        'procore table',
        'get token',
      ],
    );
  });

  for (const [what, id] of Object.entries(ID).filter(([name]) => name !== 'connection')) {
    it(`opens the ${what} dialog with every field labelled and every text translated`, async () => {
      await editor.openDialog(id);
      const text = await visibleText(editor, '.red-ui-tray-body');
      assert.doesNotMatch(text, /procore[-.][a-z]+\./, 'an untranslated key is shown');
      const unlabelled = await editor.page
        .locator('#dialog-form .form-row:visible')
        .evaluateAll((rows) => rows.filter((row) => !row.textContent?.trim()).map((row) => row.outerHTML));
      assert.deepEqual(unlabelled, []);
      await editor.cancelDialog();
    });
  }

  it('shows of the connection what its environment needs, and never the secret', async () => {
    await editor.openConfigDialog('procore-config', ID.connection);
    const shown = (selector: string) => editor.page.locator(selector).isVisible();
    const choose = (environment: string) =>
      editor.page.selectOption('#node-config-input-environment', environment);
    await choose('demo');
    assert.equal(await shown('#node-config-input-clientSecret'), false);
    assert.match(await visibleText(editor, '.procore-config-demo:visible'), /simulated/);
    await choose('production');
    assert.equal(await shown('#node-config-input-clientSecret'), true);
    assert.equal(await shown('#node-config-input-apiUrl'), false);
    assert.match(
      await visibleText(editor, '#procore-config-hosts'),
      /api\.procore\.com.*login\.procore\.com/,
    );
    await choose('custom');
    assert.equal(await shown('#node-config-input-apiUrl'), true);
    assert.equal(await editor.page.inputValue('#node-config-input-clientId'), 'a-client-id');
    assert.equal(await editor.page.inputValue('#node-config-input-clientSecret'), '__PWRD__');
    assert.ok(responses.length > 0);
    assert.ok(!responses.some((text) => text.includes(SECRET)), 'the secret was sent to the browser');
    await editor.cancelDialog();
  });

  it('adds a row for a placeholder typed into the path, and stores the rows', async () => {
    await editor.openDialog(ID.request);
    await unfold('#procore-request-call');
    await editor.page.fill('#node-input-path', '/rest/v1.0/projects/{project_id}/rfis/{id}');
    await editor.page.press('#node-input-path', 'Tab');
    const names = editor.page.locator('.procore-param-name');
    assert.deepEqual(
      await names.evaluateAll((fields) =>
        fields.map((field) => (field as unknown as { value: string }).value),
      ),
      ['project_id', 'id'],
    );
    await editor.saveDialog();
    const params = await editor.page.evaluate(
      `RED.nodes.node('${ID.request}').params.map((param) => param.name)`,
    );
    assert.deepEqual(params, ['project_id', 'id']);
  });

  it('refuses a path outside the API with a reason', async () => {
    await editor.openDialog(ID.request);
    await unfold('#procore-request-call');
    await editor.page.fill('#node-input-path', 'https://example.com/rest/v1.0/me');
    await editor.saveDialog();
    const node = `RED.nodes.node('${ID.request}')`;
    assert.equal(await editor.page.evaluate(`${node}.valid`), false);
    const reasons = JSON.stringify(await editor.page.evaluate(`${node}.validationErrors`));
    assert.match(reasons, /The path must begin with \/rest\//);
  });

  it('shows of procore access what its mode needs, and wants a second connection to compare with', async () => {
    await editor.page.evaluate(
      `RED.view.importNodes(${JSON.stringify([
        { ...ACCESS, id: '5c0e000000000499', z: '5c0e000000000400', x: 200, y: 400, wires: [[]] },
      ])}, { generateIds: false, addFlow: false, touchImport: true })`,
    );
    await editor.openDialog('5c0e000000000499');
    const shown = (selector: string) => editor.page.locator(selector).isVisible();
    const fields = async (mode: string) => {
      await editor.page.selectOption('#node-input-mode', mode);
      return Promise.all(['#node-input-other', '#node-input-tools', '#node-input-shape'].map(shown));
    };
    assert.deepEqual(await fields('audit'), [true, false, true]);
    assert.deepEqual(await fields('installations'), [false, false, false]);
    assert.deepEqual(await fields('required'), [false, false, false]);
    assert.deepEqual(await fields('compare'), [true, true, false]);
    assert.equal(await shown('#node-input-company ~ .red-ui-typedInput-container'), false);
    await editor.page.selectOption('#node-input-companies', 'one');
    assert.equal(await shown('#node-input-company ~ .red-ui-typedInput-container'), true);
    assert.doesNotMatch(await visibleText(editor, '.red-ui-tray-body'), /procore[-.][a-z]+\./);
    await editor.saveDialog();
    const node = `RED.nodes.node('5c0e000000000499')`;
    assert.match(
      JSON.stringify(await editor.page.evaluate(`${node}.validationErrors`)),
      /Choose the second connection/,
    );
  });

  it('shows of procore table what its result needs, how the database node is set up, and wants a table', async () => {
    const id = '5c0e000000000498';
    await editor.page.evaluate(
      `RED.view.importNodes(${JSON.stringify([
        { ...TABLE, id, z: '5c0e000000000400', x: 200, y: 460, wires: [[]] },
      ])}, { generateIds: false, addFlow: false, touchImport: true })`,
    );
    await editor.openDialog(id);
    await unfold('.procore-advanced');
    const shown = (selector: string) => editor.page.locator(selector).isVisible();
    const fields = () =>
      Promise.all(['#node-input-table', '#node-input-delivery', '#node-input-tick'].map(shown));
    assert.deepEqual(await fields(), [false, true, false]);
    await editor.page.selectOption('#node-input-as', 'sql');
    assert.deepEqual(await fields(), [true, false, true]);
    for (const [dialect, hint] of [
      ['sqlite', /Via msg\.topic/],
      ['mssql', /msg\.params/],
    ] as const) {
      await editor.page.selectOption('#node-input-dialect', dialect);
      assert.match(await visibleText(editor, '#procore-table-hint'), hint);
    }
    await editor.page.selectOption('#node-input-flavor', 'plain');
    assert.equal(await shown('#procore-table-hint'), false);
    const text = await visibleText(editor, '.red-ui-tray-body');
    assert.doesNotMatch(text, /procore[-.][a-z]+\./);
    await editor.saveDialog();
    const node = `RED.nodes.node('${id}')`;
    const errors = `${node}.validationErrors`;
    assert.match(JSON.stringify(await editor.page.evaluate(errors)), /Name the table/);
    await editor.openDialog(id);
    await editor.page.fill('#node-input-table', 'rfis');
    await editor.saveDialog();
    assert.equal(await editor.page.evaluate(`${node}.valid`), true);
    assert.deepEqual(await editor.page.evaluate(`[${node}.dialect, ${node}.key, ${node}.concurrency]`), [
      'mssql',
      'id',
      '1',
    ]);
  });

  it('gives a node its second output when failures are to go there', async () => {
    const outputs = `RED.nodes.node('${ID.companies}').outputs`;
    assert.equal(await editor.page.evaluate(outputs), 1);
    await editor.openDialog(ID.companies);
    await unfold('.procore-advanced');
    await editor.page.selectOption('#node-input-onError', 'output');
    assert.equal(await editor.page.innerText('.procore-advanced > summary'), 'Advanced · 2 changed');
    await editor.saveDialog();
    assert.equal(Number(await editor.page.evaluate(outputs)), 2);
  });
});
