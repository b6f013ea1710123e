import assert from 'node:assert/strict';
import { describeInBrowser } from '../../testing/browser.js';
import { accessible } from '../support/axe.js';
import { ID, RequestEditor, SECRET } from '../support/request-editor.js';

describeInBrowser('what a request covers, in its dialog', function () {
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

  const covers = (words: RegExp) => on.page.locator('#procore-scope-covers', { hasText: words }).waitFor();

  it('is this call, unless somebody chooses otherwise', async () => {
    await on.open(ID.picked);
    assert.equal(await on.page.inputValue('#node-input-scope'), 'call');
    assert.equal(await on.page.locator('.procore-scope-more').isVisible(), false);
    await on.editor.cancelDialog();
  });

  it('is counted as soon as it is chosen, and stored as it was chosen', async () => {
    const { page } = on;
    const projects = on.simulator.companies
      .filter(({ installed }) => installed)
      .map((company) => company.projects.filter(({ permitted }) => permitted));
    const [first = []] = projects;
    const active = first.filter((project) => project.active);
    await on.open(ID.request);
    await on.pick('/rest/v1.0/projects/{project_id}/rfis');
    await on.field('project_id').waitFor();
    await page.selectOption('#node-input-scope', 'companies');
    await covers(
      new RegExp(`all ${projects.flat().length} projects now, about ${projects.flat().length + 2} requests`),
    );
    assert.equal(await on.field('project_id').isVisible(), false);
    await page.selectOption('#procore-scope-which', 'active');
    const allActive = projects.flat().filter((project) => project.active);
    await covers(new RegExp(`${allActive.length} of ${projects.flat().length} projects`));
    await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
    await on.editor.saveDialog();
    const { scope, scopeFilter, scopeFilterType, tagRows } = (await on.stored(ID.request)) as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      [scope, scopeFilter, scopeFilterType, tagRows],
      ['companies', '{"active":true}', 'json', true],
    );
    assert.ok(active.length < first.length);

    await on.open(ID.request);
    assert.equal(await page.inputValue('#procore-scope-which'), 'active');
    await covers(new RegExp(`${allActive.length} of`));
    await page.selectOption('#node-input-scope', 'call');
    assert.ok(await on.field('project_id').isVisible());
    await on.editor.cancelDialog();
  });

  it('is not offered for a write', async () => {
    const { page } = on;
    await on.open(ID.request);
    await page.evaluate("$('#node-input-method').val('POST').trigger('change')");
    assert.equal(await page.locator('.procore-scope').isVisible(), false);
    assert.equal(await page.locator('.procore-scope-more').isVisible(), false);
    await on.editor.cancelDialog();
  });
});
