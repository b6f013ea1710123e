import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hashSync } from 'bcryptjs';
import { describeInBrowser } from '../../testing/browser.js';
import { EVENT, EventEditor, ID, SECRET } from '../support/event-editor.js';

describeInBrowser('the dialog of procore event', function () {
  this.timeout(120_000);

  describe('of a Node-RED that asks for a password', () => {
    let on: EventEditor;
    const password = 'the-gate-no-browser-gets-2270';
    const httpNodeAuth = { user: 'gate', pass: hashSync(password, 4) };
    const basic = Buffer.from(`gate:${password}`).toString('base64');
    before(async () => {
      on = await EventEditor.start({ httpNodeAuth }, { gateUser: 'gate', gatePassword: password });
    });
    after(() => on?.stop());
    afterEach(() => {
      assert.deepEqual(on.editor.errors, []);
      for (const secret of [SECRET, password, basic])
        assert.ok(!on.traffic.some((text) => text.includes(secret)), 'a secret was in the browser’s traffic');
    });

    it('gets through with the password of the connection, and hides the secret in the address', async () => {
      const { page } = on;
      await on.editor.openDialog(EVENT.live);
      const origin = new URL(on.nodeRed.url).origin;
      assert.equal(
        await page.inputValue('#procore-event-address'),
        `${origin}/procore/events/${EVENT.live}/•••`,
      );
      await page.click('#procore-event-check');
      await on.told('#procore-event-reached', /This Node-RED answers there/);
      await on.pick('RFIs');
      await on.plan(/Create a webhook/);
      await on.editor.cancelDialog();
    });

    it('sends the stored password nowhere else', async () => {
      const { page } = on;
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
      await on.editor.openDialog(EVENT.live);
      await page.click('#procore-event-check');
      await on.told('#procore-event-reached', /asks for a password there \(HTTP 401\)/);
      assert.deepEqual(asked, ['undefined']);
      await on.editor.cancelDialog();
      await publicUrl(new URL(on.nodeRed.url).origin);
      other.close();
    });

    it('asks for user and password in the connection only where Node-RED’s own server receives', async () => {
      const { page } = on;
      await on.editor.openConfigDialog('procore-config', ID.own);
      await page.evaluate("$('details.procore-advanced').attr('open', '')");
      assert.equal(await page.inputValue('#node-config-input-gateUser'), 'gate');
      assert.equal(await page.locator('#node-config-input-gatePassword').isVisible(), true);
      await page.fill('#node-config-input-receiverPort', '1890');
      assert.equal(await page.locator('#node-config-input-gatePassword').isVisible(), false);
      await page.fill('#node-config-input-receiverPort', '');
      await on.editor.cancelDialog();
    });

    it('lets no delivery in without it, whatever its address ends with, and says so', async () => {
      const origin = new URL(on.nodeRed.url).origin;
      const delivered = await fetch(`${origin}/procore/events/${EVENT.live}/${'s'.repeat(43)}`, {
        method: 'POST',
        body: '{}',
      });
      assert.equal(delivered.status, 401);
      assert.match(String(delivered.headers.get('www-authenticate')), /Basic/);
      await on.editor.openDialog(EVENT.live);
      assert.match(await on.page.innerText('#procore-event-guarded'), /user and password .* receiver port/);
      await on.editor.cancelDialog();
    });
  });
});
