/** `npm run screenshots`: the pictures of the documentation, taken of a real editor, into docs/images. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EditorPage, launch } from '../test/support/browser.js';
import { NodeRed, newUserDir } from '../test/support/node-red.js';
import { installPackage } from './package/install.js';

const root = join(__dirname, '..');
const images = join(root, 'docs/images');
const example = (name: string) => JSON.parse(readFileSync(join(root, 'examples', `${name}.json`), 'utf8'));

async function main(): Promise<void> {
  mkdirSync(images, { recursive: true });
  const nodeRed = await NodeRed.start(installPackage(newUserDir()), { debugMaxLength: 1_000 });
  const browser = await launch();
  try {
    await nodeRed.deploy(example('1 Companies and their projects'));
    for (const theme of ['light', 'dark'] as const) {
      const editor = await EditorPage.open(browser, nodeRed.url, theme);
      const shoot = (name: string) => editor.page.screenshot({ path: join(images, `${name}-${theme}.png`) });
      await editor.page.setViewportSize({ width: 1400, height: 620 });
      await nodeRed.inject('a1f1000000000111');
      await editor.page.locator('.red-ui-debug-msg').nth(2).waitFor();
      await editor.page.waitForTimeout(500);
      await shoot('first-flow');
      await editor.page.setViewportSize({ width: 1280, height: 860 });
      await editor.openConfigDialog('procore-config', '9f0c1d2e3a4b5c01');
      await editor.page.selectOption('#node-config-input-environment', 'production');
      await shoot('connection');
      await editor.page.close();
    }
  } finally {
    await browser.close();
    await nodeRed.stop();
  }
}

main();
