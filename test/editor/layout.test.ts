import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { accessible } from '../support/axe.js';
import { TYPES } from '../support/package.js';

const WIDTHS = [380, 520, 700, 900];

const connection = (environment: string, more: object = {}) => ({
  id: environment,
  type: 'procore-config',
  name: '',
  version: 1,
  environment,
  actAs: 'app',
  quotaScope: 'company',
  reserve: '2',
  lookups: true,
  demoAccount: 'main',
  timeout: '60',
  ...more,
});

const action = (id: string, type: string, more: object = {}) => ({
  id,
  type,
  z: 'tab',
  x: 200,
  y: 100,
  name: '',
  connection: 'demo',
  company: '',
  companyType: 'message',
  companyName: '',
  output: 'payload',
  outputType: 'msg',
  delivery: 'row',
  tick: false,
  concurrency: '8',
  deadline: '',
  onError: 'catch',
  outputs: 1,
  wires: [[]],
  ...more,
});

const request = (id: string, operation: string, method: string, path: string) =>
  action(id, 'procore-request', {
    version: 2,
    messageInputs: 'taken',
    operation,
    method,
    path,
    params: [],
    paging: 'all',
    response: 'auto',
    queryType: 'json',
    headersType: 'json',
    bodyType: 'json',
  });

const RFIS = '/rest/v1.0/projects/{project_id}/rfis';
const access = (mode: string) =>
  action(mode, 'procore-access', { version: 1, mode, companies: 'one', shape: 'rows', knownType: 'none' });

const CONNECTIONS = [connection('demo'), connection('sandbox'), connection('custom', { actAs: 'user' })];
const ACTIONS = [
  action('companies', 'procore-companies', { version: 1 }),
  action('projects', 'procore-projects', { version: 2, projectStatus: 'active', view: 'normal' }),
  action('token', 'procore-token', { version: 1, as: 'payload' }),
  access('audit'),
  access('compare'),
  action('changes', 'procore-changes', { version: 0, operation: '', path: '' }),
  action('followed', 'procore-changes', {
    version: 0,
    scope: 'companies',
    operation: 'List Manpower Logs',
    path: '/rest/v1.0/projects/{project_id}/manpower_logs',
  }),
  request('free', '', 'GET', ''),
  { ...request('picked', 'List RFIs', 'GET', RFIS), wires: [['table']] },
  request('write', 'Create RFI', 'POST', RFIS),
  action('event', 'procore-event', {
    resources: [{ name: 'RFIs' }],
    ignoreOwn: true,
    payloadVersion: 'v4.0',
  }),
  action('polled', 'procore-event', { resources: [{ name: 'RFIs' }], mode: 'poll', scope: 'companies' }),
  action('table', 'procore-table', {
    as: 'rows',
    dialect: 'sqlite',
    flavor: 'usual',
    table: '',
    key: 'id',
    columns: '',
    lists: 'json',
    customFields: 'label',
    deletes: 'row',
  }),
  action('sql', 'procore-table', {
    as: 'sql',
    dialect: 'mssql',
    flavor: 'usual',
    table: 'rfis',
    key: 'id',
    columns: '',
    lists: 'table',
    customFields: 'id',
    deletes: 'mark',
  }),
];

/** What fills a row up to its end. */
const WIDE = [
  'select',
  '.red-ui-typedInput-container',
  'input:not([type=checkbox]):not(.procore-short)',
  '.procore-with-button',
  'div:not([class])',
].map((part) => `:scope > ${part}`);

/** What is wrong with the layout of the open dialog, in words. */
const FAULTS = `(form) => {
  const faults = [];
  const WIDE = '${WIDE.join()}';
  const own = form.querySelector('.procore-form');
  const edge = own.getBoundingClientRect();
  const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
  const all = (selector) => [...own.querySelectorAll(selector)].filter(seen);
  const nameOf = (element) => element.id || element.textContent.trim().slice(0, 40) || element.className;
  const pen = document.createElement('canvas').getContext('2d');
  const widthOf = (text, style) => {
    pen.font = style.font;
    return pen.measureText(text).width;
  };
  for (const label of all('.form-row > label')) {
    const range = document.createRange();
    range.selectNodeContents(label);
    const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ bottom }) => Math.round(bottom / 8)));
    if (label.getBoundingClientRect().height > 26 || lines.size > 2) faults.push('label wraps: ' + nameOf(label));
    if (range.getBoundingClientRect().right > label.getBoundingClientRect().right + 1) faults.push('label is cut: ' + nameOf(label));
  }
  for (const control of all('input, select, button, textarea, summary')) {
    const { left, right } = control.getBoundingClientRect();
    if (left < edge.left - 1 || right > edge.right + 1) faults.push('outside the dialog: ' + nameOf(control));
  }
  for (const row of all('.form-row')) {
    const wide = [...row.querySelectorAll(WIDE)].filter(seen);
    const ends = wide.map((control) => control.getBoundingClientRect().right);
    if (ends.length > 0 && Math.abs(Math.max(...ends) - edge.right) > 1) faults.push('ends elsewhere: ' + nameOf(row));
  }
  for (const input of all('input[placeholder]')) {
    const style = getComputedStyle(input);
    const room = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (widthOf(input.placeholder, style) > room + 0.5) faults.push('placeholder is cut: ' + input.placeholder);
  }
  if (edge.right > form.closest('.red-ui-tray').getBoundingClientRect().right) faults.push('the dialog is cut off');
  if (form.scrollWidth > form.clientWidth + 1) faults.push('the form scrolls sideways');
  return faults;
}`;

describeInBrowser('the layout of every dialog', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  let browser: Browser;
  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
    await nodeRed.deploy([{ id: 'tab', type: 'tab', label: 'Flow' }, ...CONNECTIONS, ...ACTIONS]);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
  });

  it('is looked at for every node type', () => {
    const seen = new Set([...CONNECTIONS, ...ACTIONS].map(({ type }) => type));
    assert.deepEqual(
      TYPES.filter((type) => !seen.has(type)),
      [],
    );
  });

  for (const theme of ['light', 'dark'] as const) {
    describe(`in the ${theme} theme`, () => {
      let editor: EditorPage;
      before(async () => {
        editor = await EditorPage.open(browser, nodeRed.url, theme);
      });
      after(() => editor?.page.close());

      /** Opens every fold, and says what is wrong at each width. */
      const holds = async (selector: string) => {
        const { page } = editor;
        await page.evaluate(
          `for (const fold of document.querySelectorAll('${selector} .procore-form > details')) fold.open = true`,
        );
        const faults: Record<number, unknown> = {};
        for (const width of WIDTHS) {
          await page.evaluate(
            `document.querySelector('${selector}').closest('.red-ui-tray').style.width = '${width}px'`,
          );
          // Node-RED's widgets measure themselves.
          await page.waitForTimeout(100);
          const found = await page.evaluate(`(${FAULTS})(document.querySelector('${selector}'))`);
          if ((found as string[]).length > 0) faults[width] = found;
        }
        assert.deepEqual(faults, {});
        await accessible(page, `${selector} .procore-form`);
        assert.deepEqual(editor.errors, []);
      };
      afterEach(() => editor.cancelDialog());

      for (const { id, type } of ACTIONS) {
        it(`${type} (${id}): labels in one line, one right edge, nothing outside or cut`, async () => {
          await editor.openDialog(id);
          if (id === 'picked' || id === 'followed' || id === 'write') {
            await editor.page.waitForSelector('#procore-operation-card', { state: 'visible' });
          }
          // It is there once the node has run, with the rows that were chosen.
          if (type === 'procore-event')
            await editor.page.evaluate("$('#procore-event-again, #procore-event-again .form-row').show()");
          if (id === 'table') await editor.page.waitForSelector('.procore-columns');
          await holds('#dialog-form');
        });
      }
      for (const { id } of CONNECTIONS) {
        it(`the connection (${id}): labels in one line, one right edge, nothing outside or cut`, async () => {
          await editor.openConfigDialog('procore-config', id);
          await holds('#node-config-dialog-edit-form');
        });
      }
    });
  }
});
