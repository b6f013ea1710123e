/** `npm run screenshots` takes the pictures of the documentation from a real editor, in both themes, into docs/images. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { EditorPage, launch } from '../testing/browser.js';
import { installPackage } from '../testing/install.js';
import { NodeRed, newUserDir } from '../testing/node-red.js';

const root = join(__dirname, '..');
const images = join(root, 'docs/images');
const example = (name: string) => JSON.parse(readFileSync(join(root, 'examples', `${name}.json`), 'utf8'));

const CONNECTION = '5c0e000000000101';
const INJECT = '5c0e000000000112';
const REQUEST = '5c0e000000000415';

/** The first company of the demo, whatever its id. */
async function demoCompany(nodeRed: NodeRed): Promise<{ id: string; name: string }> {
  const { companies } = await nodeRed.admin<{ companies: Array<{ id: string; name: string }> }>(
    '/procore/companies',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ connection: { id: 'demo', environment: 'demo' } }),
    },
  );
  const [first] = companies;
  if (!first) throw new Error('The demo has no company.');
  return first;
}

/** A request node as it is dropped from the palette, on the demo connection with its company. */
async function requestFlow(nodeRed: NodeRed): Promise<object[]> {
  const { id: companyId, name: companyName } = await demoCompany(nodeRed);
  return [
    { id: 'tab', type: 'tab', label: 'RFIs' },
    { id: CONNECTION, type: 'procore-config', environment: 'demo', companyId, companyName, timeout: '60' },
    {
      id: REQUEST,
      type: 'procore-request',
      z: 'tab',
      x: 200,
      y: 100,
      name: '',
      connection: CONNECTION,
      version: 2,
      messageInputs: 'taken',
      company: '',
      companyType: 'connection',
      output: 'payload',
      outputType: 'msg',
      outputs: 1,
      operation: '',
      method: 'GET',
      path: '',
      params: [],
      paging: 'off',
      delivery: 'array',
      wires: [[]],
    },
  ];
}

type Shoot = (name: string, selector?: string) => Promise<unknown>;

async function main(): Promise<void> {
  mkdirSync(images, { recursive: true });
  const nodeRed = await NodeRed.start(installPackage(newUserDir()), { debugMaxLength: 1_000 });
  const browser = await launch();
  try {
    for (const theme of ['light', 'dark'] as const) {
      await nodeRed.deploy(example('1 Companies and their projects'));
      const editor = await EditorPage.open(browser, nodeRed.url, theme);
      const { page } = editor;
      const shoot: Shoot = (name, selector) => {
        const path = join(images, `${name}-${theme}.png`);
        return selector ? page.locator(selector).last().screenshot({ path }) : page.screenshot({ path });
      };
      await page.setViewportSize({ width: 1400, height: 620 });
      await nodeRed.inject(INJECT);
      await page.locator('.red-ui-debug-msg').nth(2).waitFor();
      await page.waitForTimeout(500);
      await shoot('first-flow');
      await page.setViewportSize({ width: 1280, height: 1080 });
      await shootConnection(editor, shoot);
      await page.close();

      await nodeRed.deploy(await requestFlow(nodeRed));
      const second = await EditorPage.open(browser, nodeRed.url, theme);
      await second.page.setViewportSize({ width: 1280, height: 1080 });
      const shootSecond: Shoot = (name, selector) =>
        second.page
          .locator(selector ?? '.red-ui-tray')
          .last()
          .screenshot({ path: join(images, `${name}-${theme}.png`) });
      await shootRequest(second, shootSecond);
      await second.page.close();
    }
  } finally {
    await browser.close();
    await nodeRed.stop();
  }
}

async function shootConnection(editor: EditorPage, shoot: Shoot): Promise<void> {
  const { page } = editor;
  await editor.openConfigDialog('procore-config', CONNECTION);
  await page.click('#procore-config-connect');
  await page.locator('.procore-choices-list [role=option]').first().click();
  await page.locator('#procore-config-check').getByText('permitted projects').first().waitFor();
  await settled(page);
  await shoot('connection', '.red-ui-tray');
  await editor.cancelDialog();
}

async function shootRequest(editor: EditorPage, shoot: Shoot): Promise<void> {
  const { page } = editor;
  await editor.openDialog(REQUEST);
  await page.fill('#procore-operation-search', '');
  await page.locator('#procore-operation-search').pressSequentially('list rfis');
  await page.locator('#procore-operation-results [role=option]').first().waitFor();
  await settled(page);
  await shoot('request-search');
  await page.locator('#procore-operation-results [role=option]').first().click();
  await page.locator('#procore-request-form').waitFor({ state: 'visible' });
  await page.locator('#procore-request-form .red-ui-typedInput-option-expand:visible').first().click();
  await page.locator('.procore-choices-list [role=option]').first().click();
  await settled(page);
  await shoot('request-form');
  await page.locator('.procore-try button').first().click();
  await page.locator('.procore-try table').first().waitFor();
  await page.locator('.procore-try').scrollIntoViewIfNeeded();
  await settled(page);
  await shoot('request-try');
  await editor.cancelDialog();
}

/** Waits until sliding and fading has ended. */
const settled = (page: Page) => page.waitForTimeout(400);

main();
