import assert from 'node:assert/strict';
import { describeInBrowser } from '../../testing/browser.js';
import { Caller, newToken } from '../simulator/caller.js';
import { accessible } from '../support/axe.js';
import { EVENT, EventEditor, FAILS } from '../support/event-editor.js';

describeInBrowser('the dialog of procore event', function () {
  this.timeout(120_000);

  describe('of nodes that had events, or are to replace older webhooks', () => {
    let on: EventEditor;
    const again = '#procore-event-again';
    before(async () => {
      on = await EventEditor.start();
      const projectId = Number(on.simulator.companies[0]?.projects[0]?.id);
      const isTold = ({ path, body }: { path: string; body: string }) =>
        path.includes(`/projects/${projectId}/`) && path.endsWith('/triggers/bulk') && body.includes('RFIs');
      await on.nodeRed.until(() => on.simulator.requests.some(isTold), 'triggers');
      for (let n = 0; n < 7; n++) on.simulator.rows('rfis', projectId).add();
      await on.simulator.deliveries.settled();
    });
    after(() => on?.stop());
    afterEach(() => assert.deepEqual(on.editor.errors, []));

    const opened = async (summary: RegExp) => {
      for (;;) {
        await on.editor.openDialog(FAILS.event);
        const fold = on.page.locator(`${again} > summary`);
        await fold.waitFor();
        if (summary.test(await fold.innerText())) return fold.click();
        await on.editor.cancelDialog();
      }
    };

    it('shows its dead letters with the reason, and hands one or all of them out again', async () => {
      const { page } = on;
      await opened(/dead letters: 7/);
      const letters = page.locator('.procore-event-letters > li');
      assert.equal(await letters.count(), 6);
      assert.match(await letters.first().innerText(), /^RFIs \d+, create\n.*: The flow gave it back/);
      assert.match(await letters.last().innerText(), /2 older/);
      await accessible(page, '#dialog-form', ['[id^=red-ui-trap-]']);
      await letters.first().locator('button').press('Enter');
      await on.told(`${again}-told`, /Handed out again: 1\./);
      await on.editor.cancelDialog();
      // The flow has given it back again.
      await opened(/dead letters: 7/);
      await page.click('#procore-event-dead-all');
      await on.told(`${again}-told`, /Handed out again: 7\./);
      await on.editor.cancelDialog();
    });

    it('hands out what was handled by record, by time and by id, and says how many', async () => {
      const { page } = on;
      // From now on its flow takes everything.
      await page.evaluate(`RED.nodes.node('${FAILS.flow}').rules[0].to = 'true'`);
      await page.evaluate(`RED.nodes.node('${FAILS.flow}').changed = true; RED.nodes.dirty(true)`);
      const before = on.nodeRed.output.split('Started').length;
      await page.click('#red-ui-header-button-deploy');
      await on.nodeRed.until(() => on.nodeRed.output.split('Started').length > before, 'deployment');
      await opened(/dead letters: 7/);
      const [id] = (await page.locator('.procore-event-letters > li').first().innerText()).match(/\d+/) ?? [];
      await page.click('#procore-event-dead-all');
      await on.told(`${again}-told`, /: 7\./);
      await on.editor.cancelDialog();
      await opened(/again$/);
      const ask = async (words: RegExp) => {
        await page.press(`${again}-do`, 'Enter');
        await on.told(`${again}-told`, words);
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
      await on.editor.cancelDialog();
    });

    it('takes over what they tell of, and deletes those that are ticked once its own do the same', async () => {
      const { page } = on;
      const caller = new Caller(on.simulator, await newToken(on.simulator));
      const company = on.simulator.companies[0];
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
        await on.editor.openDialog(EVENT.live);
        await page.evaluate("$('details.procore-advanced').attr('open', '')");
        await page.fill('#procore-event-old', 'former, procore');
        await on.plan(/Old webhooks/);
      };
      const remove = async (id: string, words: RegExp) => {
        await page.locator('.procore-event-old label', { hasText: id }).locator('input').check();
        await page.getByRole('button', { name: 'Delete the ticked ones' }).press('Enter');
        await on.told('.procore-event-old [role=status]', words);
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
      await on.editor.saveDialog();
      const before = on.nodeRed.output.split('Started').length;
      // Webhooks may be made before the deployment is seen here.
      const from = on.simulator.requests.length;
      await page.click('#red-ui-header-button-deploy');
      await on.nodeRed.until(() => on.nodeRed.output.split('Started').length > before, 'deployment');
      await on.nodeRed.until(
        () =>
          on.simulator.requests
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
      await on.editor.cancelDialog();
    });
  });
});
