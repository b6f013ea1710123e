import { appendFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/**
 * Somebody at the editor, whose actions are counted: a click, a drag, a filled field, a choice from a list. Waiting is not
 * one.
 */
export class Person {
  actions = 0;
  readonly #began = performance.now();

  constructor(readonly page: Page) {}

  /** Seconds since the journey began. */
  get seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  async click(selector: string): Promise<void> {
    this.actions++;
    await this.page.locator(selector).last().click();
  }

  /** Opens what is on the workspace. */
  async open(selector: string): Promise<void> {
    this.actions++;
    await this.page.locator(selector).first().dblclick();
  }

  async fill(selector: string, text: string): Promise<void> {
    this.actions++;
    await this.page.fill(selector, text);
  }

  /** Chooses an entry of a native list, or of one of ours by its text. */
  async choose(selector: string, label: string): Promise<void> {
    this.actions++;
    const place = this.page.locator(selector).last();
    await place.waitFor();
    const native = (await place.evaluate((element) => element.tagName)) === 'SELECT';
    if (native) await place.selectOption({ label });
    else await place.locator('[role=option]', { hasText: label }).first().click();
  }

  /** Writes how a journey went to the file that PROCORE_TEST_JOURNEYS names, for `npm run test:editor`. */
  report(journey: string): void {
    const { actions, seconds } = this;
    process.stdout.write(`      ${journey}: ${actions} actions, ${seconds.toFixed(1)} s\n`);
    const file = process.env.PROCORE_TEST_JOURNEYS;
    if (file) appendFileSync(file, `${JSON.stringify({ journey, actions, seconds })}\n`);
  }
}
