import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir, twoUsers } from '../../testing/node-red.js';
import { Person } from '../support/person.js';

const full = { username: 'builder', password: 'may do everything' };
const readOnly = { username: 'visitor', password: 'may only look' };

const SECRET = 'first-use-secret-5d20';
const MOST_ACTIONS = 12;
/** From an own key to the first rows, where the app is installed in one company and the connection is all there is to fill in. */
const MOST_ACTIONS_WITH_OWN_KEY = 9;
/** From Import, Examples to rows of the demo. */
const MOST_ACTIONS_ON_DEMO = 6;
const MOST_SECONDS = 15;

/** A flow as it is wired before anything was filled in, but for the operation that was picked. */
const WIRED = [
  { id: 'tab', type: 'tab', label: 'First use' },
  {
    id: 'start',
    type: 'inject',
    z: 'tab',
    x: 120,
    y: 100,
    name: 'start',
    props: [{ p: 'payload' }],
    payload: '',
    payloadType: 'date',
    repeat: '',
    crontab: '',
    once: false,
    topic: '',
    wires: [['rfis']],
  },
  {
    id: 'rfis',
    type: 'procore-request',
    z: 'tab',
    x: 330,
    y: 100,
    name: 'list rfis',
    connection: '',
    version: 1,
    company: '',
    companyType: 'connection',
    output: 'payload',
    outputType: 'msg',
    outputs: 1,
    operation: 'RestV10ProjectsProjectIdRfisGet',
    method: 'GET',
    params: [],
    paging: 'all',
    delivery: 'array',
    path: '/rest/v1.0/projects/{project_id}/rfis',
    onError: 'catch',
    wires: [['rows']],
  },
  {
    id: 'rows',
    type: 'debug',
    z: 'tab',
    x: 530,
    y: 100,
    name: 'rows',
    active: true,
    tosidebar: true,
    complete: 'payload',
    targetType: 'msg',
    wires: [],
  },
];

/** A list of projects in the place of the request. */
const PROJECTS = {
  type: 'procore-projects',
  name: 'list projects',
  version: 2,
  projectStatus: 'active',
  view: 'normal',
};

describeInBrowser('the first use in a browser', function () {
  this.timeout(120_000);
  let simulator: Simulator;
  let sandbox: Simulator;
  let nodeRed: NodeRed;
  let browser: Browser;

  before(async () => {
    simulator = await startSimulator({ clientSecret: SECRET, projects: 150, records: 40 });
    sandbox = await startSimulator({ clientSecret: SECRET, companies: 1, projects: 5 });
    const hosts = ({ loginUrl, apiUrl }: Simulator) => ({ loginUrl, apiUrl });
    const settings = {
      ...twoUsers(full, readOnly),
      procoreConfigHosts: { production: hosts(simulator), sandbox: hosts(sandbox) },
    };
    nodeRed = await NodeRed.start(installPackage(newUserDir()), settings, full);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
    await simulator?.close();
    await sandbox?.close();
  });

  /** An editor with the debug sidebar in sight, as Node-RED 4.1 opens another at first. */
  const openEditor = async (theme: 'light' | 'dark') => {
    const editor = await EditorPage.open(browser, nodeRed.url, theme, full);
    await editor.page.evaluate(`RED.sidebar.show('debug')`);
    return editor;
  };
  const pressInject = async (person: Person) => {
    await person.press('start');
    await person.page.locator('.red-ui-debug-msg').first().waitFor();
  };

  for (const theme of ['light', 'dark'] as const) {
    it(`leads from a wired flow and a key to rows in few steps (${theme})`, async () => {
      await nodeRed.deploy(WIRED);
      const editor = await openEditor(theme);
      const { page } = editor;
      const traffic: string[] = [];
      page.on('response', async (response) => traffic.push(await response.text().catch(() => '')));
      const [company] = simulator.companies;
      const project = company?.projects.find(({ permitted, active }) => permitted && active);
      nodeRed.debugged.length = 0;

      const person = new Person(page);
      await person.open('.red-ui-flow-node-group:has-text("list rfis")');
      await page.waitForSelector('#procore-operation-card', { state: 'visible' });
      await person.click('#node-input-btn-connection-add');
      await page.waitForSelector('#node-config-input-environment', { state: 'visible' });
      // The other journey has the environment that a new connection begins with.
      await page.selectOption('#node-config-input-environment', 'production');
      await person.fill('#node-config-input-clientId', simulator.clientId);
      await person.fill('#node-config-input-clientSecret', SECRET);
      await person.click('#procore-config-connect');
      await person.choose('.procore-choices-list', company?.name ?? '');
      await page.locator('#procore-config-check').getByText('150 permitted projects.').waitFor();
      await person.click('#node-config-dialog-ok');
      await page.waitForSelector('#node-config-input-environment', { state: 'detached' });
      await person.click('#procore-request-form .red-ui-typedInput-option-expand:visible');
      await person.choose('.procore-choices-list', project?.name ?? '');
      await person.click('#node-dialog-ok');
      await page.waitForSelector('.red-ui-tray', { state: 'detached' });
      await person.deploy();
      await pressInject(person);
      const [shown] = await nodeRed.shown(1);
      assert.ok(Array.isArray(shown?.value) && shown.value.length > 0, nodeRed.output);
      person.arrived(`first use, ${theme} theme`, { actions: MOST_ACTIONS, seconds: MOST_SECONDS });
      assert.ok(!traffic.some((text) => text.includes(SECRET)), 'the secret was sent to the browser');
      assert.deepEqual(editor.errors, []);
      await page.close();
    });
  }

  it('leads from an own key to the first rows in nine', async () => {
    await nodeRed.deploy(WIRED.map((node) => (node.id === 'rfis' ? { ...node, ...PROJECTS } : node)));
    const { page, errors } = await openEditor('light');
    nodeRed.debugged.length = 0;
    const person = new Person(page);
    await person.open('.red-ui-flow-node-group:has-text("list projects")');
    await person.click('#node-input-btn-connection-add');
    await page.waitForSelector('#node-config-input-environment', { state: 'visible' });
    assert.equal(await page.inputValue('#node-config-input-environment'), 'sandbox');
    await person.fill('#node-config-input-clientId', sandbox.clientId);
    await person.fill('#node-config-input-clientSecret', SECRET);
    await person.click('#procore-config-connect');
    const [only] = sandbox.companies;
    await page.locator('#procore-config-check').getByText(`Connected to ${only?.name}.`).waitFor();
    assert.equal(await page.inputValue('#procore-config-company'), only?.name);
    await person.click('#node-config-dialog-ok');
    await page.waitForSelector('#node-config-input-environment', { state: 'detached' });
    await person.click('#node-dialog-ok');
    await page.waitForSelector('.red-ui-tray', { state: 'detached' });
    await person.deploy();
    await pressInject(person);
    const [shown] = await nodeRed.shown(1);
    assert.ok(Array.isArray(shown?.value) && shown.value.length > 0, nodeRed.output);
    person.arrived('own key', { actions: MOST_ACTIONS_WITH_OWN_KEY, seconds: MOST_SECONDS });
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('leads from Import, Examples to simulated rows in fewer', async () => {
    await nodeRed.deploy([]);
    const { page } = await openEditor('light');
    await page.evaluate(`RED.actions.invoke('core:show-examples-import-dialog')`);
    const person = new Person(page);
    await person.click('.red-ui-treeList-label:visible:has-text("@joistflow/node-red-procore")');
    await person.click('.red-ui-treeList-label:visible:has-text("2 List companies")');
    await person.click('#red-ui-clipboard-dialog-ok');
    await person.click('#red-ui-workspace-tabs .red-ui-tab-label:has-text("List companies")');
    await person.deploy();
    nodeRed.debugged.length = 0;
    await pressInject(person);
    const [shown] = await nodeRed.shown(1);
    assert.ok(Array.isArray(shown?.value) && shown.value.length === 3);
    person.arrived('demo, from the examples', { actions: MOST_ACTIONS_ON_DEMO });
    await page.close();
  });
});
