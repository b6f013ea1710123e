import assert from 'node:assert/strict';
import type { Locator, Route } from 'playwright-core';
import { describeInBrowser } from '../../testing/browser.js';
import { accessible } from '../support/axe.js';
import { ID, RequestEditor } from '../support/request-editor.js';

interface Row {
  readonly name: string;
  readonly value: string;
  readonly type: string;
}

interface Stored {
  readonly body: string;
  readonly bodyType: string;
  readonly bodyRows?: readonly Row[];
}

describeInBrowser('the body of a request as a form', function () {
  this.timeout(90_000);
  let on: RequestEditor;
  before(async () => {
    on = await RequestEditor.start();
    await on.page.setViewportSize({ width: 1400, height: 1300 });
  });
  after(() => on?.stop());
  afterEach(() => assert.deepEqual(on.editor.errors, []));

  const form = () => on.page.locator('#procore-request-body-form');
  const createRfi = async () => {
    await on.open(ID.request);
    await on.pick('POST create rfi');
    await form().locator('fieldset').first().waitFor();
  };
  /** Enters a text in a field as somebody types it. */
  const type = async (name: string, text: string) => {
    const input = on.field(name).locator('input:visible');
    await input.fill(text);
    await input.press('Tab');
  };
  /** Picks the first records of a field's list. */
  const pickFirst = async (name: string, count: number) => {
    const { page } = on;
    await on
      .field(name)
      .getByRole('button', { name: /: pick from a list/ })
      .click();
    await page.locator('.procore-choices-list [role="option"]').first().waitFor();
    for (let picked = 0; picked < count; picked++) {
      if (picked > 0) await page.press('.procore-choices-search', 'ArrowDown');
      await page.press('.procore-choices-search', 'Enter');
    }
    await page.press('.procore-choices-search', 'Escape');
  };
  const namesIn = (name: string) => on.field(name).locator('.procore-record').allInnerTexts();
  /** Chooses another kind of value in a typed input. */
  const chooseType = async (input: Locator, label: string) => {
    await input.locator('.red-ui-typedInput-type-select').first().click();
    await on.page.locator('.red-ui-typedInput-options:visible a', { hasText: label }).first().click();
  };
  const chooseView = (label: string) => chooseType(on.page.locator('#procore-request-body'), label);
  const addField = async (group: string, text: string) => {
    await on.page.getByRole('button', { name: `Add field to ${group}`, exact: true }).click();
    await on.page.fill('.procore-choices-search', text);
    await on.page.locator('.procore-choices-list [role="option"]').first().waitFor();
    await on.page.press('.procore-choices-search', 'Enter');
  };
  /** The text in the code editor of the body. */
  const json = async (): Promise<string> => {
    await on.page.locator('#procore-request-body-editor .view-line').first().waitFor();
    return (await on.page.evaluate(`monaco.editor.getModels().at(-1).getValue()`)) as string;
  };
  const writeJson = (text: string) =>
    on.page.evaluate(`monaco.editor.getModels().at(-1).setValue(${JSON.stringify(text)})`);
  const ask = async (path: string) => {
    const { loginUrl, apiUrl, clientId, companies } = on.simulator;
    const token = await fetch(`${loginUrl}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: on.simulator.clientSecret,
      }),
    });
    const { access_token: bearer } = (await token.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${bearer}`, 'procore-company-id': String(companies[0]?.id) };
    return (await fetch(`${apiUrl}${path}`, { headers })).json();
  };
  const stored = () => on.stored<Stored & Record<string, unknown>>(ID.request);

  it('begins with the required fields, marked, and says that the payload is used', async () => {
    await createRfi();
    const labels = await form().locator('label:visible, legend:visible').allInnerTexts();
    assert.deepEqual(
      labels.map((label) => label.toLowerCase()),
      ['rfi*', 'subject*', 'assignees*', 'rfi manager*', 'question*', 'body*'],
    );
    assert.equal(await on.field('rfi.subject').locator('[aria-required="true"]').count(), 1);
    assert.match(await form().innerText(), /msg\.payload is sent as the body/);
    await type('rfi.subject', 'Beam');
    assert.match(
      await form().innerText(),
      /also requires: rfi\.assignee_ids, rfi\.rfi_manager_id, rfi\.question/,
    );
    await on.editor.cancelDialog();
  });

  // Node-RED's code editor takes a second to start, and throws if it is closed before that.
  const codeEditors = () => on.page.locator('#procore-request-body-editor .monaco-editor').count();
  /** The editor's next question for the shape of a body, which is answered when the test goes on with it. */
  const nextShape = () =>
    new Promise<Route>((resolve) => void on.page.route('**/procore/catalogue/body?*', resolve, { times: 1 }));

  it('makes no code editor for an operation that is picked, while it is not known whether the body is a form', async () => {
    const asked = nextShape();
    await on.open(ID.request);
    await on.pick('POST create rfi');
    const route = await asked;
    assert.equal(await codeEditors(), 0);
    await route.continue();
    await form().locator('fieldset').first().waitFor();
    assert.equal(await codeEditors(), 0);
    await on.editor.cancelDialog();
  });

  it('gets the shape of its own body only, and nothing for what is none', async () => {
    const shape = async (query: string) => {
      const response = await fetch(`${on.nodeRed.url}/procore/catalogue/body?${query}`);
      return (await response.json()) as { body?: object; error?: { code: string } };
    };
    const path = '/rest/v1.0/projects/{project_id}/rfis';
    assert.deepEqual(Object.keys((await shape(`method=POST&path=${path}`)).body ?? {}), ['rfi!']);
    for (const query of [
      '',
      `method=GET&path=${path}`,
      'method=POST&method=PUT&path=a&path=b',
      'path=__proto__',
    ]) {
      assert.deepEqual(await shape(query), {});
    }
    assert.ok((await shape('method[toString]=x&path=y')).error);
  });

  it('stores nothing if nothing was entered', async () => {
    await createRfi();
    await on.editor.saveDialog();
    const { body, bodyType, bodyRows } = await stored();
    assert.deepEqual([body, bodyType, bodyRows], ['', 'json', undefined]);
  });

  it('is filled in, goes through JSON and back, is sent, and is read back', async () => {
    const { page, project } = on;
    const people = (await ask(`/rest/v1.0/projects/${project.id}/users`)) as Array<{ id: number }>;
    const [manager] = people.map(({ id }) => id);
    await createRfi();
    const id = on.field('project_id').locator('input:visible');
    await id.fill(String(project.id));
    await type('rfi.subject', 'Beam clashes with duct');
    await type('rfi.rfi_manager_id', String(manager));
    await chooseType(on.field('rfi.question.body'), 'msg.');
    await type('rfi.question.body', 'topic');
    await pickFirst('rfi.assignee_ids', 2);
    const assignees = await namesIn('rfi.assignee_ids');
    assert.equal(assignees.length, 2);
    await addField('RFI', 'due date');
    await on.field('rfi.due_date').locator('input[type="date"]').fill('2026-12-24');
    await addField('RFI', 'private');
    await on.field('rfi.private').locator('input[type="checkbox"]').check();

    await chooseView('JSON');
    const written = JSON.parse(await json()) as { rfi: Record<string, unknown> };
    const ids = written.rfi.assignee_ids as number[];
    assert.equal(ids.filter((each) => people.some((person) => person.id === each)).length, 2);
    assert.deepEqual(written, {
      rfi: {
        subject: 'Beam clashes with duct',
        rfi_manager_id: manager,
        question: {},
        assignee_ids: ids,
        due_date: '2026-12-24',
        private: true,
      },
    });
    assert.equal(
      await page.locator('#procore-request-body-rows').innerText(),
      'rfi.question.body = msg.topic',
    );
    Object.assign(written.rfi, { own_key: { deep: [1] } });
    await writeJson(JSON.stringify(written));
    await chooseView('Form');
    assert.match(await form().innerText(), /Procore’s reference does not have this key/);
    assert.equal(await on.field('rfi.question.body').locator('input:visible').inputValue(), 'topic');
    assert.deepEqual(await namesIn('rfi.assignee_ids'), assignees);

    await on.editor.saveDialog();
    const before = await stored();
    assert.deepEqual(JSON.parse(before.body), written);
    assert.deepEqual(before.bodyRows, [{ name: 'rfi.question.body', value: 'topic', type: 'msg' }]);

    await on.open(ID.request);
    await form().locator('fieldset').first().waitFor();
    assert.equal(await on.field('rfi.own_key').locator('input:visible').inputValue(), '{"deep":[1]}');
    await page.locator('.procore-try-bar button').click();
    await page.locator('#procore-try-unknown input').first().fill('How deep?');
    await page.click('#procore-try');
    await page.locator('#procore-try-result', { hasText: 'How deep?' }).waitFor();
    assert.match(
      await page.locator('#procore-try-result').innerText(),
      /"question": \{\s+"body": "How deep\?"/,
    );
    await on.editor.saveDialog();
    assert.deepEqual(await stored(), before);

    await page.evaluate(`RED.nodes.node('${ID.start}').props = [{ p: 'topic', vt: 'str' }];
      RED.nodes.node('${ID.start}').topic = 'May we cut it?';
      RED.nodes.node('${ID.start}').changed = true; RED.nodes.dirty(true)`);
    await page.locator('#red-ui-header-button-deploy').click();
    await page.getByText('Successfully deployed').waitFor();
    await on.nodeRed.inject(ID.start);
    const [warned] = await on.nodeRed.shown(1, [ID.request]);
    assert.match(String(warned?.value), /does not have these keys .*: rfi\.own_key\./);
    const [shown] = await on.nodeRed.shown(1, [ID.shown]);
    const { id: made } = (shown ?? assert.fail()).value as { id: number };
    const rfi = (await ask(`/rest/v1.0/projects/${project.id}/rfis/${made}`)) as Record<string, unknown>;
    assert.equal(rfi.subject, 'Beam clashes with duct');
    assert.equal(rfi.due_date, '2026-12-24');
    assert.match(JSON.stringify(rfi.questions), /May we cut it\?/);
    assert.equal((rfi.assignees as object[]).length, 2);
  });

  it('has rows for a list of objects, and takes the list from the message as a whole', async () => {
    const { page } = on;
    await on.open(ID.request);
    await on.pick('PATCH /rest/v1.0/vendors/sync');
    const list = form().locator('fieldset', { hasText: 'Updates' });
    await list.getByRole('button', { name: 'Add row' }).click();
    await list.getByRole('button', { name: 'Add row' }).click();
    await list.getByRole('button', { name: 'Add row' }).click();
    const rows = list.getByRole('group', { name: /^Updates \d$/ });
    assert.equal(await rows.count(), 3);
    for (const index of [0, 1, 2]) {
      await rows.nth(index).getByRole('button', { name: 'Add field' }).first().click();
      await page.fill('.procore-choices-search', 'city');
      await page.locator('.procore-choices-list [role="option"]').first().waitFor();
      await page.press('.procore-choices-search', 'Enter');
      await on.field(`updates[${index}].city`).locator('input:visible').fill(`City ${index}`);
    }
    await page.getByRole('button', { name: 'Remove Updates 2' }).click();
    assert.equal(await rows.count(), 2);
    await chooseView('JSON');
    const { updates } = JSON.parse(await json());
    assert.deepEqual(updates, [{ city: 'City 0' }, { city: 'City 2' }]);
    await chooseView('Form');
    await chooseType(list, 'msg.');
    await on.editor.saveDialog();
    assert.deepEqual((await stored()).bodyRows, [{ name: 'updates', value: 'payload', type: 'msg' }]);
  });

  it('leaves JSON that is none in the code editor, and says why', async () => {
    const { page } = on;
    await createRfi();
    await chooseView('JSON');
    await json();
    await writeJson('{"rfi":');
    await chooseView('Form');
    assert.match(await page.locator('#procore-request-body-problem').innerText(), /cannot show this JSON/);
    assert.equal(await json(), '{"rfi":');
    await on.editor.cancelDialog();
  });

  it('is worked by keys alone, and tells screen readers what its fields are', async () => {
    const { page } = on;
    await createRfi();
    await addField('RFI', 'schedule impact');
    await addField('RFI', 'custom field');
    await page.getByLabel('ID of the custom field').fill('598134');
    await page.keyboard.press('Enter');
    await on.field('rfi.custom_field_598134').waitFor();
    const inFocus = () => page.evaluate(`document.activeElement.closest('.procore-field')?.innerText ?? ''`);
    assert.match(String(await inFocus()), /Custom field 598134/);
    await page.keyboard.type('blue');
    await page.keyboard.press('Shift+Tab');
    await chooseView('JSON');
    assert.deepEqual(JSON.parse(await json()), { rfi: { custom_field_598134: 'blue' } });
    await chooseView('Form');
    await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
    await on.editor.cancelDialog();
  });

  it('offers the custom fields of the company by their labels, and shows the label again', async () => {
    const { page } = on;
    const { id: company } = on.simulator.companies[0] ?? assert.fail();
    const [first] = (await ask(`/rest/v1.1/companies/${company}/custom_field_definitions`)) as Array<{
      readonly id: number;
      readonly label: string;
    }>;
    assert.ok(first?.label);
    const { id, label } = first;
    await createRfi();
    await addField('RFI', 'custom field');
    await page.getByRole('button', { name: 'Custom field: pick from a list' }).click();
    await page.fill('.procore-choices-search', label);
    await page.locator('.procore-choices-list [role="option"]', { hasText: label }).first().waitFor();
    await page.press('.procore-choices-search', 'Enter');
    const name = `rfi.custom_field_${id}`;
    await on.field(name).waitFor();
    assert.equal(await form().locator('label', { hasText: label }).getAttribute('title'), name);
    assert.equal(await page.getByLabel('ID of the custom field').count(), 0);
    await page.keyboard.type('blue');
    await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
    await on.editor.saveDialog();
    assert.deepEqual(JSON.parse((await stored()).body), { rfi: { [`custom_field_${id}`]: 'blue' } });
    await on.open(ID.request);
    await form().locator('label', { hasText: label }).waitFor();
    await on.editor.cancelDialog();
  });

  it('makes no code editor for a stored form either', async () => {
    assert.equal((await stored()).method, 'POST');
    const asked = nextShape();
    await on.editor.openDialog(ID.request);
    const route = await asked;
    assert.equal(await codeEditors(), 0);
    await route.continue();
    await form().locator('fieldset').first().waitFor();
    assert.equal(await codeEditors(), 0);
    await on.editor.cancelDialog();
  });

  const STORED = {
    method: 'POST',
    path: '/rest/v1.0/projects/{project_id}/rfis',
    operation: 'Create RFI',
    body: '{"rfi":{"question":{"body":"Which?"}}}',
    bodyType: 'json',
  };
  const SUBJECT = { name: 'rfi.subject', value: 'payload.subject', type: 'msg' };
  /** Opens a stored request while Node-RED answers in this way when it is asked for the shape of a body. */
  const openAs = async (rows: readonly Row[], answer: { status: number; body: string }) => {
    const { page } = on;
    const node = JSON.stringify({ ...STORED, bodyRows: rows });
    await page.evaluate(`Object.assign(RED.nodes.node('${ID.request}'), ${node})`);
    await page.route('**/procore/catalogue/body?*', (route) =>
      route.fulfill({ ...answer, contentType: 'application/json' }),
    );
    const answered = page.waitForResponse('**/procore/catalogue/body?*');
    await on.open(ID.request);
    await answered;
    await page.unroute('**/procore/catalogue/body?*');
  };
  const problem = () => on.page.locator('#procore-request-body-problem:visible');
  const rowsBeside = () => on.page.locator('#procore-request-body-rows').innerText();

  const refused = {
    code: 'PROCORE_STATE',
    cause: 'The shapes cannot be read.',
    fix: 'Install again.',
    who: '',
  };
  for (const [what, answer, reason] of [
    ['an error of the server', { status: 500, body: '{}' }, /could not be read/],
    ['a refusal', { status: 200, body: JSON.stringify({ error: refused }) }, /The shapes cannot be read\./],
    ['something else', { status: 200, body: 'null' }, /could not be read/],
  ] as const) {
    it(`stays JSON with its rows, and says why, if its shape is answered with ${what}`, async () => {
      await openAs([SUBJECT], answer);
      await problem().waitFor();
      assert.match(await problem().innerText(), reason);
      assert.deepEqual(JSON.parse(await json()), JSON.parse(STORED.body));
      assert.equal(await rowsBeside(), 'rfi.subject = msg.payload.subject');
      await writeJson('{"rfi":{"private":true}}');
      await on.editor.saveDialog();
      const { body, bodyType, bodyRows } = await stored();
      assert.deepEqual([body, bodyType, bodyRows], ['{"rfi":{"private":true}}', 'json', [SUBJECT]]);
    });
  }

  it('opens no form of keys if a value from elsewhere stands deeper than a key', async () => {
    await openAs([SUBJECT], { status: 200, body: '{}' });
    await problem().waitFor();
    assert.match(await problem().innerText(), /rfi\.subject comes from elsewhere/);
    assert.equal(await form().locator('*').count(), 0);
    assert.deepEqual(JSON.parse(await json()), JSON.parse(STORED.body));
    assert.equal(await rowsBeside(), 'rfi.subject = msg.payload.subject');
    await on.editor.saveDialog();
    assert.deepEqual((await stored()).bodyRows, [SUBJECT]);
    // Without it there is one.
    await openAs([SUBJECT], { status: 200, body: '{}' });
    await problem().waitFor();
    await on.page.getByRole('button', { name: 'Remove rfi.subject' }).click();
    await chooseView('Form');
    await on.field('rfi').waitFor();
    await on.editor.saveDialog();
    const { body, bodyRows } = await stored();
    assert.deepEqual([JSON.parse(body), bodyRows], [JSON.parse(STORED.body), []]);
    // The whole key may come from elsewhere.
    const whole = { ...SUBJECT, name: 'rfi' };
    await openAs([whole], { status: 200, body: '{}' });
    await on.field('rfi').waitFor();
    assert.equal(await problem().count(), 0);
    await on.editor.saveDialog();
    assert.deepEqual((await stored()).bodyRows, [whole]);
  });
});
