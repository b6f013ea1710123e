import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { Person } from '../support/person.js';

const MOST_ACTIONS = 15;

const DEMO = { connection: { id: 'draft', environment: 'demo' } };

describeInBrowser('an RFI from a form, on the demo', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  let browser: Browser;

  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()), {});
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
  });

  /** Asks the routes behind the dialogs. */
  const ask = async (path: string, body: object) => {
    const response = await fetch(`${nodeRed.url}/procore/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...DEMO, ...body }),
    });
    return (await response.json()) as Record<string, Array<Record<string, unknown>>>;
  };
  const read = async (path: string, companyId: string) =>
    (await ask('try', { plan: { method: 'GET', path, companyId } })).body ?? assert.fail(path);

  it(`takes at most ${MOST_ACTIONS} actions, and no failed send`, async () => {
    const [company] = (await ask('companies', {})).companies ?? [];
    const companyId = String(company?.id);
    const [project] = (await ask('projects', { companyId })).projects ?? [];
    const rfis = `/rest/v1.0/projects/${project?.id}/rfis`;
    const [manager, assignee] = await read(`/rest/v1.0/projects/${project?.id}/users`, companyId);
    const payload = {
      subject: 'Opening in wall W12',
      rfi_manager_id: manager?.id,
      assignee_ids: [assignee?.id],
      question: { body: 'May the opening move by 200 mm?' },
    };
    await nodeRed.deploy(formWith(payload));

    const editor = await EditorPage.open(browser, nodeRed.url);
    const { page } = editor;
    const person = new Person(page);
    await page.evaluate(`RED.sidebar.show('debug')`);
    // What the form sends is there; the request is dropped on the wire behind it.
    await dropOnWire(person);
    await person.open('.red-ui-flow-node-group:has-text("procore request")');
    await page.waitForSelector('#node-input-name', { state: 'visible' });
    await person.click('#node-input-btn-connection-add');
    await page.waitForSelector('#node-config-input-environment', { state: 'visible' });
    person.actions++;
    await page.selectOption('#node-config-input-environment', 'demo');
    await person.click('#procore-config-pick-company');
    await person.choose('.procore-choices-list', String(company?.name));
    await person.click('#node-config-dialog-ok');
    await page.waitForSelector('#node-config-input-environment', { state: 'detached' });
    await person.fill('#procore-operation-search', 'create rfi');
    await person.choose('#procore-operation-results', 'Create RFI');
    await page.locator('#procore-request-body-form fieldset').first().waitFor();
    await person.click('#procore-request-form .red-ui-typedInput-option-expand:visible');
    await person.choose('.procore-choices-list', String(project?.name));
    await person.click('.procore-body-fill');
    await person.click('#node-dialog-ok');
    await page.waitForSelector('.red-ui-tray', { state: 'detached' });
    await person.deploy();
    await person.press('form');

    const [shown, ...more] = await nodeRed.shown(1);
    assert.deepEqual(more, []);
    const { id, subject } = (shown ?? assert.fail()).value as { id: number; subject: string };
    assert.equal(subject, payload.subject, nodeRed.output);
    const rows = await read(rfis, companyId);
    assert.ok(rows.length > 0);
    const { body: rfi } = (await ask('try', {
      plan: { method: 'GET', path: `${rfis}/${id}`, companyId },
    })) as unknown as { body: Record<string, unknown> };
    assert.equal(rfi.subject, payload.subject);
    assert.equal((rfi.assignees as object[]).length, 1);
    assert.match(JSON.stringify(rfi.questions), /May the opening move/);
    person.arrived('an RFI from a form, on the demo', { actions: MOST_ACTIONS });
    assert.deepEqual(editor.errors, []);
    await page.close();
  });
});

/** Drags a request from the palette onto the wire between the two nodes, which then leads through it. */
async function dropOnWire(person: Person): Promise<void> {
  const { page } = person;
  person.actions++;
  const chart = (await page.locator('#red-ui-workspace-chart').boundingBox()) ?? assert.fail();
  const palette = page.locator('.red-ui-palette-node[data-palette-type="procore-request"]');
  await palette.scrollIntoViewIfNeeded();
  const node = (await palette.boundingBox()) ?? assert.fail();
  await page.mouse.move(node.x + node.width / 2, node.y + node.height / 2);
  await page.mouse.down();
  await page.mouse.move(chart.x + 300, chart.y + 160, { steps: 5 });
  await page.mouse.move(chart.x + 380, chart.y + 100, { steps: 10 });
  await page.waitForTimeout(300);
  await page.mouse.up();
}

/** An inject node with what somebody entered in a form, and a debug node behind it. */
function formWith(payload: object): object[] {
  return [
    { id: 'tab', type: 'tab', label: 'Form' },
    {
      id: 'form',
      type: 'inject',
      z: 'tab',
      x: 120,
      y: 100,
      name: 'form',
      props: [{ p: 'payload' }],
      payload: JSON.stringify(payload),
      payloadType: 'json',
      repeat: '',
      crontab: '',
      once: false,
      topic: '',
      wires: [['made']],
    },
    {
      id: 'made',
      type: 'debug',
      z: 'tab',
      x: 640,
      y: 100,
      name: 'made',
      active: true,
      tosidebar: true,
      complete: 'payload',
      targetType: 'msg',
      wires: [],
    },
  ];
}
