import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';

/** No host of this name exists anywhere (RFC 6761). */
const NO_SUCH_HOST = 'https://no-such-host.invalid';

/** Nobody listens there. */
const NOBODY = { loginUrl: 'http://127.0.0.1:9', apiUrl: 'http://127.0.0.1:9' };

/** A path that a person wrote and no table knows, longer than any column. */
const LONG_PATH =
  '/rest/v1.0/projects/{project_id}/a_path/that_is_not/in_any_catalogue/and_is/very_long_indeed/{id}';

const request = (id: string, path: string, method = 'GET') => ({
  id,
  type: 'procore-request',
  z: 'tab',
  x: 200,
  y: 100,
  name: id,
  connection: 'connection',
  method,
  path,
  company: '',
  companyType: 'connection',
  output: 'payload',
  outputType: 'msg',
  wires: [[]],
  params: [],
});

describeInBrowser(
  'what the connection dialog says is true, said once, and of the account it shows',
  function () {
    this.timeout(90_000);
    let production: Simulator;
    let sandbox: Simulator;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: EditorPage;

    before(async () => {
      production = await startSimulator({ projects: 3 });
      sandbox = await startSimulator({
        clientId: 'sandbox-key',
        clientSecret: 'sandbox-secret',
        companies: 1,
      });
      const hosts = ({ loginUrl, apiUrl }: Simulator) => ({ loginUrl, apiUrl });
      nodeRed = await NodeRed.start(installPackage(newUserDir()), {
        procoreConfigHosts: {
          production: hosts(production),
          sandbox: hosts(sandbox),
          monthly: NOBODY,
          federal: { loginUrl: NO_SUCH_HOST, apiUrl: NO_SUCH_HOST },
        },
      });
      const [company] = production.companies;
      const companyId = String(company?.id);
      await nodeRed.deploy(
        [
          { id: 'tab', type: 'tab', label: 'Flow' },
          request('submittal', '/rest/v1.0/projects/{project_id}/submittals', 'POST'),
          request('dynamic', LONG_PATH, ''),
          {
            id: 'connection',
            type: 'procore-config',
            environment: 'production',
            companyId,
            companyName: company?.name,
          },
          { id: 'empty', type: 'procore-config', environment: 'production' },
        ],
        { connection: { clientId: production.clientId, clientSecret: production.clientSecret } },
      );
      browser = await launch();
      editor = await EditorPage.open(browser, nodeRed.url);
    });
    after(async () => {
      await browser?.close();
      await nodeRed?.stop();
      await production?.close();
      await sandbox?.close();
    });
    afterEach(async () => {
      await editor.cancelDialog();
      assert.deepEqual(editor.errors, []);
    });

    const open = (id = 'connection') => editor.openConfigDialog('procore-config', id);
    const field = (name: string) => editor.page.locator(`#node-config-input-${name}`);
    const company = () => editor.page.locator('#procore-config-company');
    const isMarked = async (name: string) => {
      const shown = name === 'companyId' ? company() : field(name);
      return (await shown.getAttribute('aria-invalid')) === 'true';
    };
    const checklist = () => editor.page.locator('#procore-config-check');
    const companyName = () => company().inputValue();
    const reasons = () => editor.page.locator('.procore-reason').allInnerTexts();
    const settled = () =>
      editor.page.waitForFunction(`!document.getElementById('procore-config-connect').disabled`);
    const connect = async () => {
      await editor.page.click('#procore-config-connect');
      await settled();
    };
    const checkPermissions = async () => {
      await editor.page.click('#procore-config-required');
      await editor.page.locator('#procore-config-permissions table').first().waitFor();
    };

    for (const [environment, reason] of [
      ['federal', /could not be found/],
      ['monthly', /refused/],
    ] as const) {
      it(`a host of ${environment} that cannot be reached has not judged the key`, async () => {
        await open();
        await field('environment').selectOption(environment);
        await field('clientSecret').fill('some secret');
        await connect();
        const text = await checklist().innerText();
        assert.match(text, /Procore could not be reached/);
        assert.doesNotMatch(text, /key/);
        assert.equal(await isMarked('environment'), true);
        assert.equal(await isMarked('clientSecret'), false);
        const [only, ...more] = await reasons();
        assert.match(only ?? '', reason);
        assert.deepEqual(more, []);
        assert.doesNotMatch(text, reason, 'the reason is said at the field and in the list');
      });
    }

    it('an environment that was not reached has not turned the key down', async () => {
      await open();
      await field('clientSecret').fill('a wrong secret');
      await connect();
      await checklist().getByRole('button', { name: 'Try the key' }).click();
      await checklist().getByText('No environment accepted the key').waitFor();
      const text = await checklist().innerText();
      assert.match(text, /not tried: Monthly Sandbox, Federal\./);
    });

    it('a rejected key is said at its fields, and what to do about it in the list', async () => {
      await open();
      await field('clientSecret').fill('a wrong secret');
      await connect();
      assert.equal(await isMarked('clientId'), true);
      assert.equal(await isMarked('clientSecret'), true);
      const [only, ...more] = await reasons();
      assert.deepEqual(more, []);
      const text = await checklist().innerText();
      assert.match(text, /The key was not accepted/);
      assert.ok(only && !text.includes(only), `said twice: ${only}`);
    });

    for (const button of [
      '#procore-config-connect',
      '#procore-config-required',
      '#procore-config-pick-company',
    ]) {
      it(`empty fields are each told once, at the field, and nothing is asked (${button})`, async () => {
        await open('empty');
        const asked: string[] = [];
        const listen = (sent: { url(): string }) => asked.push(new URL(sent.url()).pathname);
        editor.page.on('request', listen);
        await editor.page.click(button);
        await editor.page.locator('.procore-reason').nth(1).waitFor();
        editor.page.off('request', listen);
        assert.deepEqual(await reasons(), ['Enter the client ID.', 'Enter the client secret.']);
        assert.equal(await isMarked('clientId'), true);
        assert.equal(await isMarked('clientSecret'), true);
        const form = await editor.page.locator('#node-config-dialog-edit-form').innerText();
        assert.doesNotMatch(form, /is missing|Open the Procore connection/);
        assert.deepEqual(
          asked.filter((path) => path.startsWith('/procore/')),
          [],
        );
        assert.equal(await editor.page.evaluate('document.activeElement.id'), 'node-config-input-clientId');
      });
    }

    it('empty URLs of a custom environment are told at their fields too', async () => {
      await open('empty');
      await field('environment').selectOption('custom');
      await editor.page.click('#procore-config-connect');
      assert.deepEqual(await reasons(), [
        'Enter the login URL.',
        'Enter the API URL.',
        'Enter the client ID.',
        'Enter the client secret.',
      ]);
    });

    it('another environment clears company, name, permissions and result; coming back brings the company back', async () => {
      await open();
      const [company] = production.companies;
      await connect();
      await checkPermissions();
      assert.equal(await companyName(), company?.name);
      await field('environment').selectOption('sandbox');
      assert.equal(await field('companyId').inputValue(), '');
      assert.equal(await companyName(), '');
      assert.equal(await editor.page.locator('#procore-config-permissions table').count(), 0);
      assert.equal(await checklist().innerText(), '');
      assert.equal(await editor.page.locator('.procore-valid').count(), 0);
      await field('environment').selectOption('production');
      assert.equal(await field('companyId').inputValue(), String(company?.id));
      assert.equal(await companyName(), company?.name);
    });

    it('does not store the name of another environment’s company', async () => {
      await open();
      await field('environment').selectOption('sandbox');
      await editor.saveDialog();
      const saved = `(({ companyId, companyName }) => ({ companyId, companyName }))(RED.nodes.node('connection'))`;
      assert.deepEqual(await editor.page.evaluate(saved), { companyId: '', companyName: '' });
      await editor.page.evaluate('RED.history.pop()');
      await open();
    });

    it('another company id clears the old reason at once', async () => {
      await open();
      await company().fill('99999');
      await connect();
      assert.equal(await isMarked('companyId'), true);
      assert.equal((await reasons()).length, 1);
      await company().press('End');
      await company().pressSequentially('1');
      assert.equal(await isMarked('companyId'), false);
      assert.deepEqual(await reasons(), []);
      assert.equal(await checklist().innerText(), '');
    });

    it('another key clears the permissions table, the same key typed again does not', async () => {
      await open();
      await checkPermissions();
      await field('clientId').focus();
      await company().focus();
      // What is missing, and everything.
      assert.equal(await editor.page.locator('#procore-config-permissions table').count(), 2);
      await field('clientId').fill('another key');
      assert.equal(await editor.page.locator('#procore-config-permissions table').count(), 0);
    });

    it('an answer that comes after another environment was chosen is not shown', async () => {
      await open();
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await editor.page.route('**/procore/check', async (route) => {
        const response = await route.fetch();
        await held;
        await route.fulfill({ response });
      });
      await editor.page.click('#procore-config-connect');
      await field('environment').selectOption('sandbox');
      release();
      await settled();
      await editor.page.unroute('**/procore/check');
      assert.equal(await checklist().innerText(), '');
      assert.equal(await editor.page.locator('.procore-valid').count(), 0);
    });

    for (const theme of ['light', 'dark'] as const) {
      it(`every column of the permissions table is inside the dialog, ${theme}, at any width`, async () => {
        const wide = await EditorPage.open(browser, nodeRed.url, theme);
        await wide.openConfigDialog('procore-config', 'connection');
        await wide.page.click('#procore-config-required');
        await wide.page.click('#procore-config-permissions summary');
        await wide.page.locator('#procore-config-permissions table').last().waitFor();
        assert.match(
          await wide.page.locator('#procore-config-permissions tbody').last().innerText(),
          /set by messages/,
        );
        for (const width of [380, 520, 640, 760, 900]) {
          const cut = await wide.page.evaluate(
            `(() => {
            const form = document.querySelector('#node-config-dialog-edit-form');
            form.style.width = '${width}px';
            const region = document.querySelector('details .procore-permissions').getBoundingClientRect();
            const cells = [...document.querySelectorAll('details .procore-permissions :is(th, td)')];
            const outside = cells.filter((cell) => cell.getBoundingClientRect().right > region.right + 1);
            return [region.width <= ${width}, region.width > 200, outside.map((cell) => cell.textContent)];
          })()`,
          );
          assert.deepEqual(cut, [true, true, []], `${width} px`);
        }
        await wide.page.close();
        await open();
      });
    }

    it('labels stand beside their icons and do not wrap', async () => {
      await open();
      await field('environment').selectOption('custom');
      await editor.page.click('.procore-advanced > summary');
      const wrapped = await editor.page.evaluate(`(() => {
      const labels = [...document.querySelectorAll('#node-config-dialog-edit-form .form-row > label')];
      const shown = labels.filter((label) => label.offsetParent && label.querySelector('i'));
      const high = shown.filter((label) => label.querySelector('span').getClientRects()[0].height > 24
        || label.querySelector('i').getBoundingClientRect().bottom <= label.querySelector('span').getBoundingClientRect().top);
      return [shown.length > 8, high.map((label) => label.textContent.trim())];
    })()`);
      assert.deepEqual(wrapped, [true, []]);
    });
  },
);
