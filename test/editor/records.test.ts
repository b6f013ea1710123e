import assert from 'node:assert/strict';
import { datesFrom, systemCalendar } from '../../src/catalogue/calendar.js';
import { describeInBrowser } from '../../testing/browser.js';
import { accessible } from '../support/axe.js';
import { ID, RequestEditor, SECRET } from '../support/request-editor.js';
import { until } from '../support/until.js';

interface Stored {
  readonly params: ReadonlyArray<{ readonly name: string; readonly value: string; readonly type: string }>;
  readonly names?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
interface Rfi {
  readonly assignees: ReadonlyArray<{ readonly id: number }>;
}

describeInBrowser('records by name in the request dialog', function () {
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

  const choose = (name: string) =>
    on
      .field(name)
      .getByRole('button', { name: /: pick from a list/ })
      .click();
  const options = () => on.page.locator('.procore-choices-list [role="option"]');
  const names = (name: string) => on.field(name).locator('.procore-record').allInnerTexts();
  const openRfis = async () => {
    await on.open(ID.request);
    if (!(await on.page.locator('#procore-request-form').isVisible())) {
      await on.pick('list rfi');
      await on.field('project_id').locator('input:visible').fill(String(on.project.id));
      await on.page.locator('#procore-request-form summary', { hasText: 'Filters' }).click();
    }
    await on.field('filters[assigned_id]').waitFor();
  };

  it('asks for the project first, where the list of a field needs it', async () => {
    const { page } = on;
    await on.open(ID.request);
    await on.pick('/rest/v1.0/projects/{project_id}/rfis/{id}');
    await on.field('id').waitFor();
    await choose('id');
    assert.match(await page.locator('#procore-request-form').innerText(), /Enter this first: Project\./);
    assert.equal(await options().count(), 0);
    const focused = await page.evaluate(
      `document.activeElement.closest('.procore-field')?.querySelector('[data-param]')?.dataset.param`,
    );
    assert.equal(focused, 'project_id');
    await on.editor.cancelDialog();
  });

  it('picks two assignees by name, keeps them over reopening without a request, and sends their ids', async () => {
    const { page } = on;
    await openRfis();
    await choose('filters[assigned_id]');
    await options().first().waitFor();
    await accessible(page, '.procore-choices');
    await page.press('.procore-choices-search', 'Enter');
    await page.press('.procore-choices-search', 'ArrowDown');
    await page.press('.procore-choices-search', 'Enter');
    assert.equal(await page.locator('.procore-choices-list [aria-checked="true"]').count(), 2);
    await page.press('.procore-choices-search', 'Escape');
    const picked = await names('filters[assigned_id]');
    assert.equal(picked.length, 2);
    assert.ok(
      picked.every((name) => /^\p{L}/u.test(name)),
      picked.join(),
    );
    await on.editor.saveDialog();

    const { params, names: stored = {} } = await on.stored<Stored>(ID.request);
    const row = params.find(({ name }) => name === 'filters[assigned_id]');
    const ids = JSON.parse(row?.value ?? '[]') as string[];
    assert.equal(ids.length, 2);
    assert.deepEqual(Object.keys(stored['filters[assigned_id]'] ?? {}).sort(), [...ids].sort());
    const before = on.calls.length;
    await openRfis();
    assert.deepEqual(await names('filters[assigned_id]'), picked);
    await on.editor.cancelDialog();
    assert.equal(on.calls.length, before);

    await page.locator('#red-ui-header-button-deploy').click();
    await page.getByText('Successfully deployed').waitFor();
    assert.match((await page.locator(`[id="${ID.request}"]`).textContent()) ?? '', /List RFIs · /);
    await until(() => injected(on));
    const [shown] = await on.nodeRed.shown(1);
    const rows = shown?.value as Rfi[];
    assert.ok(rows.length > 0 && rows.length < 30, String(rows.length));
    for (const { assignees } of rows) {
      assert.ok(
        assignees.some(({ id }) => ids.includes(String(id))),
        JSON.stringify(assignees),
      );
    }
  });

  it('takes one picked record back, and then sends one id as the specification declares it', async () => {
    await openRfis();
    await on
      .field('filters[assigned_id]')
      .getByRole('button', { name: /^Remove / })
      .first()
      .click();
    assert.equal((await names('filters[assigned_id]')).length, 1);
    await on.editor.saveDialog();
    const { params, names: stored = {} } = await on.stored<Stored>(ID.request);
    const row = params.find(({ name }) => name === 'filters[assigned_id]');
    assert.equal(row?.type, 'str');
    assert.deepEqual(Object.keys(stored['filters[assigned_id]'] ?? {}), [row?.value]);
  });

  it('keeps a picked person, with the name, for an operation that has another list of the same people', async () => {
    const { page } = on;
    const CREATOR = 'filters[created_by_id]';
    const openFilters = async (path: string) => {
      await on.pick(path);
      await page.evaluate("$('#procore-request-form details').prop('open', true)");
      await on.field(CREATOR).waitFor();
    };
    await on.open(ID.request);
    await openFilters('GET /rest/v1.0/projects/{project_id}/documents');
    await on.field('project_id').locator('input:visible').fill(String(on.project.id));
    await choose(CREATOR);
    await options().first().waitFor();
    await page.press('.procore-choices-search', 'Enter');
    await page.press('.procore-choices-search', 'Escape');
    const picked = await names(CREATOR);
    assert.equal(picked.length, 1);
    await openFilters('GET /rest/v1.0/projects/{project_id}/checklist/lists');
    assert.match(await page.innerText('#procore-operation-card'), /List Checklists/);
    assert.deepEqual(await names(CREATOR), picked);
    await on.editor.cancelDialog();
  });

  it('shows the failure of a list, and takes an id that is typed', async () => {
    const { page } = on;
    await openRfis();
    await choose('filters[ball_in_court_id]');
    await options().first().waitFor();
    await page.fill('.procore-choices-search', '77123');
    assert.match(await options().first().innerText(), /77123\s+use this ID/);
    await page.press('.procore-choices-search', 'Enter');
    await page.press('.procore-choices-search', 'Escape');
    assert.deepEqual(await names('filters[ball_in_court_id]'), ['77123']);
    await on.editor.cancelDialog();
  });

  it('keeps a period that moves, says what it means in Node-RED’s time zone, and filters by it', async () => {
    const { page } = on;
    await openRfis();
    const field = on.field('filters[created_at]');
    await field.locator('select').selectOption('last # days');
    await field.locator('input[type="number"]').fill('30');
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const meant = datesFrom('last 30 days', 'days', 'x', systemCalendar());
    assert.match(await field.innerText(), new RegExp(`now ${meant.replace('...', ' – ')} .*${zone}`));
    assert.equal(await field.locator('input[type="date"]').first().isVisible(), false);
    await on.editor.saveDialog();
    const { params } = await on.stored<Stored>(ID.request);
    const row = { name: 'filters[created_at]', value: 'last 30 days', type: 'days' };
    assert.deepEqual(
      params.find(({ name }) => name === row.name),
      row,
    );
    await openRfis();
    assert.equal(await field.locator('select').inputValue(), 'last # days');
    assert.equal(await field.locator('input[type="number"]').inputValue(), '30');
    await on.tryIt();
    assert.equal(on.calls.at(-1)?.query['filters[created_at]'], meant);
    await on.editor.cancelDialog();

    await page.locator('#red-ui-header-button-deploy').click();
    // The message of the deployment before may still be shown, so that the flow of before may answer first.
    const asked = on.calls.length;
    await until(async () => {
      await injected(on);
      return on.calls.slice(asked).some(({ query }) => query['filters[created_at]'] === meant);
    });
  });

  it('takes a day in words for the date of a daily log', async () => {
    const { page } = on;
    await on.open(ID.free);
    await on.pick('/rest/v1.0/projects/{project_id}/manpower_logs');
    const field = on.field('log_date');
    await field.locator('select').selectOption('yesterday');
    await on.editor.saveDialog();
    const { params } = await on.stored<Stored>(ID.free);
    assert.deepEqual(
      params.find(({ name }) => name === 'log_date'),
      { name: 'log_date', value: 'yesterday', type: 'day' },
    );
    await on.open(ID.free);
    assert.equal(await field.locator('select').inputValue(), 'yesterday');
    await accessible(page, '#procore-request-form', ['.red-ui-typedInput-container']);
    await on.editor.cancelDialog();
  });
});

/** Starts the flow. Node-RED says that it is deployed before the flows have started. */
function injected({ nodeRed }: RequestEditor): Promise<boolean> {
  return nodeRed.inject(ID.start).then(
    () => true,
    () => false,
  );
}
