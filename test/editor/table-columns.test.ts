import assert from 'node:assert/strict';
import { describeInBrowser } from '../../testing/browser.js';
import { accessible } from '../support/axe.js';
import { ID, RequestEditor } from '../support/request-editor.js';

const TABLE = 'c0000000000000b1';
const ALONE = 'c0000000000000b2';

const node = (id: string, y: number) => ({
  id,
  z: 'c0000000000000f0',
  x: 520,
  y,
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
  wires: [[]],
});

describeInBrowser('the columns in the dialog of procore table', function () {
  this.timeout(90_000);
  let stage: RequestEditor;
  before(async () => {
    stage = await RequestEditor.start();
    await stage.page.evaluate(
      `RED.view.importNodes(${JSON.stringify([node(TABLE, 220), node(ALONE, 300)])}, { generateIds: false, addFlow: false, touchImport: true });
       RED.nodes.addLink({ source: RED.nodes.node('${ID.picked}'), sourcePort: 0, target: RED.nodes.node('${TABLE}') });`,
    );
  });
  after(() => stage?.stop());

  const box = (name: string) => stage.page.getByRole('checkbox', { name, exact: true });
  const columns = () => stage.page.inputValue('#node-input-columns');
  const state = () => stage.page.locator('#procore-table-columns [role=status]').innerText();

  it('are those of the operation before it, and what is checked is stored', async () => {
    const { page } = stage;
    await stage.editor.openDialog(TABLE);
    await box('subject text').waitFor();
    const [, all = ''] = /of (\d+) columns/.exec(await state()) ?? [];
    assert.ok(Number(all) > 40, await state());
    assert.equal(await columns(), '');
    await box('subject text').uncheck();
    await page.getByText(`${Number(all) - 1} of ${all} columns`).waitFor();
    const named = (await columns()).split(', ');
    assert.ok(!named.includes('subject') && named.includes('id') && named.includes('assignee'));
    await box('subject text').check();
    await page.getByText(`${all} of ${all} columns`).waitFor();
    assert.equal(await columns(), '');
    // What is typed is checked in the tree.
    await page.fill('#node-input-columns', 'id, subject, assignee.name');
    await page.getByText(`3 of ${all} columns`).waitFor();
    assert.equal(await box('subject text').isChecked(), true);
    assert.equal(await box('number text').isChecked(), false);
    const assignee = page.getByRole('checkbox', { name: /^assignee \d+ columns/ });
    assert.equal(await assignee.evaluate((element) => (element as HTMLInputElement).indeterminate), true);
  });

  it('can be unfolded and checked with the keyboard', async () => {
    const { page } = stage;
    const fold = page.getByRole('button', { name: 'Columns of assignee', exact: true });
    await fold.focus();
    await page.keyboard.press('Enter');
    assert.equal(await fold.getAttribute('aria-expanded'), 'true');
    const login = box('assignee_login text');
    await login.focus();
    await page.keyboard.press('Space');
    await page.getByText(/4 of \d+ columns/).waitFor();
    // The order that was typed stays.
    assert.equal(await columns(), 'id, subject, assignee.name, assignee.login');
    // The tree is drawn again, and the focus stays.
    assert.equal(await login.evaluate((element) => element === document.activeElement), true);
  });

  it('show what becomes of a few rows, and follow what is checked', async () => {
    const { page } = stage;
    await page.getByRole('button', { name: 'Preview with a few rows' }).click();
    const table = page.locator('#procore-table-columns table');
    await table.waitFor();
    const heads = () => table.locator('th').allInnerTexts();
    assert.deepEqual((await heads()).toSorted(), ['assignee_login', 'assignee_name', 'id', 'subject']);
    assert.equal(await table.locator('tbody tr').count(), 5);
    assert.notEqual(await table.locator('tbody td').first().innerText(), '');
    await page.fill('#node-input-columns', 'subject, id');
    await page.getByText(/2 of \d+ columns/).waitFor();
    assert.deepEqual(await heads(), ['subject', 'id']);
    await accessible(page, '#procore-table-columns');
    await stage.editor.saveDialog();
    assert.equal((await stage.stored<{ columns: string }>(TABLE)).columns, 'subject, id');
  });

  it('are not known of a table that nothing is wired to', async () => {
    await stage.editor.openDialog(ALONE);
    assert.match(await state(), /^Wire a procore node to this one/);
    await stage.editor.cancelDialog();
    assert.deepEqual(stage.editor.errors, []);
  });
});
