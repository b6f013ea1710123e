import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { accessible } from '../support/axe.js';
import { isWellLaidOut } from '../support/dialog-layout.js';
import { TYPES } from '../support/package.js';

const WIDTHS = [380, 520, 620, 700, 900];

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

      const holds = async (selector: string) => {
        await isWellLaidOut(editor, selector, WIDTHS);
        await accessible(editor.page, `${selector} .procore-form`);
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
