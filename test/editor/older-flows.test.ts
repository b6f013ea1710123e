import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';

const place = { z: 'tab', x: 200, y: 100 };

/** A flow as version 1 stored it, with one company of the demo. */
const flow = (status: unknown) => [
  { id: 'tab', type: 'tab', label: 'Older' },
  { id: 'connection', type: 'procore-config', name: '', environment: 'demo', companyId: '', timeout: '60' },
  {
    ...place,
    id: 'start',
    type: 'inject',
    name: 'start',
    props: [],
    repeat: '',
    crontab: '',
    once: false,
    topic: '',
    wires: [['companies']],
  },
  {
    ...place,
    y: 160,
    id: 'companies',
    type: 'procore-companies',
    name: '',
    version: 1,
    wires: [['projects']],
    connection: 'connection',
    company: '',
    companyType: 'connection',
    output: 'payload',
    outputType: 'msg',
    delivery: 'array',
    onError: 'catch',
    outputs: 1,
  },
  {
    ...place,
    y: 220,
    id: 'projects',
    type: 'procore-projects',
    name: '',
    version: 1,
    status,
    view: 'compact',
    connection: 'connection',
    company: 'payload[0].id',
    companyType: 'msg',
    output: 'payload',
    outputType: 'msg',
    delivery: 'array',
    onError: 'catch',
    outputs: 1,
    wires: [['rows']],
  },
  {
    ...place,
    y: 280,
    id: 'rows',
    type: 'debug',
    name: 'rows',
    active: true,
    tosidebar: true,
    complete: 'payload',
    targetType: 'msg',
    wires: [],
  },
  { ...place, y: 340, id: 'catch', type: 'catch', scope: ['projects'], wires: [['wrong']] },
  {
    ...place,
    y: 400,
    id: 'wrong',
    type: 'debug',
    name: 'wrong',
    active: true,
    tosidebar: true,
    complete: 'error.message',
    targetType: 'msg',
    wires: [],
  },
];

interface Row {
  readonly active?: boolean;
}

describeInBrowser('flows of before in the editor', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  let browser: Browser;
  let editor: EditorPage;

  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
  });
  afterEach(async () => {
    assert.deepEqual(editor.errors, []);
    await editor.page.close();
  });

  const open = async (status: unknown) => {
    await nodeRed.deploy(flow(status));
    editor = await EditorPage.open(browser, nodeRed.url);
  };
  const run = async () => {
    nodeRed.debugged.length = 0;
    await nodeRed.inject('start');
    const [shown] = await nodeRed.shown(1);
    // The editor is told the node's status a moment later.
    await editor.page.waitForTimeout(500);
    return shown?.value;
  };
  const of = <T>(expression: string) =>
    editor.page.evaluate(`((node) => ${expression})(RED.nodes.node('projects'))`) as Promise<T>;
  /** Renames a node that has nothing to do with it, and presses Deploy. */
  const deploySomethingElse = async () => {
    await editor.page.evaluate(`{
      const node = RED.nodes.node('rows');
      node.name = 'renamed ' + Date.now();
      node.changed = true;
      RED.nodes.dirty(true);
    }`);
    await editor.page.click('#red-ui-header-button-deploy');
    await editor.page.getByText('Successfully deployed').first().waitFor({ timeout: 8000 });
    await editor.page.waitForTimeout(500);
  };
  const stored = async () =>
    (await nodeRed.admin<Array<Record<string, unknown>>>('/flows')).find(({ id }) => id === 'projects') ??
    assert.fail('the node is gone');

  for (const status of ['inactive', 'active', 'all'] as const) {
    it(`list projects set to ${status} gives the same after a run, a deployment of something else, and a run`, async () => {
      await open(status);
      const before = (await run()) as Row[];
      assert.ok(await of('node.status && typeof node.status.text'), 'the editor got no status of the node');
      await deploySomethingElse();
      const { projectStatus, status: none, version, companyType } = await stored();
      assert.deepEqual([projectStatus, none, version, companyType], [status, undefined, 2, 'msg']);
      const after = (await run()) as Row[];
      assert.ok(before.length > 0);
      assert.equal(after.length, before.length);
      await deploySomethingElse();
      assert.equal((await stored()).projectStatus, status);
    });
  }

  it('a status that the editor has overwritten marks the node invalid, and says so when it runs', async () => {
    await open({ text: 'demo: 40 rows', fill: 'green', shape: 'dot' });
    assert.equal(await of('node.valid'), false);
    assert.match(JSON.stringify(await of('node.validationErrors')), /not known which one was chosen/);
    assert.match(
      String(await run()),
      /^The field "Status" is empty: it must be one of active, inactive, all\./,
    );
    await editor.openDialog('projects');
    await editor.page.selectOption('#node-input-projectStatus', 'inactive');
    await editor.saveDialog();
    assert.equal(await of('node.valid'), true);
    await deploySomethingElse();
    assert.ok(((await run()) as Row[]).length > 0);
  });

  it('an older node that is pasted says what it was, or that nobody knows', async () => {
    await open('all');
    const [older, named] = flow('inactive').filter(({ id }) => id === 'projects');
    assert.ok(older && !named);
    const pasted = async (node: object) => {
      await editor.page.evaluate(
        `RED.view.importNodes(${JSON.stringify([node])}, { generateIds: true, touchImport: true })`,
      );
      return (await editor.page.evaluate(`(() => {
        const all = RED.nodes.filterNodes({ type: 'procore-projects' }).filter(({ id }) => id !== 'projects');
        const { projectStatus, valid } = all.at(-1);
        return { projectStatus, valid };
      })()`)) as object;
    };
    assert.deepEqual(await pasted(older), { projectStatus: '', valid: false });
    const { status: _, ...without } = older as { status?: unknown };
    assert.deepEqual(await pasted({ ...without, version: 2, projectStatus: 'all' }), {
      projectStatus: 'all',
      valid: true,
    });
  });

  it('a new node takes the company of the message, and says so; an older one keeps the connection’s', async () => {
    await open('all');
    await editor.page.evaluate(`RED.view.importNodes([RED.nodes.convertNode(
      RED.editor && (() => {
        const def = RED.nodes.getType('procore-companies');
        const node = { id: 'fresh', type: 'procore-companies', z: 'tab', x: 400, y: 100, _def: def, wires: [[]] };
        for (const [name, { value }] of Object.entries(def.defaults)) node[name] = value;
        return node;
      })()
    )])`);
    await editor.page.keyboard.press('Enter');
    const shown = async (id: string) => {
      await editor.openDialog(id);
      // It lists companies, so it seldom needs one.
      await editor.page.click('.procore-advanced > summary');
      const field = editor.page.locator('.form-row:has(#node-input-company) .red-ui-typedInput-container');
      const text = await field.innerText();
      await editor.cancelDialog();
      return text.trim();
    };
    assert.match(await shown('fresh'), /the message’s, else the connection’s/);
    assert.match(await shown('companies'), /^the connection’s default/);
  });
});
