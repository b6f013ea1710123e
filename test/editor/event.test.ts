import assert from 'node:assert/strict';
import { describeInBrowser } from '../../testing/browser.js';
import { accessible } from '../support/axe.js';
import { EVENT, EventEditor, ID, SECRET } from '../support/event-editor.js';

describeInBrowser('the dialog of procore event', function () {
  this.timeout(120_000);

  describe('of a Node-RED that Procore can reach', () => {
    let on: EventEditor;
    before(async () => {
      on = await EventEditor.start();
    });
    after(() => on?.stop());
    afterEach(() => {
      assert.deepEqual(on.editor.errors, []);
      assert.ok(on.traffic.length > 0);
      assert.ok(!on.traffic.some((text) => text.includes(SECRET)), 'the secret was in the browser’s traffic');
    });

    it('shows only what applies to how events are learned', async () => {
      const { page } = on;
      await on.editor.openDialog(EVENT.live);
      const isShown = (id: string) => page.locator(id).isVisible();
      assert.deepEqual(
        [await isShown('#procore-event-address'), await isShown('#node-input-interval')],
        [true, false],
      );
      assert.equal(await page.locator('#node-input-scope option[value=call]').count(), 0);
      await on.told('#procore-scope-covers', /projects now\. New projects join/);
      await page.selectOption('#node-input-mode', 'poll');
      assert.deepEqual(
        [await isShown('#procore-event-address'), await isShown('#procore-event-plan')],
        [false, false],
      );
      await page.fill('#node-input-interval', '15');
      await on.told('#procore-event-stale', /about 15 minutes/);
      await on.editor.cancelDialog();
    });

    it('says at the field where it cannot be known who made a change', async () => {
      const { page } = on;
      await on.editor.openDialog(EVENT.live);
      const own = () => page.innerText('#procore-event-own');
      assert.equal(await own(), '');
      await page.check('#node-input-ignoreOwn');
      await on.told('#procore-event-own', /payload v4\.0 does not tell which app/);
      await page.evaluate("$('details.procore-advanced').attr('open', '')");
      await page.selectOption('#node-input-payloadVersion', 'v3.0');
      assert.equal(await own(), '');
      await page.selectOption('#node-input-mode', 'poll');
      await on.told('#procore-event-own', /a record does not tell/);
      await on.editor.cancelDialog();
    });

    it('proves that the public URL reaches this Node-RED', async () => {
      const { page } = on;
      await on.editor.openDialog(EVENT.live);
      await page.click('#procore-event-check');
      await on.told('#procore-event-reached', /This Node-RED answers there/);
      await on.editor.cancelDialog();
    });

    it('names a wrong namespace at its field, and asks Procore for nothing then', async () => {
      const { page } = on;
      await on.editor.openDialog(EVENT.live);
      const asked = () => on.traffic.filter((text) => text.includes('event-plan')).length;
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
        await on.told('#procore-event-old-wrong', words);
        assert.equal(await page.locator('#procore-event-old').getAttribute('aria-invalid'), 'true');
        assert.equal(await page.evaluate('document.activeElement.id'), 'procore-event-old');
      }
      await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
      assert.equal(asked(), before);
      await page.fill('#procore-event-old', many.slice(0, 10).join());
      assert.equal(await page.innerText('#procore-event-old-wrong'), '');
      await on.plan(/There are no webhooks of old-1, .*old-10/);
      await on.editor.cancelDialog();
    });

    it('says that another server answers, or none', async () => {
      const { page } = on;
      const checked = async (publicUrl: string, words: RegExp) => {
        await page.evaluate(`RED.nodes.node('${ID.own}').publicUrl = ${JSON.stringify(publicUrl)}`);
        await on.editor.openDialog(EVENT.live);
        await page.click('#procore-event-check');
        await on.told('#procore-event-reached', words);
        assert.ok(await page.locator('#procore-event-reached.procore-refused').isVisible());
        await on.editor.cancelDialog();
      };
      await checked(on.simulator.apiUrl, /Another server|asks for a password/);
      await checked('http://127.0.0.1:9', /No connection/);
      await page.evaluate(
        `RED.nodes.node('${ID.own}').publicUrl = ${JSON.stringify(new URL(on.nodeRed.url).origin)}`,
      );
    });

    for (const [name, id] of Object.entries(EVENT)) {
      it(`picks what Procore tells of and shows the plan, and nothing to do after deploy (${name})`, async () => {
        const { page } = on;
        await on.editor.openDialog(id);
        // Demo has no default company.
        await page.selectOption('#node-input-scope', 'companies');
        await on.plan(/no webhook is made/);
        await on.pick('RFIs');
        assert.equal(await page.inputValue('.procore-event-name'), 'RFIs');
        await on.plan(/Create a webhook with \d+ triggers \(.*projects: \d+/);
        await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
        await on.editor.saveDialog();
        await page.click('#red-ui-header-button-deploy');
        await on.editor.openDialog(id);
        const until = Date.now() + 60_000;
        for (;;) {
          await on.plan(/webhook|Nothing to do/);
          const text = await page.innerText('#procore-event-planned');
          if (/Nothing to do/.test(text)) break;
          assert.ok(Date.now() < until, text);
          await page.waitForTimeout(500);
        }
        await on.editor.cancelDialog();
      });
    }
  });
});
