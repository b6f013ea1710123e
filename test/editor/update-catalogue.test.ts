import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Operation } from '../../src/catalogue/operation.js';
import { describeInBrowser } from '../../testing/browser.js';
import { documentOf } from '../../testing/catalogue/openapi-document.js';
import { type ReferenceAnswer, referenceAnswers } from '../../testing/catalogue/reference-server.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { serve, type TestServer } from '../support/http-server.js';
import { ID, RequestEditor } from '../support/request-editor.js';

const LANDINGS: Operation = {
  id: 'x',
  method: 'GET',
  path: '/rest/v2.1/companies/{company_id}/moon_landings',
  name: 'List Moon Landings',
  category: 'Core',
  tool: 'Moon',
  resource: 'moon-landings',
  companyHeader: true,
  params: [{ name: 'company_id', in: 'path', type: 'integer', required: true }],
  returns: 'array',
};

interface About {
  readonly operations: number;
  readonly imported?: { readonly operations: number };
  readonly error?: { readonly code: string; readonly cause: string; readonly fix: string };
}

const BUILT_IN = 3211;

describeInBrowser('the catalogue in the editor', function () {
  this.timeout(90_000);
  let on: RequestEditor;
  let reference: TestServer;
  let answers: Map<string, ReferenceAnswer>;
  /** Whether documents wait for their answer. */
  let hang: boolean;
  before(async () => {
    reference = await serve((request, response) => {
      const answer = answers.get(request.path) ?? { status: 404 };
      if (hang && !request.path.endsWith('/resource_groups')) return;
      if (typeof answer === 'string') response.end(answer);
      else response.writeHead(answer.status).end();
    });
    on = await RequestEditor.start({ procoreReference: reference.url });
  });
  beforeEach(() => {
    hang = false;
    answers = referenceAnswers([
      [LANDINGS],
      [{ ...LANDINGS, path: '/rest/v1.0/rovers', name: 'List Rovers' }],
    ]);
  });
  after(async () => {
    await on?.stop();
    await reference?.close();
  });
  afterEach(() => assert.deepEqual(on.editor.errors, []));

  const about = () => on.nodeRed.admin<About>('/procore/catalogue/about');
  const kept = () => {
    const folder = join(on.nodeRed.userDir, 'procore');
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  };
  const give = (name: string, content: string) =>
    on.page.setInputFiles('.procore-update-file', {
      name,
      mimeType: 'application/json',
      buffer: Buffer.from(content),
    });
  /** Waits until the import says something. */
  const told = (text: RegExp) => on.page.locator('.procore-update-result', { hasText: text }).waitFor();

  it('comes compressed, and once as long as it stays the same', async () => {
    const first = await fetch(`${on.nodeRed.url}/procore/catalogue`);
    assert.equal(first.headers.get('content-encoding'), 'gzip');
    const table = (await first.json()) as { path: string[] };
    assert.equal(table.path.length, BUILT_IN);
    // Not by fetch, which forbids the answer that is tested here.
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    const again = await new Promise<IncomingMessage>((resolve) =>
      get(`${on.nodeRed.url}/procore/catalogue`, { headers }, (answer) => resolve(answer.resume())),
    );
    assert.equal(again.statusCode, 304);
  });

  it('refuses a bad file with a reason, and stays as it was', async () => {
    await on.open(ID.request);
    await on.page.click('#procore-operation-browse');
    await on.page.locator('.procore-update-state', { hasText: '3,211 built-in operations' }).waitFor();
    const bad: ReadonlyArray<readonly [string, RegExp]> = [
      ['<!doctype html><title>Sign in</title>', /The file is a web page\. Download the OpenAPI document/],
      ['{"openapi": "3.0.1", "paths": {', /not valid JSON/],
      ['{"name": "package"}', /no OpenAPI document/],
      [JSON.stringify({ openapi: '3.0.1', paths: { '/oauth/token': { post: {} } } }), /no operation below/],
    ];
    for (const [content, reason] of bad) {
      await give('bad.json', content);
      await told(reason);
    }
    assert.deepEqual(await about(), { operations: BUILT_IN });
    assert.deepEqual(kept(), []);
    const body = JSON.stringify({ form: 1, path: ['1/../../etc'] });
    const headers = { 'content-type': 'application/json' };
    const posted = await on.nodeRed.admin<About>('/procore/catalogue', { method: 'POST', headers, body });
    assert.equal(posted.error?.code, 'PROCORE_CONFIG');
    assert.match(`${posted.error?.cause} ${posted.error?.fix}`, /not a table of operations .+ Import/);
    assert.deepEqual(kept(), []);
  });

  it('takes in a document, finds what it adds, and goes back to what was shipped', async () => {
    const { page } = on;
    const shipped = { ...LANDINGS, path: '/rest/v1.0/companies', name: 'List Companies', params: [] };
    await give('openapi.json', JSON.stringify(documentOf([LANDINGS, shipped])));
    await told(/Read 2 operations \(1 new, 1 replaced, 0 left out\)\./);
    assert.match(
      await page.locator('.procore-update-state').innerText(),
      /3,212 operations, 2 of them imported/,
    );
    assert.equal((await about()).imported?.operations, 2);
    assert.equal(kept().length, 1);
    await on.pick('moon landings');
    assert.equal(await page.locator('.procore-card-name').innerText(), 'List Moon Landings');
    await page.click('#procore-operation-browse');
    await page.getByRole('button', { name: 'Restore built-in catalogue' }).click();
    await told(/The built-in catalogue is restored/);
    assert.deepEqual(await about(), { operations: BUILT_IN });
    await page.fill('#procore-operation-search', 'moon landings');
    await page.locator('#procore-operation-note', { hasText: 'Nothing found' }).waitFor();
    await on.editor.cancelDialog();
  });

  const browse = async () => {
    await on.open(ID.request);
    await on.page.click('#procore-operation-browse');
    await on.page.locator('.procore-update-state', { hasText: 'operations' }).waitFor();
  };
  const button = (name: string) => on.page.getByRole('button', { name, exact: true });

  it('takes in YAML, and says what it changed', async () => {
    await browse();
    const yaml = `
openapi: 3.0.1
paths:
  ${LANDINGS.path}:
    get: {summary: ${LANDINGS.name}}`;
    await give('openapi.yaml', `${yaml}\n  broken: [`);
    await told(/not valid YAML in line \d+/);
    await give('openapi.yaml', yaml);
    await told(/^1 new, 0 changed, 0 gone\./);
    assert.equal((await about()).imported?.operations, 1);
    await button('Restore built-in catalogue').click();
    await told(/The built-in catalogue is restored/);
    await on.editor.cancelDialog();
  });

  it('brings the fields of a body into the form, and takes them back', async () => {
    await on.open(ID.request);
    await on.pick('POST create rfi');
    const labels = async () => {
      const form = on.page.locator('#procore-request-body-form');
      await form.locator('fieldset').first().waitFor();
      return (await form.locator('label:visible, legend:visible').allInnerTexts()).map((each) =>
        each.toLowerCase(),
      );
    };
    const builtIn = await labels();
    const subject = on.field('rfi.subject').locator('input:visible');
    await subject.fill('Beam');
    await subject.press('Tab');
    assert.ok(!builtIn.includes('urgency*'), builtIn.join());
    await on.page.click('#procore-operation-browse');
    const properties = { subject: { type: 'string' }, urgency: { type: 'string', enum: ['low', 'high'] } };
    const rfi = { type: 'object', required: ['urgency'], properties };
    const schema = { type: 'object', required: ['rfi'], properties: { rfi } };
    const post = { summary: 'Create RFI', requestBody: { content: { 'application/json': { schema } } } };
    const document = { openapi: '3.0.1', paths: { '/rest/v1.0/projects/{project_id}/rfis': { post } } };
    await give('openapi.json', JSON.stringify(document));
    await told(
      /Bodies with other fields: 1\. POST \/rest\/v1\.0\/projects\/\{project_id\}\/rfis \(.*\+rfi\.urgency.*\)/,
    );
    await on.page.locator('#procore-request-body-form label', { hasText: /^urgency/i }).waitFor();
    assert.ok((await labels()).includes('urgency*'));
    assert.equal(await subject.inputValue(), 'Beam');
    await button('Restore built-in catalogue').click();
    await told(/The built-in catalogue is restored/);
    await on.page.locator('#procore-request-body-form label', { hasText: /^assignees/i }).waitFor();
    assert.deepEqual(await labels(), builtIn);
    await on.editor.cancelDialog();
  });

  it('is updated from Procore’s reference', async () => {
    await browse();
    await button('Update from Procore').click();
    await told(/^2 new, 0 changed, 0 gone\./);
    assert.equal((await about()).imported?.operations, 2);
    await on.pick('rovers');
    assert.equal(await on.page.locator('.procore-card-name').innerText(), 'List Rovers');
    await on.page.click('#procore-operation-browse');
    await button('Restore built-in catalogue').click();
    await told(/The built-in catalogue is restored/);
    await on.editor.cancelDialog();
  });

  it('shows how far the update is, also in a dialog opened later, and stops it', async () => {
    hang = true;
    await browse();
    await button('Update from Procore').click();
    await told(/0 of 2 documents/);
    assert.ok(await on.page.locator('.procore-update-progress').isVisible());
    assert.equal(await button('From a file …').isDisabled(), true);
    await on.editor.cancelDialog();
    await browse();
    await told(/0 of 2 documents/);
    await button('Cancel').last().click();
    await told(/Cancelled\. Nothing was changed\./);
    assert.equal(await on.page.locator('.procore-update-progress').isVisible(), false);
    assert.deepEqual(await about(), { operations: BUILT_IN });
    await on.editor.cancelDialog();
  });

  it('says why the reference cannot be read', async () => {
    answers.set('/api/v1/resource_groups', { status: 500 });
    await browse();
    await button('Update from Procore').click();
    await told(/answered with status 500\. Try again later/);
    assert.equal(await button('Update from Procore').isDisabled(), false);
    assert.deepEqual(await about(), { operations: BUILT_IN });
    await on.editor.cancelDialog();
  });

  it('is shown to who may only read, and not replaced by them', async () => {
    const adminAuth = { type: 'credentials', users: [], default: { permissions: 'read' } };
    const readOnly = await NodeRed.start(installPackage(newUserDir()), { adminAuth });
    try {
      const call = async (method: string, path = '') => {
        const json = method === 'POST' && { body: '{}', headers: { 'content-type': 'application/json' } };
        return (await fetch(`${readOnly.url}/procore/catalogue${path}`, { method, ...json })).status;
      };
      assert.deepEqual([await call('GET'), await call('POST'), await call('DELETE')], [200, 401, 401]);
      assert.deepEqual(
        [
          await call('GET', '/reference'),
          await call('POST', '/reference'),
          await call('DELETE', '/reference'),
        ],
        [200, 401, 401],
      );
      assert.equal(await call('POST', '/yaml'), 401);
    } finally {
      await readOnly.stop();
    }
    const { page } = on;
    await on.open(ID.request);
    await page.evaluate('RED.user.hasPermission = () => false');
    await page.click('#procore-operation-browse');
    assert.equal(await page.getByRole('button', { name: 'Update from Procore' }).isDisabled(), true);
    await told(/need write permission to update/);
    await on.editor.cancelDialog();
  });
});
