import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir, twoUsers } from '../../testing/node-red.js';
import { accessible } from '../support/axe.js';

const full = { username: 'builder', password: 'may do everything' };
const readOnly = { username: 'visitor', password: 'may only look' };

/** Fields that Node-RED hides in every form, to keep browsers from filling in passwords. */
const NODE_RED_S_OWN = ['#red-ui-trap-user', '#red-ui-trap-username', '#red-ui-trap-password'];

/** A request of the deployed flow. */
const request = (id: string, method: string, path: string) => ({
  id,
  type: 'procore-request',
  z: 'tab',
  x: 200,
  y: 100,
  name: id,
  connection: 'connection',
  method,
  path,
  company: '',
  companyType: 'connection',
  output: 'payload',
  outputType: 'msg',
  wires: [[]],
  params: [],
});

/** Nobody listens there. */
const NOBODY = { loginUrl: 'http://127.0.0.1:9', apiUrl: 'http://127.0.0.1:9' };

describeInBrowser('the connection dialog in a browser', function () {
  this.timeout(90_000);
  let production: Simulator;
  let sandbox: Simulator;
  let nodeRed: NodeRed;
  let browser: Browser;
  let editor: EditorPage;
  const traffic: string[] = [];

  before(async () => {
    production = await startSimulator({ clientSecret: 'production-secret-77b1', projects: 12 });
    sandbox = await startSimulator({
      clientId: 'sandbox-key',
      clientSecret: 'sandbox-secret-19c4',
      companies: 1,
    });
    const hosts = ({ loginUrl, apiUrl }: Simulator) => ({ loginUrl, apiUrl });
    const settings = {
      ...twoUsers(full, readOnly),
      httpAdminRoot: '/red',
      procoreConfigHosts: {
        production: hosts(production),
        sandbox: hosts(sandbox),
        monthly: NOBODY,
        federal: NOBODY,
      },
    };
    nodeRed = await NodeRed.start(installPackage(newUserDir()), settings, full);
    await nodeRed.deploy(
      [
        { id: 'tab', type: 'tab', label: 'Flow' },
        request('submittal', 'POST', '/rest/v1.0/projects/{project_id}/submittals'),
        request('dynamic', 'GET', ''),
        {
          id: 'connection',
          type: 'procore-config',
          environment: 'production',
          companyId: '',
          timeout: '60',
        },
      ],
      { connection: { clientId: production.clientId, clientSecret: production.clientSecret } },
    );
    browser = await launch();
    editor = await EditorPage.open(browser, nodeRed.url, 'light', full);
    editor.page.on('request', (request) => traffic.push(request.url(), request.postData() ?? ''));
    editor.page.on('response', async (response) => traffic.push(await response.text().catch(() => '')));
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
    await production?.close();
    await sandbox?.close();
  });
  beforeEach(() => editor.openConfigDialog('procore-config', 'connection'));
  afterEach(async () => {
    await editor.cancelDialog();
    assert.deepEqual(editor.errors, []);
  });

  const field = (name: string) => editor.page.locator(`#node-config-input-${name}`);
  const checklist = () => editor.page.locator('#procore-config-check');
  const unfold = async (place: string) => {
    for (const heading of await editor.page.locator(`${place} details:not([open]) > summary`).all()) {
      await heading.click();
    }
  };
  const connect = async () => {
    await editor.page.click('#procore-config-connect');
    // The report of before may still be there when the click is done.
    await checklist().getByText('Asking Procore').waitFor({ state: 'detached' });
    await checklist().locator('ul').waitFor({ state: 'attached' });
  };

  it('offers the companies that the key sees, by search and keyboard, and shows the name of the one picked', async () => {
    await editor.page.click('#procore-config-pick-company');
    const options = editor.page.locator('.procore-choices-list [role=option]');
    await options.first().waitFor();
    assert.equal(await options.count(), 3);
    await accessible(editor.page, '.procore-choices');
    await editor.page.keyboard.type('pennyroyal');
    assert.equal(await options.count(), 1);
    await editor.page.keyboard.press('Enter');
    const company = production.companies.find(({ name }) => name.startsWith('Pennyroyal'));
    assert.equal(await field('companyId').inputValue(), String(company?.id));
    assert.equal(await field('companyName').inputValue(), company?.name);
    assert.equal(await editor.page.inputValue('#procore-config-company'), company?.name);
  });

  it('connects, offers the companies where none is chosen, and tells every step in a fold', async () => {
    await connect();
    assert.match(await checklist().innerText(), /Connected\. 3 companies have installed the app\./);
    const name = production.companies[0]?.name ?? '';
    await editor.page.locator('.procore-choices-list [role=option]', { hasText: name }).click();
    await checklist().getByText(`Connected to ${name}. 12 permitted projects.`).waitFor();
    await unfold('#procore-config-check');
    const text = await checklist().innerText();
    assert.match(text, /Tools in .* — .*Standard: RFIs/);
    assert.match(text, /Webhooks can be listed \(none of Node-RED\)/);
    for (const name of ['environment', 'clientId', 'clientSecret']) {
      assert.match((await field(name).getAttribute('class')) ?? '', /procore-valid/, name);
    }
    const marks = await editor.page.locator('#procore-config-company').getAttribute('class');
    assert.match(marks ?? '', /procore-valid/);
  });

  it('says which field is wrong, and finds the environment that a key belongs to, only when asked', async () => {
    await field('clientId').fill(sandbox.clientId);
    await field('clientSecret').fill(sandbox.clientSecret);
    const before = sandbox.requests.length;
    await connect();
    assert.equal(sandbox.requests.length, before, 'the other environment was asked before the click');
    assert.equal(await field('clientSecret').getAttribute('aria-invalid'), 'true');
    assert.match(
      await checklist().innerText(),
      /The key was not accepted[\s\S]*Who can fix this: you \(the flow author\)/,
    );
    await checklist().getByRole('button', { name: 'Try the key' }).click();
    await checklist().getByRole('button', { name: 'Use Development Sandbox' }).click();
    assert.equal(await field('environment').inputValue(), 'sandbox');
    await connect();
    // The only company is chosen, and checked in a second step: what the first one showed is gone at any moment.
    await checklist().getByText(`Connected to ${sandbox.companies[0]?.name}.`).waitFor();
  });

  it('says of a host that cannot be reached which field leads there', async () => {
    await field('environment').selectOption('federal');
    await field('clientSecret').fill('some secret');
    await connect();
    assert.equal(await field('environment').getAttribute('aria-invalid'), 'true');
    assert.match(await editor.page.innerText('.procore-reason'), /refused/);
  });

  it('does not send the stored secret to another host', async () => {
    const before = sandbox.requests.length;
    await field('environment').selectOption('sandbox');
    await editor.page.click('#procore-config-connect');
    await editor.page.locator('.procore-reason').filter({ hasText: 'belongs to other hosts' }).waitFor();
    assert.equal(await field('clientSecret').getAttribute('aria-invalid'), 'true');
    assert.equal(sandbox.requests.length, before);
  });

  it('reports the permissions that the deployed flows need beside what the account has', async () => {
    await editor.page.fill('#procore-config-company', String(production.companies[0]?.id));
    await editor.page.click('#procore-config-required');
    const report = editor.page.locator('#procore-config-permissions');
    await report.getByText(/^One permission missing\. \d+ tools have more than the flows need\.$/).waitFor();
    assert.match(
      (await report.locator('tbody tr:visible').allInnerTexts()).join(),
      /Submittals[^,]*missing$/,
    );
    await unfold('#procore-config-permissions');
    const rows = editor.page.locator('#procore-config-permissions tbody tr');
    await rows.first().waitFor();
    const texts = (await rows.allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim());
    assert.ok(texts.includes('project Submittals Standard Read Only missing'), texts.join('\n'));
    assert.ok(texts.some((row) => /set by messages/.test(row)));
    await accessible(editor.page, '#procore-config-permissions');
  });

  it('has labels for a screen reader in both themes', async () => {
    await connect();
    await accessible(editor.page, '#node-config-dialog-edit-form', NODE_RED_S_OWN);
    const dark = await EditorPage.open(browser, nodeRed.url, 'dark', full);
    await dark.openConfigDialog('procore-config', 'connection');
    await dark.page.click('#procore-config-connect');
    await dark.page.locator('#procore-config-check ul').waitFor({ state: 'attached' });
    await accessible(dark.page, '#node-config-dialog-edit-form', NODE_RED_S_OWN);
    await dark.page.close();
  });

  it('keeps who may only look from whatever spends the key', async () => {
    const token = await nodeRed.tokenOf(readOnly);
    // The token is good for looking: what is refused below is refused for want of the permission.
    const looking = await fetch(`${nodeRed.url}/procore/catalogue/about`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(looking.status, 200);
    const connection = { id: 'connection', environment: 'production' };
    const before = production.requests.length;
    for (const path of [
      'companies',
      'projects',
      'check',
      'required',
      'environments',
      'try',
      'event-address',
      'event-plan',
      'event-old-hooks',
      'event-replay',
    ]) {
      const response = await fetch(`${nodeRed.url}/procore/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          connection,
          companyId: '1',
          plan: { method: 'GET', path: '/rest/v1.0/me' },
        }),
      });
      assert.equal(response.status, 401, path);
    }
    assert.equal(production.requests.length, before);
  });

  it('never sends the stored secret to the browser', () => {
    assert.ok(traffic.length > 10);
    assert.ok(!traffic.some((text) => text.includes(production.clientSecret)));
  });
});
