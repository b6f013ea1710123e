import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { fields } from '../../nodes/procore-request/fields.js';
import type { Operation } from '../../src/catalogue/operation.js';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { isWellLaidOut } from '../support/dialog-layout.js';
import { longestOperations } from '../support/longest-operations.js';
import { nodeDefaults } from '../support/request-editor.js';

const WIDTHS = [380, 620, 900];
/** How many of the longest of each kind. */
const EACH = 2;

const CONNECTION = { id: 'demo', type: 'procore-config', name: '', environment: 'demo', demoAccount: 'main' };

const node = ({ name, method, path }: Pick<Operation, 'name' | 'method' | 'path'>, index: number) => ({
  ...nodeDefaults(fields),
  id: `request${index}`,
  type: 'procore-request',
  z: 'tab',
  x: 200,
  y: 60 * (index + 1),
  connection: CONNECTION.id,
  // What a message needs most room for, as the choice of the company says it.
  companyType: index % 2 === 0 ? 'connection' : 'message',
  operation: name,
  method,
  path,
  // Of two forms, one shows its references.
  ...(index % 2 === 1 && { query: '{"filters":{"status":["open"]}}' }),
  wires: [[]],
});

describeInBrowser('the layout of the request form', function () {
  this.timeout(300_000);
  let nodeRed: NodeRed;
  let browser: Browser;
  let operations: Operation[];
  before(async () => {
    operations = await longestOperations(EACH);
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: 'Flow' },
      CONNECTION,
      ...operations.map((operation, index) => node(operation, index)),
    ]);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
  });

  for (const theme of ['light', 'dark'] as const) {
    describe(`in the ${theme} theme`, () => {
      let editor: EditorPage;
      before(async () => {
        editor = await EditorPage.open(browser, nodeRed.url, theme);
      });
      after(() => editor?.page.close());

      /** What is wrong with the layout of an operation's dialog, after something was done in it. */
      const faultsOf = async (
        operation: Operation | undefined,
        act: (page: Page) => Promise<unknown> = async () => {},
      ) => {
        assert.ok(operation);
        await editor.openDialog(`request${operations.indexOf(operation)}`);
        try {
          await editor.page.waitForSelector('#procore-operation-card', { state: 'visible' });
          if (operation.body) await editor.page.waitForSelector('#procore-request-body-form > *');
          await act(editor.page);
          await isWellLaidOut(editor, '#dialog-form', WIDTHS);
        } catch (failure) {
          return [`${operation.method} ${operation.path}: ${(failure as Error).message}`];
        } finally {
          await editor.cancelDialog();
        }
        return [];
      };

      it('holds for the operations with the longest labels, paths and names', async () => {
        const faults: string[] = [];
        for (const operation of operations) faults.push(...(await faultsOf(operation)));
        assert.equal(faults.join('\n'), '');
      });

      it('holds for dates that move with the day of the run', async () => {
        const rfis = operations.find(({ name }) => name === 'List RFIs');
        const faults = await faultsOf(rfis, async (page) => {
          for (const group of await page.locator('#procore-request-form details:not([open]) > summary').all())
            await group.click();
          for (const words of await page.locator('.procore-date-words').all())
            await words.selectOption({ label: 'last … days' });
        });
        assert.equal(faults.join('\n'), '');
      });

      it('holds for a long path of a request without a form', async () => {
        const [longest] = operations;
        const faults = await faultsOf(longest, async (page) => {
          await page.click('.procore-card-head button');
          await page.waitForSelector('#procore-request-offer', { state: 'visible' });
        });
        assert.equal(faults.join('\n'), '');
      });

      it('holds while the search shows its hits', async () => {
        const [longest] = operations;
        const faults = await faultsOf(longest, async (page) => {
          await page.fill('#procore-operation-search', longest?.name ?? '');
          await page.waitForSelector('#procore-operation-results [role="option"]');
        });
        assert.equal(faults.join('\n'), '');
      });
    });
  }
});
