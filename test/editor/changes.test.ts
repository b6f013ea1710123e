import assert from 'node:assert/strict';
import { describeInBrowser } from '../../testing/browser.js';
import { accessible } from '../support/axe.js';
import { ID, RequestEditor, SECRET } from '../support/request-editor.js';

describeInBrowser('the dialog of procore changes', function () {
  this.timeout(90_000);
  let on: RequestEditor;
  before(async () => {
    on = await RequestEditor.start();
  });
  after(() => on?.stop());
  afterEach(() => {
    assert.deepEqual(on.editor.errors, []);
    assert.ok(!on.traffic.some((text) => text.includes(SECRET)), 'the secret was in the browser’s traffic');
  });

  const way = () => on.page.locator('#procore-changes-way');
  const told = async () => (await way().innerText()).replace(/\s+/g, ' ');
  const projectField = () => on.field('project_id').locator('.red-ui-typedInput-input');
  const isOffered = (strategy: string) =>
    on.page.locator(`#node-input-strategy option[value="${strategy}"]`).isEnabled();

  it('says what the node is for before anything is chosen, and covers every project', async () => {
    const { page } = on;
    await on.open(ID.changes);
    assert.match(await page.locator('.procore-operation').innerText(), /created, changed or removed since/);
    assert.equal(await page.inputValue('#node-input-scope'), 'projects');
    assert.equal(await way().isVisible(), false);
    assert.equal(await page.locator('#procore-changes-days').isVisible(), false);
    await on.editor.cancelDialog();
  });

  it('finds lists only, by search, in the tree, and as a path', async () => {
    const { page } = on;
    await on.open(ID.changes);
    await page.fill('#procore-operation-search', 'create rfi');
    await on.options.first().waitFor();
    const methods = await page.locator('#procore-operation-results .procore-method').allInnerTexts();
    assert.ok(methods.length > 0 && methods.every((method) => method === 'GET'));
    await page.fill('#procore-operation-search', '/rest/v1.0/projects/{project_id}/rfis/{id}');
    const single = page.locator('#procore-operation-results', { hasText: 'Show RFI' });
    assert.equal(await single.count(), 0);
    await page.fill('#procore-operation-search', '');
    await page.click('#procore-operation-browse');
    const tree = page.locator('.procore-tree [role=treeitem]');
    await tree.first().waitFor();
    const lists = await page.locator('.procore-tree-count').allInnerTexts();
    const all = lists.reduce((sum, count) => sum + Number(count.replace(/\D/g, '')), 0);
    assert.ok(all > 500 && all < 1_600, `${all} operations`);
    await on.editor.cancelDialog();
  });

  it('says of a list how its changes are found, what that costs and what it cannot see', async () => {
    const { page } = on;
    await on.open(ID.changes);
    await on.pick('/rest/v1.0/projects/{project_id}/rfis');
    await way().waitFor();
    assert.match(await told(), /1 per project; 3 if its list has more than one page/);
    assert.match(await told(), /up to 3 for each project/);
    assert.match(await told(), /List Recycled RFIs/);
    assert.match(await told(), /leaves updated_at as it was/);
    assert.match(
      await page.locator('#node-input-strategy option:checked').innerText(),
      /automatic: filter on updated_at/,
    );
    assert.equal(await isOffered('window'), false);
    assert.equal(await isOffered('hash'), true);
    await page.selectOption('#node-input-deletes', 'off');
    assert.match(await told(), /they stay in your copy/);
    assert.doesNotMatch(await told(), /looks removed|up to 3/);
    await page.selectOption('#node-input-strategy', 'hash');
    assert.match(await told(), /1 per page of each project/);
    await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
    await on.editor.cancelDialog();
  });

  it('says which key a table needs where projects have rows with the same id', async () => {
    await on.open(ID.changes);
    await on.pick('/rest/v1.0/projects/{project_id}/users');
    await way().waitFor();
    assert.match(await told(), /project_id, id\. Each of them may have a row with the same id/);
    assert.match(await told(), /the other projects are not asked/);
    assert.doesNotMatch(await told(), /may have been moved/);
    await on.pick('/rest/v1.0/projects/{project_id}/rfis');
    await on.page.getByText('it may have been moved').waitFor();
    assert.doesNotMatch(await told(), /same id/);
    await on.editor.cancelDialog();
  });

  it('asks for days where a list is read in a window, and not for dates', async () => {
    const { page } = on;
    await on.open(ID.changes);
    await on.pick('/rest/v1.0/projects/{project_id}/manpower_logs');
    await page.locator('#procore-changes-days').waitFor();
    assert.equal(await on.field('log_date').isVisible(), false);
    assert.equal(await isOffered('updated_at'), false);
    assert.match(await told(), /days before these/);
    // Compared without dates, yesterday's logs would look removed.
    assert.equal(await isOffered('hash'), false);
    await on.pick('/rest/v1.0/projects/{project_id}/rfis');
    await page.locator('#procore-changes-days').waitFor({ state: 'hidden' });
    assert.ok(await isOffered('hash'));
    await on.editor.cancelDialog();
  });

  it('tells of a stored strategy that its list does not allow', async () => {
    const { page } = on;
    await on.open(ID.changes);
    await page.selectOption('#node-input-strategy', 'window');
    await on.pick('/rest/v1.0/projects/{project_id}/rfis');
    await way().waitFor();
    assert.match(await told(), /This list takes no dates/);
    await on.editor.cancelDialog();
  });

  it('stores what was chosen, tries it, and opens again as it was', async () => {
    const { page } = on;
    await on.open(ID.changes);
    await on.pick('/rest/v1.0/projects/{project_id}/rfis');
    await page.selectOption('#node-input-scope', 'call');
    await projectField().fill(String(on.project.id));
    const result = await on.tryIt();
    assert.match(await result.innerText(), /HTTP 200/);
    await page.locator('.procore-advanced > summary').click();
    await page.selectOption('#node-input-confirm', 'tick');
    await page.fill('#node-input-brake', '10');
    await page.fill('#node-input-cursor', 'second');
    assert.match(await page.locator('.procore-advanced > summary').innerText(), /3 changed/);
    await on.editor.saveDialog();
    const stored = await on.stored(ID.changes);
    const { operation, path, params, scope, strategy, deletes, windowDays, brake, confirm, cursor } = stored;
    assert.deepEqual(
      { operation, path, params, scope, strategy, deletes, windowDays, brake, confirm, cursor },
      {
        operation: 'List RFIs',
        path: '/rest/v1.0/projects/{project_id}/rfis',
        params: [{ name: 'project_id', value: String(on.project.id), type: 'str' }],
        scope: 'call',
        strategy: 'auto',
        deletes: 'auto',
        windowDays: '14',
        brake: '10',
        confirm: 'tick',
        cursor: 'second',
      },
    );
    assert.ok(!('tick' in stored) && !('method' in stored));
    await on.open(ID.changes);
    await way().waitFor();
    assert.equal(await projectField().inputValue(), String(on.project.id));
    await on.editor.saveDialog();
    assert.deepEqual(await on.stored(ID.changes), stored);
  });
});
