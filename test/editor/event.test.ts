import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hashSync } from 'bcryptjs';
import type { Browser } from 'playwright-core';
import { fields } from '../../nodes/procore-event/fields.js';
import { defaultsOf } from '../../nodes/shared/fields/defaults.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { Caller, newToken } from '../simulator/caller.js';
import { accessible } from '../support/axe.js';

const SECRET = 'the-secret-no-browser-gets-4410';
const ID = { tab: 'e0000000000000f0', own: 'e0000000000000c1', demo: 'e0000000000000c2' };
const EVENT = { live: 'e0000000000000a1', demo: 'e0000000000000a2' };
const NO_LIMITS = { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY };

/** A node whose flow gives everything back. */
const FAILS = { event: 'e0000000000000a3', flow: 'e0000000000000b3' };

const stored = Object.fromEntries(
  Object.entries(defaultsOf(fields, () => undefined)).map(([name, { value }]) => [name, value]),
);

describeInBrowser('the dialog of procore event', function () {
  this.timeout(120_000);
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let browser: Browser;
  let editor: EditorPage;
  const traffic: string[] = [];

  /** A node on the simulator, and one on Demo, whose deliveries come to this Node-RED. */
  const start = async (settings: object = {}, gate: object = {}) => {
    simulator = await startSimulator({ clientSecret: SECRET, projects: 4, records: 5, limits: NO_LIMITS });
    nodeRed = await NodeRed.start(installPackage(newUserDir()), { httpAdminRoot: '/red', ...settings });
    const { loginUrl, apiUrl, companies, clientId } = simulator;
    const publicUrl = new URL(nodeRed.url).origin;
    const connection = (id: string, more: object) => ({
      id,
      type: 'procore-config',
      name: '',
      version: 1,
      actAs: 'app',
      timeout: '60',
      quotaScope: 'company',
      reserve: '2',
      lookups: true,
      publicUrl,
      ...more,
    });
    const event = (id: string, on: string, y: number) => ({
      ...stored,
      id,
      type: 'procore-event',
      z: ID.tab,
      x: 200,
      y,
      connection: on,
      wires: [[]],
    });
    const companyId = String(companies[0]?.id ?? '');
    await nodeRed.deploy(
      [
        { id: ID.tab, type: 'tab', label: 'events' },
        connection(ID.own, { environment: 'custom', loginUrl, apiUrl, companyId }),
        connection(ID.demo, { environment: 'demo', demoAccount: 'limited' }),
        event(EVENT.live, ID.own, 100),
        event(EVENT.demo, ID.demo, 160),
        {
          ...event(FAILS.event, ID.own, 220),
          resources: [{ name: 'RFIs' }],
          retries: '1',
          confirm: 'tick',
          wires: [[FAILS.flow]],
        },
        {
          id: FAILS.flow,
          type: 'change',
          z: ID.tab,
          x: 400,
          y: 220,
          rules: [{ t: 'set', p: 'tick', pt: 'msg', to: 'false', tot: 'bool' }],
          wires: [[FAILS.event]],
        },
      ],
      { [ID.own]: { clientId, clientSecret: SECRET, ...gate } },
    );
    editor = await EditorPage.open(browser, nodeRed.url);
    editor.page.setDefaultTimeout(15_000);
    editor.page.on('response', async (response) => {
      traffic.push(response.url(), response.request().postData() ?? '');
      traffic.push(await response.text().catch(() => ''));
    });
  };
  const stop = async () => {
    await editor?.page.close();
    await nodeRed?.stop();
    await simulator?.close();
  };
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
  const told = async (id: string, words: RegExp) => {
    await editor.page.locator(id, { hasText: words }).waitFor();
  };
  const pick = async (name: string) => {
    await editor.page.click('#procore-event-pick');
    await editor.page.fill('.procore-choices-search', name);
    await editor.page.locator('.procore-choices-list [role=option]', { hasText: name }).first().waitFor();
    await editor.page.press('.procore-choices-search', 'Enter');
    await editor.page.press('.procore-choices-search', 'Escape');
  };
  const plan = async (words: RegExp) => {
    await editor.page.click('#procore-event-plan');
    // Demo has more than 60 places, and a quota.
    await editor.page.locator('#procore-event-planned', { hasText: words }).waitFor({ timeout: 60_000 });
  };

  describe('of a Node-RED that Procore can reach', () => {
    before(() => start());
    after(stop);
    afterEach(() => {
      assert.deepEqual(editor.errors, []);
      assert.ok(traffic.length > 0);
      assert.ok(!traffic.some((text) => text.includes(SECRET)), 'the secret was in the browser’s traffic');
    });

    it('shows only what applies to how events are learned', async () => {
      const { page } = editor;
      await editor.openDialog(EVENT.live);
      const isShown = (id: string) => page.locator(id).isVisible();
      assert.deepEqual(
        [await isShown('#procore-event-address'), await isShown('#node-input-interval')],
        [true, false],
      );
      assert.equal(await page.locator('#node-input-scope option[value=call]').count(), 0);
      await told('#procore-scope-covers', /projects now\. New projects join/);
      await page.selectOption('#node-input-mode', 'poll');
      assert.deepEqual(
        [await isShown('#procore-event-address'), await isShown('#procore-event-plan')],
        [false, false],
      );
      await page.fill('#node-input-interval', '15');
      await told('#procore-event-stale', /about 15 minutes/);
      await editor.cancelDialog();
    });

    it('says at the field where it cannot be known who made a change', async () => {
      const { page } = editor;
      await editor.openDialog(EVENT.live);
      const own = () => page.innerText('#procore-event-own');
      assert.equal(await own(), '');
      await page.check('#node-input-ignoreOwn');
      await told('#procore-event-own', /payload v4\.0 does not tell which app/);
      await page.evaluate("$('details.procore-advanced').attr('open', '')");
      await page.selectOption('#node-input-payloadVersion', 'v3.0');
      assert.equal(await own(), '');
      await page.selectOption('#node-input-mode', 'poll');
      await told('#procore-event-own', /a record does not tell/);
      await editor.cancelDialog();
    });

    it('proves that the public URL reaches this Node-RED', async () => {
      const { page } = editor;
      await editor.openDialog(EVENT.live);
      await page.click('#procore-event-check');
      await told('#procore-event-reached', /This Node-RED answers there/);
      await editor.cancelDialog();
    });

    it('names a wrong namespace at its field, and asks Procore for nothing then', async () => {
      const { page } = editor;
      await editor.openDialog(EVENT.live);
      const asked = () => traffic.filter((text) => text.includes('event-plan')).length;
      const before = asked();
      const many = Array.from({ length: 11 }, (_, n) => `old-${n + 1}`);
      for (const [typed, words] of [
        ['former, Old-hooks', /“Old-hooks” is no namespace/],
        ['former old_hooks', /“old_hooks” is no namespace/],
        [`${'a'.repeat(101)}`, /“a{60}” is no namespace/],
        [many.join(), /“old-11” is one too many: name up to 10/],
      ] as const) {
        await page.evaluate("$('#procore-event-old').val('').trigger('input')");
        // As a browser puts it in, without an input event.
        await page.evaluate(`$('#procore-event-old').val(${JSON.stringify(typed)})`);
        await page.evaluate("$('details.procore-advanced').removeAttr('open')");
        await page.click('#procore-event-plan');
        await told('#procore-event-old-wrong', words);
        assert.equal(await page.locator('#procore-event-old').getAttribute('aria-invalid'), 'true');
        assert.equal(await page.evaluate('document.activeElement.id'), 'procore-event-old');
      }
      await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
      assert.equal(asked(), before);
      await page.fill('#procore-event-old', many.slice(0, 10).join());
      assert.equal(await page.innerText('#procore-event-old-wrong'), '');
      await plan(/There are no webhooks of old-1, .*old-10/);
      await editor.cancelDialog();
    });

    it('says that another server answers, or none', async () => {
      const { page } = editor;
      const checked = async (publicUrl: string, words: RegExp) => {
        await page.evaluate(`RED.nodes.node('${ID.own}').publicUrl = ${JSON.stringify(publicUrl)}`);
        await editor.openDialog(EVENT.live);
        await page.click('#procore-event-check');
        await told('#procore-event-reached', words);
        assert.ok(await page.locator('#procore-event-reached.procore-refused').isVisible());
        await editor.cancelDialog();
      };
      await checked(simulator.apiUrl, /Another server|asks for a password/);
      await checked('http://127.0.0.1:9', /No connection/);
      await page.evaluate(
        `RED.nodes.node('${ID.own}').publicUrl = ${JSON.stringify(new URL(nodeRed.url).origin)}`,
      );
    });

    for (const [name, id] of Object.entries(EVENT)) {
      it(`picks what Procore tells of and shows the plan, and nothing to do after deploy (${name})`, async () => {
        const { page } = editor;
        await editor.openDialog(id);
        // Demo has no default company.
        await page.selectOption('#node-input-scope', 'companies');
        await plan(/no webhook is made/);
        await pick('RFIs');
        assert.equal(await page.inputValue('.procore-event-name'), 'RFIs');
        await plan(/Create a webhook with \d+ triggers \(.*projects: \d+/);
        await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
        await editor.saveDialog();
        await page.click('#red-ui-header-button-deploy');
        await editor.openDialog(id);
        const until = Date.now() + 60_000;
        for (;;) {
          await plan(/webhook|Nothing to do/);
          const text = await page.innerText('#procore-event-planned');
          if (/Nothing to do/.test(text)) break;
          assert.ok(Date.now() < until, text);
          await page.waitForTimeout(500);
        }
        await editor.cancelDialog();
      });
    }
  });

  describe('of nodes that had events, or are to replace older webhooks', () => {
    const again = '#procore-event-again';
    before(async () => {
      await start();
      const projectId = Number(simulator.companies[0]?.projects[0]?.id);
      const isTold = ({ path, body }: { path: string; body: string }) =>
        path.includes(`/projects/${projectId}/`) && path.endsWith('/triggers/bulk') && body.includes('RFIs');
      await nodeRed.until(() => simulator.requests.some(isTold), 'triggers');
      for (let n = 0; n < 7; n++) simulator.rows('rfis', projectId).add();
      await simulator.deliveries.settled();
    });
    after(stop);
    afterEach(() => assert.deepEqual(editor.errors, []));

    const opened = async (summary: RegExp) => {
      for (;;) {
        await editor.openDialog(FAILS.event);
        const fold = editor.page.locator(`${again} > summary`);
        await fold.waitFor();
        if (summary.test(await fold.innerText())) return fold.click();
        await editor.cancelDialog();
      }
    };

    it('shows its dead letters with the reason, and hands one or all of them out again', async () => {
      const { page } = editor;
      await opened(/dead letters: 7/);
      const letters = page.locator('.procore-event-letters > li');
      assert.equal(await letters.count(), 6);
      assert.match(await letters.first().innerText(), /^RFIs \d+, create\n.*: The flow gave it back/);
      assert.match(await letters.last().innerText(), /2 older/);
      await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
      await letters.first().locator('button').press('Enter');
      await told(`${again}-told`, /Handed out again: 1\./);
      await editor.cancelDialog();
      // The flow has given it back again.
      await opened(/dead letters: 7/);
      await page.click('#procore-event-dead-all');
      await told(`${again}-told`, /Handed out again: 7\./);
      await editor.cancelDialog();
    });

    it('hands out what was handled by record, by time and by id, and says how many', async () => {
      const { page } = editor;
      // From now on its flow takes everything.
      await page.evaluate(`RED.nodes.node('${FAILS.flow}').rules[0].to = 'true'`);
      await page.evaluate(`RED.nodes.node('${FAILS.flow}').changed = true; RED.nodes.dirty(true)`);
      const before = nodeRed.output.split('Started').length;
      await page.click('#red-ui-header-button-deploy');
      await nodeRed.until(() => nodeRed.output.split('Started').length > before, 'deployment');
      await opened(/dead letters: 7/);
      const [id] = (await page.locator('.procore-event-letters > li').first().innerText()).match(/\d+/) ?? [];
      await page.click('#procore-event-dead-all');
      await told(`${again}-told`, /: 7\./);
      await editor.cancelDialog();
      await opened(/again$/);
      const ask = async (words: RegExp) => {
        await page.press(`${again}-do`, 'Enter');
        await told(`${again}-told`, words);
      };
      await ask(/Fill in: Resource, Record ID/);
      await page.fill(`${again}-resource`, 'RFIs');
      await page.fill(`${again}-resourceId`, String(id));
      // A comparison may have found the same creation.
      await ask(/Handed out again: [1-9]/);
      await page.selectOption(`${again}-by`, 'time');
      await page.fill(`${again}-to`, '2020-01-01T00:00');
      await ask(/No such event is kept/);
      await page.fill(`${again}-to`, '');
      await ask(/Handed out again: ([7-9]|\d\d)/);
      await page.selectOption(`${again}-by`, 'id');
      await page.fill(`${again}-id`, 'unknown');
      await ask(/No such event is kept/);
      await editor.cancelDialog();
    });

    it('takes over what they tell of, and deletes those that are ticked once its own do the same', async () => {
      const { page } = editor;
      const caller = new Caller(simulator, await newToken(simulator));
      const company = simulator.companies[0];
      const project = company?.projects[0];
      const path = `/rest/v2.0/companies/${company?.id}/projects/${project?.id}/webhooks/hooks`;
      const url = 'https://receiver.example.com/x?secret=1';
      const made = async (resource: string) => {
        const hook = { payload_version: 'v2.0', namespace: 'former', destination_url: url };
        const { json } = await caller.send('POST', path, {}, { ...hook, destination_headers: {} });
        const trigger = { resource_name: resource, event_type: 'create' };
        await caller.send('POST', `${path}/${json.data.id}/triggers`, {}, trigger);
        return String(json.data.id);
      };
      const [first, other] = [await made('Submittals'), await made('Locations')];
      const there = async () => {
        const { json } = await caller.get(`${path}?namespace=former`);
        return json.data.map(({ id }: { id: string }) => id);
      };
      const opened = async () => {
        await editor.openDialog(EVENT.live);
        await page.evaluate("$('details.procore-advanced').attr('open', '')");
        await page.fill('#procore-event-old', 'former, procore');
        await plan(/Old webhooks/);
      };
      const remove = async (id: string, words: RegExp) => {
        await page.locator('.procore-event-old label', { hasText: id }).locator('input').check();
        await page.getByRole('button', { name: 'Delete the ticked ones' }).press('Enter');
        await told('.procore-event-old [role=status]', words);
      };
      await opened();
      const shown = await page.innerText('.procore-event-old');
      assert.match(shown, new RegExp(`former.*${first}.*project ${project?.id}.*receiver.example.com`));
      assert.match(shown, /Procore does not show here what it tells of/);
      assert.ok(!shown.includes('secret=1'));
      await remove(first, /this node has no webhook there yet/);
      assert.deepEqual(await there(), [first, other]);
      await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
      await page.getByRole('button', { name: 'Take over' }).click();
      const names = page.locator('.procore-event-name');
      const all = await names.evaluateAll((fields) =>
        fields.map((field) => (field as unknown as { value: string }).value),
      );
      assert.deepEqual(all.sort(), ['Locations', 'Submittals']);
      await editor.saveDialog();
      const before = nodeRed.output.split('Started').length;
      // Webhooks may be made before the deployment is seen here.
      const from = simulator.requests.length;
      await page.click('#red-ui-header-button-deploy');
      await nodeRed.until(() => nodeRed.output.split('Started').length > before, 'deployment');
      await nodeRed.until(
        () =>
          simulator.requests
            .slice(from)
            .some(
              ({ body, path }) =>
                path.includes(`/projects/${project?.id}/`) && /bulk$/.test(path) && /Locations/.test(body),
            ),
        'triggers',
      );
      await opened();
      await remove(first, /Deleted: 1\./);
      assert.deepEqual(await there(), [other]);
      await editor.cancelDialog();
    });
  });

  describe('of a Node-RED that asks for a password', () => {
    const password = 'the-gate-no-browser-gets-2270';
    const httpNodeAuth = { user: 'gate', pass: hashSync(password, 4) };
    const basic = Buffer.from(`gate:${password}`).toString('base64');
    before(() => start({ httpNodeAuth }, { gateUser: 'gate', gatePassword: password }));
    after(stop);
    afterEach(() => {
      assert.deepEqual(editor.errors, []);
      for (const secret of [SECRET, password, basic])
        assert.ok(!traffic.some((text) => text.includes(secret)), 'a secret was in the browser’s traffic');
    });

    it('gets through with the password of the connection, and hides the secret in the address', async () => {
      const { page } = editor;
      await editor.openDialog(EVENT.live);
      const origin = new URL(nodeRed.url).origin;
      assert.equal(
        await page.inputValue('#procore-event-address'),
        `${origin}/procore/events/${EVENT.live}/•••`,
      );
      await page.click('#procore-event-check');
      await told('#procore-event-reached', /This Node-RED answers there/);
      await pick('RFIs');
      await plan(/Create a webhook/);
      await editor.cancelDialog();
    });

    it('sends the stored password nowhere else', async () => {
      const { page } = editor;
      const asked: string[] = [];
      const other = createServer((request, response) => {
        asked.push(String(request.headers.authorization));
        response.writeHead(401).end();
      }).listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const publicUrl = (url: string) =>
        page.evaluate(`RED.nodes.node('${ID.own}').publicUrl = ${JSON.stringify(url)}`);
      await publicUrl(`http://127.0.0.1:${port}`);
      await editor.openDialog(EVENT.live);
      await page.click('#procore-event-check');
      await told('#procore-event-reached', /asks for a password there \(HTTP 401\)/);
      assert.deepEqual(asked, ['undefined']);
      await editor.cancelDialog();
      await publicUrl(new URL(nodeRed.url).origin);
      other.close();
    });

    it('asks for user and password in the connection only where Node-RED’s own server receives', async () => {
      const { page } = editor;
      await editor.openConfigDialog('procore-config', ID.own);
      await page.evaluate("$('details.procore-advanced').attr('open', '')");
      assert.equal(await page.inputValue('#node-config-input-gateUser'), 'gate');
      assert.equal(await page.locator('#node-config-input-gatePassword').isVisible(), true);
      await page.fill('#node-config-input-receiverPort', '1890');
      assert.equal(await page.locator('#node-config-input-gatePassword').isVisible(), false);
      await page.fill('#node-config-input-receiverPort', '');
      await editor.cancelDialog();
    });

    it('lets no delivery in without it, whatever its address ends with, and says so', async () => {
      const origin = new URL(nodeRed.url).origin;
      const delivered = await fetch(`${origin}/procore/events/${EVENT.live}/${'s'.repeat(43)}`, {
        method: 'POST',
        body: '{}',
      });
      assert.equal(delivered.status, 401);
      assert.match(String(delivered.headers.get('www-authenticate')), /Basic/);
      await editor.openDialog(EVENT.live);
      assert.match(
        await editor.page.innerText('#procore-event-guarded'),
        /user and password .* receiver port/,
      );
      await editor.cancelDialog();
    });
  });
});
