import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir, twoUsers } from '../../testing/node-red.js';
import { accessible } from '../support/axe.js';
import { signInsIn, tokensIn } from '../support/kept-sign-ins.js';
import { type OAuthServer, startOAuthServer } from '../support/oauth-server.js';
import { until } from '../support/until.js';

const full = { username: 'builder', password: 'may do everything' };
const readOnly = { username: 'visitor', password: 'may only look' };
const SECRETS = { simulator: 'simulator-secret-6d20', provider: 'provider-secret-91fe' };

/** Fields that Node-RED hides in every form, to keep browsers from filling in passwords. */
const NODE_RED_S_OWN = ['#red-ui-trap-user', '#red-ui-trap-username', '#red-ui-trap-password'];

describeInBrowser('a sign-in in a browser', function () {
  this.timeout(90_000);
  let simulator: Simulator;
  /** The Procore of a new connection, whose secret is typed in the browser. */
  let fresh: Simulator;
  let provider: OAuthServer;
  let nodeRed: NodeRed;
  let browser: Browser;
  let editor: EditorPage;
  /** All that went between Node-RED and the browser. */
  const traffic: string[] = [];
  const settings = { ...twoUsers(full, readOnly), httpAdminRoot: '/red' };

  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()), settings, full);
    const callback = `${nodeRed.url}/procore/callback`;
    const user = { companies: [1], name: 'Ada Sample', login: 'ada.sample@example.com' };
    simulator = await startSimulator({ clientSecret: SECRETS.simulator, redirectUris: [callback], user });
    fresh = await startSimulator({ redirectUris: [callback], user });
    provider = await startOAuthServer('client-1', SECRETS.provider, [callback]);
    await deploy('app');
    browser = await launch();
    editor = await openEditor();
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
    await simulator?.close();
    await fresh?.close();
    await provider?.close();
  });
  afterEach(() => assert.deepEqual(editor.errors, []));

  /** The editor in a browser of its own, and all that it and the windows it opens have to do with Node-RED. */
  const openEditor = async (theme: 'light' | 'dark' = 'light') => {
    const opened = await EditorPage.open(browser, nodeRed.url, theme, full);
    const { url } = nodeRed;
    const context = opened.page.context();
    context.on('request', (request) => {
      if (request.url().startsWith(url)) traffic.push(request.url(), request.postData() ?? '');
    });
    context.on('response', async (response) => {
      if (!response.url().startsWith(url)) return;
      traffic.push(JSON.stringify(response.headers()), await response.text().catch(() => ''));
    });
    return opened;
  };
  const connection = (id: string, hosts: { loginUrl: string; apiUrl: string }, actAs: string) => ({
    id,
    type: 'procore-config',
    name: '',
    environment: 'custom',
    companyId: '',
    timeout: '60',
    actAs,
    loginUrl: hosts.loginUrl,
    apiUrl: hosts.apiUrl,
  });
  const deploy = (actAs: string) =>
    nodeRed.deploy(
      [
        { id: 'tab', type: 'tab', label: 'Flow' },
        connection('simulated', simulator, actAs),
        connection('provided', { loginUrl: provider.loginUrl, apiUrl: provider.api.url }, actAs),
        { id: 'start', type: 'inject', z: 'tab', x: 100, y: 100, props: [], wires: [['companies']] },
        {
          id: 'companies',
          type: 'procore-companies',
          z: 'tab',
          x: 300,
          y: 100,
          wires: [['shown']],
          connection: 'simulated',
          company: '',
          companyType: 'connection',
          output: 'payload',
          outputType: 'msg',
          delivery: 'array',
          onError: 'catch',
          outputs: 1,
        },
        {
          id: 'shown',
          type: 'debug',
          z: 'tab',
          x: 500,
          y: 100,
          active: true,
          tosidebar: true,
          complete: 'payload',
          targetType: 'msg',
          wires: [],
        },
      ],
      {
        simulated: { clientId: simulator.clientId, clientSecret: SECRETS.simulator },
        provided: { clientId: 'client-1', clientSecret: SECRETS.provider },
      },
    );

  const part = (name: string) => editor.page.locator(`#procore-config-sign-in-${name}`);
  const status = (text: RegExp) => part('status').filter({ hasText: text }).waitFor({ timeout: 15_000 });
  const actAsUser = async () => {
    const fold = editor.page.locator('details.procore-advanced');
    if ((await fold.getAttribute('open')) === null) await fold.locator('> summary').click();
    await editor.page.selectOption('#node-config-input-actAs', 'user');
  };
  const openDialog = async (id = 'simulated') => {
    await editor.openConfigDialog('procore-config', id);
    await actAsUser();
  };
  /** Presses a button that opens Procore's page. */
  const press = async (name: 'start' | 'by-code'): Promise<Page> => {
    const [popup] = await Promise.all([editor.page.waitForEvent('popup'), part(name).click()]);
    return popup;
  };
  const closed = (popup: Page) =>
    popup.isClosed() ? undefined : popup.waitForEvent('close', { timeout: 15_000 });
  const files = () => readdirSync(join(nodeRed.userDir, 'procore')).sort();

  it('is offered only where the connection acts as a user, and is of the key that the dialog shows', async () => {
    await editor.openConfigDialog('procore-config', 'simulated');
    await part('status').waitFor({ state: 'hidden' });
    await actAsUser();
    await status(/Nobody is signed in/);
    assert.equal(await part('address').inputValue(), `${nodeRed.url}/procore/callback`);
    await editor.page.fill('#node-config-input-clientId', 'another');
    await editor.page.click('#procore-config-connect');
    const result = editor.page.locator('#procore-config-check');
    await result.getByText('Nobody is signed in').waitFor();
    assert.doesNotMatch(await result.innerText(), /key/i);
    assert.equal(await editor.page.locator('.procore-reason, [aria-invalid=true]').count(), 0);
    // The stored secret goes with the deployed client id alone, so the page is that of the other client.
    const popup = await press('start');
    await popup.waitForURL((url) => url.searchParams.get('client_id') === 'another');
    await popup.close();
    await editor.cancelDialog();
  });

  /** Fills in a new connection, and signs in before anything is deployed. */
  const signInToNew = async () => {
    await editor.openConfigDialog('procore-config', '_ADD_');
    const { page } = editor;
    await page.selectOption('#node-config-input-environment', 'custom');
    await page.fill('#node-config-input-loginUrl', fresh.loginUrl);
    await page.fill('#node-config-input-apiUrl', fresh.apiUrl);
    await page.fill('#node-config-input-clientId', fresh.clientId);
    await page.fill('#node-config-input-clientSecret', fresh.clientSecret);
    await actAsUser();
    const popup = await press('start');
    await popup.getByRole('button', { name: 'Allow' }).click();
    await closed(popup);
  };

  it('needs no deployment before it: a new connection is signed in, connected and deployed once', async () => {
    const { page } = editor;
    await signInToNew();
    const id = String(await page.evaluate(`RED.editor.getEditStack().at(-1).id`));
    await status(/Signed in as .*ada\.sample@example\.com.* since .*Deploy the connection within an hour/);
    assert.deepEqual(signInsIn(nodeRed.userDir), []);
    await page.click('#procore-config-connect');
    await page.getByText(`Connected to ${fresh.companies[1]?.name}.`).waitFor();
    // Told of the account that the dialog shows, and of no other.
    await page.fill('#node-config-input-clientId', 'another');
    await status(/Nobody is signed in/);
    await page.fill('#node-config-input-clientId', fresh.clientId);
    await status(/Signed in as .*ada\.sample@example\.com/);
    await editor.saveDialog();
    await page.click('#red-ui-header-button-deploy');
    // Node-RED asks, since no node uses the new connection.
    await page
      .locator('.red-ui-notification')
      .getByRole('button', { name: /deploy/i })
      .click();
    await page.getByText('Successfully deployed').first().waitFor();
    await editor.openConfigDialog('procore-config', id);
    await status(/Signed in as .*ada\.sample@example\.com.* since .*Renews automatically/);
    assert.ok(signInsIn(nodeRed.userDir).includes(id));
    await part('out').click();
    await status(/Nobody is signed in/);
    await editor.cancelDialog();
  });

  it('is ended by the dialog that is cancelled before the deployment', async () => {
    await signInToNew();
    await status(/Signed in as/);
    const revoked = () => fresh.requests.filter(({ path }) => path === '/oauth/revoke').length;
    const before = revoked();
    await editor.cancelDialog();
    await until(() => revoked() === before + 1);
  });

  it('goes through the consent page and back, and the window closes itself', async () => {
    await openDialog();
    await status(/Nobody is signed in/);
    const popup = await press('start');
    await popup.getByRole('button', { name: 'Allow' }).waitFor();
    assert.equal(await popup.evaluate('window.opener'), null);
    await status(/Waiting for the sign-in/);
    await popup.getByRole('button', { name: 'Allow' }).click();
    await closed(popup);
    await status(/Signed in as .*ada\.sample@example\.com.* since/);
    assert.equal((await part('start').innerText()).trim(), 'Sign in as somebody else');
    await editor.page.click('#procore-config-connect');
    await editor.page.getByText(`Connected to ${simulator.companies[1]?.name}.`).waitFor();
    await editor.page.click('#procore-config-check summary');
    await editor.page.getByText('This user sees one company').waitFor();
    await accessible(editor.page, '.procore-config-sign-in');
    await editor.cancelDialog();
    assert.deepEqual(signInsIn(nodeRed.userDir), ['simulated']);
  });

  it('goes through oidc-provider as well', async () => {
    await openDialog('provided');
    const popup = await press('start');
    await popup.fill('[name=login]', 'grace');
    await popup.fill('[name=password]', 'any');
    await popup.click('[type=submit]');
    await popup.getByRole('button', { name: 'Continue' }).click();
    await closed(popup);
    await status(/Signed in as grace since/);
    await editor.cancelDialog();
    assert.deepEqual(signInsIn(nodeRed.userDir), ['provided', 'simulated']);
  });

  it('is shown when the dialog is opened again, in the dark as well, and to who may only look', async () => {
    const dark = await openEditor('dark');
    await dark.openConfigDialog('procore-config', 'simulated');
    // Signed in, it is shown whatever the connection acts as.
    await dark.page.getByText(/Signed in as .* since/).waitFor();
    await accessible(dark.page, '#node-config-dialog-edit-form', NODE_RED_S_OWN);
    assert.deepEqual(dark.errors, []);
    await dark.page.close();
  });

  it('lets a flow act as the person, also after Node-RED was restarted', async () => {
    const names = async (count: number) => {
      await nodeRed.inject('start');
      const shown = (await nodeRed.shown(count)).at(-1)?.value as Array<{ name: string }>;
      return shown.map(({ name }) => name);
    };
    const companies = simulator.companies.map(({ name }) => name);
    assert.deepEqual(await names(1), companies.slice(0, 3));
    await deploy('user');
    assert.deepEqual(await names(2), [companies[1]]);
    await nodeRed.stop();
    const output = nodeRed.output;
    nodeRed = await NodeRed.start(nodeRed.userDir, settings, full);
    nodeRed.output += output;
    assert.deepEqual(await names(1), [companies[1]]);
    await editor.page.close();
    editor = await openEditor();
  });

  it('that is declined says so, and leaves who was signed in', async () => {
    await openDialog();
    await status(/Signed in as/);
    const popup = await press('by-code');
    await popup.getByRole('button', { name: 'Deny' }).click();
    await popup.getByText('denied').waitFor();
    await popup.close();
    assert.equal((await statusOf(full)).user.ended, false);
    await editor.cancelDialog();
  });

  it('ends by signing out, which revokes the tokens, and begins again by a code that is typed in', async () => {
    await openDialog();
    await status(/Signed in as/);
    await part('out').click();
    await status(/Nobody is signed in/);
    assert.deepEqual(signInsIn(nodeRed.userDir), ['provided']);
    assert.equal(simulator.requests.at(-1)?.path, '/oauth/revoke');
    const popup = await press('by-code');
    await popup.getByRole('button', { name: 'Allow' }).click();
    const code = await popup.innerText('#code');
    await status(/copy the code shown there/);
    await part('code').fill('a slip');
    await part('finish').click();
    await status(/did not take the code/);
    await part('code').fill(code);
    await part('finish').click();
    await status(/Signed in as .*ada\.sample@example\.com.* since/);
    await popup.close();
    await editor.cancelDialog();
  });

  const call = (path: string, token?: string, body?: object) =>
    fetch(`${nodeRed.url}/procore/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  /** The deployed connection as its dialog shows it. */
  const shown = () => ({
    id: 'simulated',
    environment: 'custom',
    loginUrl: simulator.loginUrl,
    apiUrl: simulator.apiUrl,
    clientId: simulator.clientId,
    clientSecret: '__PWRD__',
  });
  const statusOf = async (who: typeof full) =>
    (await (await call('sign-in/status', await nodeRed.tokenOf(who), { connection: shown() })).json()) as {
      user: { ended: boolean };
    };

  it('is begun, completed, looked at and ended by who may write; the callback alone is open', async () => {
    const body = {
      id: 'simulated',
      connection: { id: 'simulated', environment: 'custom' },
      attempt: 'a',
      code: 'c',
    };
    const before = simulator.requests.length;
    const visitor = await nodeRed.tokenOf(readOnly);
    for (const path of ['sign-in', 'sign-in/code', 'sign-in/status', 'sign-in/drop', 'sign-out']) {
      assert.equal((await call(path, visitor, body)).status, 401, path);
      assert.equal((await call(path, undefined, body)).status, 401, path);
    }
    assert.equal((await statusOf(full)).user.ended, false);
    for (const path of ['companies', 'projects', 'check', 'environments', 'try']) {
      assert.equal((await call(path, undefined, body)).status, 401, path);
    }
    const open = await call('callback?state=x&code=y');
    assert.equal(open.status, 400);
    assert.match(await open.text(), /try again in the connection dialog/);
    assert.equal(simulator.requests.length, before);
    assert.deepEqual(signInsIn(nodeRed.userDir), ['provided', 'simulated']);
  });

  it('leaves no token and no secret in the browser, the log, the flows, or legible on the disk', async () => {
    const grants = [
      ...[...simulator.requests, ...fresh.requests].map(({ body }) => body),
      ...provider.posted,
    ];
    const posted = grants.flatMap((body) =>
      [...new URLSearchParams(body.replace(/^\S+ /, ''))]
        .filter(([name]) => /token$/.test(name))
        .map(([, text]) => text),
    );
    const bearers = [...simulator.requests, ...fresh.requests, ...provider.api.requests].map(
      ({ headers }) => headers.authorization?.replace('Bearer ', '') ?? '',
    );
    const kept = [
      tokensIn(nodeRed.userDir, 'simulated', {
        secret: SECRETS.simulator,
        loginUrl: simulator.loginUrl,
        clientId: simulator.clientId,
      }),
      tokensIn(nodeRed.userDir, 'provided', {
        secret: SECRETS.provider,
        loginUrl: provider.loginUrl,
        clientId: 'client-1',
      }),
    ].flat();
    const secrets = [...new Set([...kept, ...posted, ...bearers, ...Object.values(SECRETS)])].filter(Boolean);
    assert.ok(secrets.length >= 8, String(secrets.length));
    assert.ok(traffic.length > 50);
    const all = traffic.join('\n');
    assert.match(all, /sign-in\/status/);
    const stored = files().map((name) => readFileSync(join(nodeRed.userDir, 'procore', name), 'latin1'));
    const flows = readFileSync(join(nodeRed.userDir, 'flows.json'), 'utf8');
    for (const [index, secret] of secrets.entries()) {
      for (const [where, text] of Object.entries({
        all,
        log: nodeRed.output,
        stored: stored.join(),
        flows,
      })) {
        assert.ok(!text.includes(secret), `secret ${index} in ${where}`);
      }
    }
    for (const name of files()) {
      assert.equal(statSync(join(nodeRed.userDir, 'procore', name)).mode & 0o777, 0o600);
    }
  });
});
