import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { User } from './node-red.js';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine, if it has one; PROCORE_TEST_CHROMIUM names another. */
const chromiumPath = [process.env.PROCORE_TEST_CHROMIUM ?? '', ...PLACES].find(existsSync);

/**
 * Tests that need a browser. On a machine without one they are skipped with a note; in CI that is a failure.
 * @param body as for mocha's describe
 */
export function describeInBrowser(title: string, body: (this: Mocha.Suite) => void): void {
  if (chromiumPath || process.env.CI === 'true') describe(title, body);
  else describe(title, () => it('was not tested: no Chromium was found (PROCORE_TEST_CHROMIUM names one)'));
}

/** Starts a headless browser that connects only to the pages it is shown. */
export function launch(): Promise<Browser> {
  if (!chromiumPath) throw new Error('No Chromium was found.');
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
}

/** The Node-RED editor in a browser page. Errors of its scripts are collected. */
export class EditorPage {
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  /** Opens the editor. `dark` has no effect on Node-RED 4.1, which has no built-in dark theme. */
  static async open(
    browser: Browser,
    url: string,
    theme: 'light' | 'dark' = 'light',
    as?: User,
  ): Promise<EditorPage> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const editor = new EditorPage(page);
    if (as) await editor.#signIn(url, as);
    await editor.#load(url);
    if (theme === 'dark') {
      await page.evaluate(`RED.settings.setLocal('view-dark-theme', 'dark')`);
      await editor.#load(url);
    }
    return editor;
  }

  async #signIn(url: string, { username, password }: User): Promise<void> {
    await this.page.goto(url);
    await this.page.fill('#node-dialog-login-username', username);
    await this.page.fill('#node-dialog-login-password', password);
    await this.page.click('#node-dialog-login-submit');
    await this.page.waitForSelector('.red-ui-palette-node', { timeout: 30_000 });
  }

  async #load(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.waitForSelector('.red-ui-palette-node', { timeout: 30_000 });
    await this.page.waitForSelector('#red-ui-loading-progress', { state: 'hidden', timeout: 30_000 });
  }

  /** Opens the dialog of a node on the workspace by its id. */
  async openDialog(id: string): Promise<void> {
    await this.page.evaluate(`RED.editor.edit(RED.nodes.node(${JSON.stringify(id)}))`);
    await this.page.waitForSelector('#node-input-name', { state: 'visible' });
    // The tray slides in.
    await this.page.waitForTimeout(400);
  }

  /** Opens the dialog of a config node by its type and id. */
  async openConfigDialog(type: string, id: string): Promise<void> {
    await this.page.evaluate(`RED.editor.editConfig('', ${JSON.stringify(type)}, ${JSON.stringify(id)})`);
    await this.page.waitForSelector('#node-config-input-environment', { state: 'visible' });
    await this.page.waitForTimeout(400);
  }

  /** Presses Cancel in the open dialog. */
  async cancelDialog(): Promise<void> {
    await this.#leave('#node-dialog-cancel, #node-config-dialog-cancel');
  }

  /** Presses Done in the open dialog. */
  async saveDialog(): Promise<void> {
    await this.#leave('#node-dialog-ok, #node-config-dialog-ok');
  }

  async #leave(button: string): Promise<void> {
    await this.page.locator(button).last().click();
    await this.page.waitForSelector('.red-ui-tray', { state: 'detached' });
  }
}
