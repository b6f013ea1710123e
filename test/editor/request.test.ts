import assert from 'node:assert/strict';
import { describeInBrowser } from '../../testing/browser.js';
import { accessible } from '../support/axe.js';
import { ID, RequestEditor, SECRET } from '../support/request-editor.js';

interface Row {
  readonly name: string;
  readonly value: string;
  readonly type: string;
}

describeInBrowser('the request dialog', function () {
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

  it('keeps an older flow to the letter, and offers its form', async () => {
    for (const id of [ID.free, ID.picked]) {
      const before = await on.stored(id);
      await on.open(id);
      assert.equal(await on.page.locator('#procore-request-offer').isVisible(), id === ID.free);
      assert.equal(await on.page.locator('#procore-request-form').isVisible(), id === ID.picked);
      await on.editor.saveDialog();
      assert.deepEqual(await on.stored(id), before);
      assert.notEqual(await on.page.evaluate(`RED.nodes.node('${id}').changed`), true);
    }
  });

  it('tells of a node of before that it keeps its inputs, and changes it only when told to', async () => {
    const { page } = on;
    await on.open(ID.free);
    assert.ok(await page.locator('#procore-request-inputs').isVisible());
    assert.match(await page.locator('#procore-request-inputs').innerText(), /earlier version/);
    await on.editor.saveDialog();
    assert.equal((await on.stored(ID.free)).messageInputs, 'kept');
    await on.open(ID.free);
    await page.check('#procore-request-inputs-take');
    await on.editor.saveDialog();
    assert.equal((await on.stored(ID.free)).messageInputs, 'taken');
    await on.open(ID.free);
    assert.equal(await page.locator('#procore-request-inputs').isVisible(), false);
    await on.editor.cancelDialog();
  });

  it('marks what is going away or beta, and switches to what to use instead', async () => {
    const { page } = on;
    await on.open(ID.request);
    await page.fill('#procore-operation-search', '/rest/v1.0/locations');
    await on.options.first().waitFor();
    assert.match(await on.firstOption(), /deprecated[\s\S]*superseded by “List Project Locations”/);
    await page.press('#procore-operation-search', 'Enter');
    const card = page.locator('#procore-operation-card');
    assert.match(await card.innerText(), /Procore asks not to use this operation any more\./);
    assert.match(await card.innerText(), /“List Project Locations” has replaced it\./);
    await card.getByRole('button', { name: 'Use “List Project Locations”' }).click();
    assert.equal(await page.inputValue('#node-input-path'), '/rest/v1.0/projects/{project_id}/locations');
    assert.doesNotMatch(await card.innerText(), /replaced it/);
    await on.pick('GET /rest/v2.0/companies/{company_id}/projects/{project_id}/prime_contracts');
    assert.match(await card.innerText(), /in beta: Procore may change it/);
    await card.getByRole('button', { name: 'Use v1.0' }).click();
    assert.equal(await page.inputValue('#node-input-path'), '/rest/v1.0/prime_contracts');
    await on.editor.cancelDialog();
  });

  it('says how an answer comes, as far as that is known', async () => {
    const { page } = on;
    await on.open(ID.request);
    const told: ReadonlyArray<readonly [operation: string, answer: string | undefined]> = [
      ['GET /rest/v1.0/projects/{project_id}/rfis', 'pages of up to 2,000 rows'],
      ['GET /rest/v1.0/companies/{company_id}/projects', 'all rows in one answer'],
      ['GET /rest/v1.0/projects/{project_id}/rfis/{id}', 'one record'],
      ['POST /rest/v1.0/projects/{project_id}/rfis', undefined],
    ];
    for (const [operation, answer] of told) {
      await on.pick(operation);
      const card = await page.locator('#procore-operation-card').innerText();
      assert.equal(/Response\s+(.+)/i.exec(card)?.[1], answer, `${operation}: ${card}`);
    }
    await on.editor.cancelDialog();
  });

  it('asks for the dates of a daily log', async () => {
    const { page } = on;
    await on.open(ID.request);
    await on.pick('/rest/v1.0/projects/{project_id}/manpower_logs');
    await on.field('log_date').waitFor();
    assert.ok(await on.field('start_date').isVisible());
    assert.match(await page.locator('#procore-request-form').innerText(), /entries of today only/);
    await on.editor.cancelDialog();
  });

  it('leads from a search over a form and a trial to rows', async () => {
    const { page, project } = on;
    await on.open(ID.request);
    await page.fill('#procore-operation-search', 'list rfi');
    const first = await on.firstOption();
    assert.match(
      first,
      /GET\s+List RFIs\s+v1\.0\s+RFI › RFIs\s+\/rest\/v1\.0\/projects\/\{project_id\}\/rfis/,
    );
    await page.press('#procore-operation-search', 'Enter');

    const card = await page.locator('.procore-card').innerText();
    assert.match(card, /RFI, Read Only \(estimated\)/);
    assert.match(card, /5 requests per 10,000 rows/);
    assert.equal(await page.inputValue('#node-input-path'), '/rest/v1.0/projects/{project_id}/rfis');
    const labels = await page.locator('#procore-request-form label:visible').allInnerTexts();
    assert.deepEqual(labels, ['Project*']);
    assert.match(
      await page.locator('#procore-request-form').innerText(),
      /Options \(\d+\)\s+Filters \(\d+\)/,
    );

    await page.click('#procore-try');
    assert.match(await page.locator('#procore-try-unknown').innerText(), /project_id/);

    await on.field('project_id').getByRole('button', { name: 'Project: pick from a list' }).click();
    await page.fill('.procore-choices-search', project.name);
    await page.locator('.procore-choices-list [role="option"]').first().waitFor();
    await page.press('.procore-choices-search', 'Enter');
    assert.match(await page.locator('#procore-request-form').innerText(), new RegExp(project.name));

    const result = await on.tryIt();
    assert.match(
      await result.innerText(),
      /HTTP 200\s+[\d,]+ ms\s+first 20 of 30 rows\s+[\d,]+ of [\d,]+ requests left/,
    );
    assert.equal(await result.locator('tbody tr').count(), 20);
    await result.getByRole('button', { name: 'JSON' }).click();
    assert.equal(JSON.parse(await result.getByRole('region', { name: 'JSON' }).innerText()).length, 20);
    const asked = on.calls.at(-1);
    assert.equal(asked?.path, `/rest/v1.0/projects/${project.id}/rfis`);

    await on.editor.saveDialog();
    const { operation, params, paging } = await on.stored(ID.request);
    assert.equal(operation, 'List RFIs');
    assert.deepEqual(params, [{ name: 'project_id', value: String(project.id), type: 'str' }]);
    assert.equal(paging, 'all');
    await page.locator('#red-ui-header-button-deploy').click();
    await page.getByText('Successfully deployed').waitFor();
    await on.nodeRed.inject(ID.start);
    const [shown] = await on.nodeRed.shown(1);
    assert.ok(Array.isArray(shown?.value) && shown.value.length === 30);
  });

  it('keeps what was filled in where another operation has the same fields', async () => {
    const { page } = on;
    await on.open(ID.picked);
    await page.locator('#procore-request-form summary', { hasText: 'Filters' }).waitFor();
    const updated = on.field('filters[updated_at]').locator('input[type="date"]');
    await updated.first().fill('2026-01-31');
    await on.pick('/rest/v1.1/projects/{project_id}/submittals');
    await page.locator('.procore-card-name', { hasText: 'Submittals' }).waitFor();
    assert.equal(await updated.first().inputValue(), '2026-01-31');
    assert.equal(await on.field('project_id').locator('input:visible').inputValue(), String(on.project.id));
    await on.editor.saveDialog();
    const params = (await on.stored<{ params: Row[] }>(ID.picked)).params;
    const range = { name: 'filters[updated_at]', value: '2026-01-31...2100-01-01', type: 'str' };
    assert.deepEqual(
      params.find(({ name }) => name === range.name),
      range,
    );
    await on.open(ID.picked);
    assert.equal(await updated.first().inputValue(), '2026-01-31');
    await on.editor.cancelDialog();
  });

  it('completes a free path, and takes its values over into the form', async () => {
    const { page, project } = on;
    await on.open(ID.free);
    await page.locator('#node-input-path').pressSequentially('x');
    await page.fill('#node-input-path', '/rest/v1.0/projects/{project_id}/rf');
    const completions = await page
      .locator('#procore-request-paths option')
      .evaluateAll((options) => options.map((option) => (option as unknown as { value: string }).value));
    assert.ok(completions.includes('/rest/v1.0/projects/{project_id}/rfis/{id}'), completions.join());
    await page.fill('#node-input-path', `/rest/v1.0/projects/${project.id}/rfis`);
    await page.press('#node-input-path', 'Tab');
    assert.match(await page.locator('#procore-request-offer').innerText(), /This is “List RFIs”/);
    await page.locator('#procore-request-offer button').click();
    assert.equal(await page.inputValue('#node-input-path'), '/rest/v1.0/projects/{project_id}/rfis');
    await on.field('project_id').waitFor();
    await page.click('.procore-card [aria-label="Clear"]');
    const names = await page
      .locator('.procore-param-name')
      .evaluateAll((fields) => fields.map((field) => (field as unknown as { value: string }).value));
    assert.deepEqual(names, ['project_id', 'filters[status]', 'search']);
    await on.editor.cancelDialog();
  });

  it('only describes a write, whatever is pressed', async () => {
    const { page, project } = on;
    const before = on.calls.length;
    await on.open(ID.request);
    await on.pick('POST create rfi');
    const subject = on.field('rfi.subject').locator('input:visible');
    await subject.fill('Beam');
    const result = await on.tryIt();
    const text = await result.innerText();
    assert.match(
      text,
      new RegExp(`POST http://127\\.0\\.0\\.1:\\d+/rest/v1\\.0/projects/${project.id}/rfis`),
    );
    assert.match(text, /"rfi": \{\s+"subject": "Beam"/);
    assert.match(await page.locator('#procore-try-state').innerText(), /also requires: .*rfi\.question/);
    assert.doesNotMatch(text, /authorization|bearer/i);
    assert.match(await page.locator('#procore-try-state').innerText(), /Nothing was sent/);
    assert.equal(on.calls.length, before);
    await on.editor.cancelDialog();
  });

  it('tells why a trial was refused', async () => {
    await on.open(ID.picked);
    await on.pick('list rfis');
    const id = on.field('project_id').locator('input:visible');
    await id.fill('1');
    await id.press('Tab');
    const text = await (await on.tryIt()).innerText();
    assert.match(text, /404/);
    assert.match(text, /Who can fix this: /);
    await on.editor.cancelDialog();
  });

  it('is worked from the search to Done by keys alone', async () => {
    const { page, project } = on;
    await on.open(ID.free);
    const inFocus = () =>
      page.evaluate('document.activeElement.id || document.activeElement.className') as Promise<string>;
    const tabTo = async (id: string) => {
      for (let at = 0; at < 40 && (await inFocus()) !== id; at++) await page.keyboard.press('Tab');
      assert.equal(await inFocus(), id);
    };
    await page.focus('#node-input-name');
    await tabTo('procore-operation-search');
    await page.keyboard.type('show rfi');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Escape');
    assert.equal(await on.options.first().isVisible(), false);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.match(await page.locator('.procore-card-name').innerText(), /Show RFI/);
    // The first required field that is empty: project_id is set to a property of the message.
    assert.match(await inFocus(), /^procore-field-/);
    await page.keyboard.type(String(project.id));
    await tabTo('procore-try');
    await page.keyboard.press('Enter');
    await page.locator('#procore-try-unknown input').first().waitFor();
    await page.keyboard.type(String(project.id));
    await page.keyboard.press('Enter');
    await page.locator('#procore-try-result > *').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.red-ui-tray', { state: 'detached' });
    assert.equal((await on.stored(ID.free)).operation, 'Show RFI');
  });

  it('browses by tool with the arrow keys', async () => {
    const { page } = on;
    await on.open(ID.free);
    await page.focus('#procore-operation-browse');
    await page.keyboard.press('Enter');
    for (let level = 0; level < 3; level++) {
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
    }
    const name = await page.locator('[role="treeitem"]:focus .procore-tree-name').innerText();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.procore-card-name').innerText(), name);
    await on.editor.cancelDialog();
  });

  it('shows the list of a keystroke within 16 ms', async () => {
    await on.open(ID.request);
    // The best of three rounds: what else the machine does at the time is no part of it.
    const rounds = (await on.page.evaluate(`[1, 2, 3].map(() => {
      const input = document.getElementById('procore-operation-search');
      const list = document.getElementById('procore-operation-results');
      const times = [];
      for (const text of ${JSON.stringify(TYPED)}) {
        for (let end = 1; end <= text.length; end++) {
          const start = performance.now();
          input.value = text.slice(0, end);
          input.dispatchEvent(new Event('input'));
          void list.offsetHeight;
          times.push(performance.now() - start);
        }
      }
      times.sort((a, b) => a - b);
      return { typed: times.length, p95: times[Math.floor(times.length * 0.95)] };
    })`)) as Array<{ typed: number; p95: number }>;
    const p95 = Math.min(...rounds.map((round) => round.p95));
    assert.ok(rounds.every(({ typed }) => typed > 100));
    assert.ok(p95 <= 16, `95 % of the keystrokes within ${p95.toFixed(1)} ms`);
    await on.editor.cancelDialog();
  });

  it('has no serious finding of axe-core', async () => {
    const { page } = on;
    await on.open(ID.picked);
    await on.pick('list rfis');
    await page.locator('#procore-request-form summary', { hasText: 'Filters' }).click();
    await on.tryIt();
    await page.click('#procore-operation-browse');
    await page.fill('#procore-operation-search', 'submittals');
    await on.options.first().waitFor();
    await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
    await on.editor.cancelDialog();
  });
});

/** What people type, letter by letter. */
const TYPED = [
  'list rfis',
  'create punch item',
  'submittals',
  'POST commitment change order',
  '/rest/v1.0/projects',
  'daily log weather',
  'budget line items',
];
