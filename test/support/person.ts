import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';

/** The most that a journey may take. */
export interface Bars {
  readonly actions: number;
  readonly seconds?: number;
}

/** What a journey took, as `npm run test:editor` reads it. */
export interface Journey {
  readonly journey: string;
  readonly actions: number;
  readonly seconds: number;
  readonly bars: Bars;
}

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

  /** Deploys, until the editor takes the buttons of nodes again, which it does not while the wheel turns. */
  async deploy(): Promise<void> {
    await this.click('#red-ui-header-button-deploy');
    await this.page.getByText('Successfully deployed').first().waitFor();
    await this.page.locator('.red-ui-deploy-button-spinner').waitFor({ state: 'hidden' });
  }

  /** Presses the button of an inject node, and again if the editor does not say that it has taken it. */
  async press(name: string): Promise<void> {
    const named = this.page.locator('.red-ui-flow-node-group', { hasText: name });
    const taken = this.page.getByText(`Successfully injected: ${name}`).first();
    for (let tries = 0; tries < 3; tries++) {
      this.actions++;
      await named.locator('.red-ui-flow-node-button-button').first().click({ force: true });
      if (await seen(taken)) return;
    }
    assert.fail(`The button of ${name} does nothing.`);
  }

  /**
   * Ends a journey: it took at most as much as its bars say. What it took goes to the file that PROCORE_TEST_JOURNEYS
   * names, for `npm run test:editor`.
   */
  arrived(journey: string, bars: Bars): void {
    const { actions, seconds } = this;
    process.stdout.write(`      ${journey}: ${actions} actions, ${seconds.toFixed(1)} s\n`);
    const file = process.env.PROCORE_TEST_JOURNEYS;
    if (file) appendFileSync(file, `${JSON.stringify({ journey, actions, seconds, bars })}\n`);
    assert.ok(actions <= bars.actions, `${actions} actions`);
    assert.ok(seconds <= (bars.seconds ?? Number.POSITIVE_INFINITY), `${seconds} s`);
  }
}

function seen(what: Locator): Promise<boolean> {
  return what.waitFor({ timeout: 4_000 }).then(
    () => true,
    () => false,
  );
}
